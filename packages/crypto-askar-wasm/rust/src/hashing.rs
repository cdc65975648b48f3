//! SHA-256.

use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::errors::Failure;
use crate::host_bytes::{from_host, to_host, Uint8Array};

/// Hashes public data.
#[wasm_bindgen]
pub fn sha256(data: &Uint8Array) -> Result<Uint8Array, Failure> {
    to_host(&Sha256::digest(from_host(data)?))
}
