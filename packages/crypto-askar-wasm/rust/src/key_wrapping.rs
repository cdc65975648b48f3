//! A256KW under a key of ECDH-ES (RFC 7518 §4.6) or ECDH-1PU (draft-madden-jose-ecdh-1pu-04).

use askar_crypto::alg::aes::{A256Kw, AesKey};
use askar_crypto::encrypt::KeyAeadInPlace;
use askar_crypto::kdf::concat::{ConcatKDF, ConcatKDFParams};
use askar_crypto::repr::KeySecretBytes;
use sha2::Sha256;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::agreement_cache::agree_cached;
use crate::content_encryption::{ContentEncryption, ContentKey};
use crate::errors::Failure;
use crate::host_bytes::{to_host, Uint8Array};
use crate::key_agreement::{agree, SharedSecret};
use crate::keys::SecretKey;
use crate::memory::wiping_stack;

const ECDH_ES: &[u8] = b"ECDH-ES+A256KW";
const ECDH_1PU: &[u8] = b"ECDH-1PU+A256KW";

const KEK_SIZE: usize = 32;
/// What RFC 3394 adds to the key that it wraps.
const WRAPPING_SIZE: usize = 8;

/// How the content's tag enters the key derivation of ECDH-1PU.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyDerivation {
    /// The tag, prefixed with its length as 32 bits (draft 04, §2.3).
    Draft04 = 0,
    /// The tag alone, a known mistake.
    Draft04UnprefixedTag = 1,
    /// No tag.
    Draft03 = 2,
}

/// Wraps a content key with ECDH-ES+A256KW.
#[wasm_bindgen(js_name = wrapKeyES)]
pub fn wrap_key_es(
    #[wasm_bindgen(js_name = contentKey)] content_key: &ContentKey,
    ephemeral: &SecretKey,
    recipient: &[u8],
    apu: &[u8],
    apv: &[u8],
) -> Result<Uint8Array, Failure> {
    wiping_stack(|| {
        let mut z = SharedSecret::default();
        agree(ephemeral, recipient, &mut z)?;
        wrap(&derive_kek(&z, ECDH_ES, apu, apv, &[])?, content_key)
    })
}

/// Wraps a content key with ECDH-1PU+A256KW.
#[wasm_bindgen(js_name = wrapKey1PU)]
pub fn wrap_key_1pu(
    #[wasm_bindgen(js_name = contentKey)] content_key: &ContentKey,
    ephemeral: &SecretKey,
    sender: &SecretKey,
    recipient: &[u8],
    apu: &[u8],
    apv: &[u8],
    tag: &[u8],
) -> Result<Uint8Array, Failure> {
    wiping_stack(|| {
        let mut z = SharedSecret::default();
        agree(ephemeral, recipient, &mut z)?;
        agree_statically(sender, recipient, &mut z)?;
        let commitment = KeyDerivation::Draft04.commitment(tag);
        wrap(
            &derive_kek(&z, ECDH_1PU, apu, apv, &commitment)?,
            content_key,
        )
    })
}

/// Unwraps a content key with ECDH-ES+A256KW.
#[wasm_bindgen(js_name = unwrapKeyES)]
pub fn unwrap_key_es(
    enc: ContentEncryption,
    #[wasm_bindgen(js_name = encryptedKey)] encrypted_key: &[u8],
    ephemeral: &[u8],
    recipient: &SecretKey,
    apu: &[u8],
    apv: &[u8],
) -> Result<ContentKey, Failure> {
    wiping_stack(|| {
        let mut z = SharedSecret::default();
        agree(recipient, ephemeral, &mut z)?;
        unwrap(&derive_kek(&z, ECDH_ES, apu, apv, &[])?, enc, encrypted_key)
    })
}

/// Unwraps a content key with ECDH-1PU+A256KW.
#[wasm_bindgen(js_name = unwrapKey1PU)]
#[allow(clippy::too_many_arguments)]
pub fn unwrap_key_1pu(
    enc: ContentEncryption,
    #[wasm_bindgen(js_name = encryptedKey)] encrypted_key: &[u8],
    ephemeral: &[u8],
    sender: &[u8],
    recipient: &SecretKey,
    apu: &[u8],
    apv: &[u8],
    tag: &[u8],
    derivation: KeyDerivation,
) -> Result<ContentKey, Failure> {
    wiping_stack(|| {
        let mut z = SharedSecret::default();
        agree(recipient, ephemeral, &mut z)?;
        agree_statically(recipient, sender, &mut z)?;
        let commitment = derivation.commitment(tag);
        let kek = derive_kek(&z, ECDH_1PU, apu, apv, &commitment)?;
        unwrap(&kek, enc, encrypted_key)
    })
}

fn agree_statically(
    secret_key: &SecretKey,
    public_bytes: &[u8],
    z: &mut SharedSecret,
) -> Result<(), Failure> {
    agree_cached(secret_key.id, public_bytes, z, |zs| {
        agree(secret_key, public_bytes, zs)
    })
}

impl KeyDerivation {
    fn commitment(self, tag: &[u8]) -> Vec<u8> {
        match self {
            Self::Draft04 => [&(tag.len() as u32).to_be_bytes(), tag].concat(),
            Self::Draft04UnprefixedTag => tag.to_vec(),
            Self::Draft03 => Vec::new(),
        }
    }
}

/// Concat KDF, whose SuppPubInfo is the key's length in bits and what follows it in ECDH-1PU.
fn derive_kek(
    z: &SharedSecret,
    alg: &[u8],
    apu: &[u8],
    apv: &[u8],
    commitment: &[u8],
) -> Result<AesKey<A256Kw>, Failure> {
    let key_bits = (8 * KEK_SIZE as u32).to_be_bytes();
    let params = ConcatKDFParams {
        alg,
        apu,
        apv,
        pub_info: &[&key_bits, commitment].concat(),
        prv_info: &[],
    };
    let mut kek = Zeroizing::new([0; KEK_SIZE]);
    ConcatKDF::<Sha256>::derive_key(z.bytes(), params, kek.as_mut())
        .and_then(|()| AesKey::from_secret_bytes(kek.as_ref()))
        .map_err(|_| Failure::InvalidArgument)
}

fn wrap(kek: &AesKey<A256Kw>, content_key: &ContentKey) -> Result<Uint8Array, Failure> {
    let mut wrapped = content_key.with_bytes(|bytes| {
        let mut buffer = Vec::with_capacity(bytes.len() + WRAPPING_SIZE);
        buffer.extend_from_slice(bytes);
        buffer
    });
    kek.encrypt_in_place(&mut wrapped, &[], &[])
        .map_err(|_| Failure::InvalidArgument)?;
    to_host(&wrapped)
}

fn unwrap(
    kek: &AesKey<A256Kw>,
    enc: ContentEncryption,
    encrypted_key: &[u8],
) -> Result<ContentKey, Failure> {
    if encrypted_key.len() != enc.key_size() + WRAPPING_SIZE {
        return Err(Failure::DecryptionFailed);
    }
    let mut unwrapped = encrypted_key.to_vec();
    kek.decrypt_in_place(&mut unwrapped, &[], &[])
        .map_err(|_| Failure::DecryptionFailed)?;
    ContentKey::from_bytes(enc, &unwrapped).ok_or(Failure::DecryptionFailed)
}
