//! JavaScript's byte arrays: each is copied once on its way in and once on its way out. What does not fit into the memory is
//! an error, and no trap.

use wasm_bindgen::prelude::{wasm_bindgen, JsValue};

use crate::errors::Failure;

#[wasm_bindgen]
extern "C" {
    /// A `Uint8Array` of JavaScript.
    #[wasm_bindgen(typescript_type = "Uint8Array")]
    pub type Uint8Array;

    #[wasm_bindgen(catch, constructor)]
    fn copy_of(bytes: &[u8]) -> Result<Uint8Array, JsValue>;

    /// `None` for what has no such member; that it is an array of bytes is for JavaScript to check.
    #[wasm_bindgen(catch, method, getter, js_name = byteLength)]
    fn byte_length(this: &Uint8Array) -> Result<Option<u32>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Uint8Array", "prototype", "set"], js_name = call)]
    fn set(target: &mut [u8], source: &Uint8Array) -> Result<(), JsValue>;
}

/// Copies bytes into an array of JavaScript.
pub fn to_host(bytes: &[u8]) -> Result<Uint8Array, Failure> {
    Uint8Array::copy_of(bytes).map_err(|_| Failure::InvalidArgument)
}

/// Copies an array of JavaScript.
pub fn from_host(source: &Uint8Array) -> Result<Vec<u8>, Failure> {
    from_host_with_room(source, 0)
}

/// Copies an array of JavaScript, with room for `extra` bytes behind it.
pub fn from_host_with_room(source: &Uint8Array, extra: usize) -> Result<Vec<u8>, Failure> {
    let length = match source.byte_length() {
        Ok(Some(length)) => length as usize,
        _ => return Err(Failure::InvalidArgument),
    };
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(length.saturating_add(extra))
        .map_err(|_| Failure::InvalidArgument)?;
    bytes.resize(length, 0);
    set(&mut bytes, source).map_err(|_| Failure::InvalidArgument)?;
    Ok(bytes)
}
