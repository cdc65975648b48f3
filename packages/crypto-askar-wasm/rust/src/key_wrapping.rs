//! A256KW under a key of ECDH-ES (RFC 7518 §4.6) or ECDH-1PU (draft-madden-jose-ecdh-1pu-04).

use askar_crypto::alg::aes::{A256Kw, AesKey};
use askar_crypto::encrypt::KeyAeadInPlace;
use askar_crypto::kdf::concat::{ConcatKDF, ConcatKDFParams};
use askar_crypto::repr::KeySecretBytes;
use sha2::Sha256;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::agreement_cache::{recall, remember};
use crate::content_encryption::{ContentEncryption, ContentKey};
use crate::errors::Failure;
use crate::host_bytes::{from_host, to_host, Uint8Array};
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
    recipient: &Uint8Array,
    apu: &Uint8Array,
    apv: &Uint8Array,
) -> Result<Uint8Array, Failure> {
    wiping_stack(|| {
        let mut z = SharedSecret::default();
        agree(ephemeral, &from_host(recipient)?, &mut z)?;
        let kek = derive_kek(&z, ECDH_ES, &from_host(apu)?, &from_host(apv)?, &[])?;
        wrap(&kek, content_key)
    })
}

/// Wraps a content key with ECDH-1PU+A256KW.
#[wasm_bindgen(js_name = wrapKey1PU)]
pub fn wrap_key_1pu(
    #[wasm_bindgen(js_name = contentKey)] content_key: &ContentKey,
    ephemeral: &SecretKey,
    sender: &SecretKey,
    recipient: &Uint8Array,
    apu: &Uint8Array,
    apv: &Uint8Array,
    tag: &Uint8Array,
) -> Result<Uint8Array, Failure> {
    wiping_stack(|| {
        let recipient = from_host(recipient)?;
        let mut z = SharedSecret::default();
        agree(ephemeral, &recipient, &mut z)?;
        let zs = agree_statically(sender, &recipient)?;
        z.append(zs.bytes());
        let commitment = KeyDerivation::Draft04.commitment(&from_host(tag)?);
        let kek = derive_kek(
            &z,
            ECDH_1PU,
            &from_host(apu)?,
            &from_host(apv)?,
            &commitment,
        )?;
        let wrapped = wrap(&kek, content_key)?;
        remember(sender.id, &recipient, zs);
        Ok(wrapped)
    })
}

/// Unwraps a content key with ECDH-ES+A256KW.
#[wasm_bindgen(js_name = unwrapKeyES)]
pub fn unwrap_key_es(
    enc: ContentEncryption,
    #[wasm_bindgen(js_name = encryptedKey)] encrypted_key: &Uint8Array,
    ephemeral: &Uint8Array,
    recipient: &SecretKey,
    apu: &Uint8Array,
    apv: &Uint8Array,
) -> Result<ContentKey, Failure> {
    wiping_stack(|| {
        let mut z = SharedSecret::default();
        agree(recipient, &from_host(ephemeral)?, &mut z)?;
        let kek = derive_kek(&z, ECDH_ES, &from_host(apu)?, &from_host(apv)?, &[])?;
        unwrap(&kek, enc, from_host(encrypted_key)?)
    })
}

/// Unwraps a content key with ECDH-1PU+A256KW.
#[wasm_bindgen(js_name = unwrapKey1PU)]
#[allow(clippy::too_many_arguments)]
pub fn unwrap_key_1pu(
    enc: ContentEncryption,
    #[wasm_bindgen(js_name = encryptedKey)] encrypted_key: &Uint8Array,
    ephemeral: &Uint8Array,
    sender: &Uint8Array,
    recipient: &SecretKey,
    apu: &Uint8Array,
    apv: &Uint8Array,
    tag: &Uint8Array,
    derivation: KeyDerivation,
) -> Result<ContentKey, Failure> {
    wiping_stack(|| {
        let sender = from_host(sender)?;
        let mut z = SharedSecret::default();
        agree(recipient, &from_host(ephemeral)?, &mut z)?;
        let zs = agree_statically(recipient, &sender)?;
        z.append(zs.bytes());
        let commitment = derivation.commitment(&from_host(tag)?);
        let kek = derive_kek(
            &z,
            ECDH_1PU,
            &from_host(apu)?,
            &from_host(apv)?,
            &commitment,
        )?;
        let content_key = unwrap(&kek, enc, from_host(encrypted_key)?)?;
        // Only now: whoever forges messages must not push out what honest senders need.
        remember(recipient.id, &sender, zs);
        Ok(content_key)
    })
}

fn agree_statically(
    secret_key: &SecretKey,
    public_bytes: &[u8],
) -> Result<Box<SharedSecret>, Failure> {
    if let Some(secret) = recall(secret_key.id, public_bytes) {
        return Ok(secret);
    }
    let mut secret = Box::new(SharedSecret::default());
    agree(secret_key, public_bytes, &mut secret)?;
    Ok(secret)
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
    mut encrypted_key: Vec<u8>,
) -> Result<ContentKey, Failure> {
    if encrypted_key.len() != enc.key_size() + WRAPPING_SIZE {
        return Err(Failure::DecryptionFailed);
    }
    kek.decrypt_in_place(&mut encrypted_key, &[], &[])
        .map_err(|_| Failure::DecryptionFailed)?;
    ContentKey::from_bytes(enc, &encrypted_key).ok_or(Failure::DecryptionFailed)
}
