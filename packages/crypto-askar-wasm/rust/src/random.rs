//! Random bytes of the host: `crypto.getRandomValues`.

use wasm_bindgen::prelude::{wasm_bindgen, JsValue};

use crate::errors::Failure;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<(), JsValue>;
}

/// Fills up to 65,536 bytes.
pub fn fill_random(bytes: &mut [u8]) -> Result<(), Failure> {
    get_random_values(bytes).map_err(|_| Failure::RandomFailed)
}
