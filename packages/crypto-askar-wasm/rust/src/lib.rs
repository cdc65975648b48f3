//! `askar-crypto` for DIDComm, in WebAssembly: private keys and content keys are handles, and
//! what is secret stays inside.
//!
//! JavaScript calls what carries `#[wasm_bindgen]`. It passes raw bytes; JSON, base64url and the checks that every
//! backend shares are on its side.

#![forbid(unsafe_code)]

mod agreement_cache;
mod cbc_hmac;
mod content_encryption;
mod errors;
mod hashing;
mod host_bytes;
mod key_agreement;
mod key_wrapping;
mod keys;
mod memory;
mod random;
mod signatures;
