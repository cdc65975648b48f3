//! Content encryption: A256CBC-HS512 and A256GCM (RFC 7518 §5), XC20P (draft-amringer-jose-chacha-02).

use askar_crypto::alg::aes::{A256CbcHs512, A256Gcm, AesKey};
use askar_crypto::alg::chacha20::{Chacha20Key, XC20P};
use askar_crypto::encrypt::KeyAeadInPlace;
use askar_crypto::repr::KeySecretBytes;
use wasm_bindgen::prelude::{wasm_bindgen, JsValue};
use zeroize::Zeroizing;

use crate::cbc_hmac;
use crate::errors::Failure;
use crate::host_bytes::{from_host, from_host_with_room, to_host, Uint8Array};
use crate::memory::{wiping_stack, LiveHandle};
use crate::random::fill_random;

/// JWE `enc` values.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentEncryption {
    A256CbcHs512 = 0,
    A256Gcm = 1,
    Xc20p = 2,
}

const MAX_KEY_SIZE: usize = 64;
const MAX_IV_SIZE: usize = 24;
/// One block of AES-CBC.
const MAX_PADDING: usize = 16;

impl ContentEncryption {
    pub const fn key_size(self) -> usize {
        match self {
            Self::A256CbcHs512 => MAX_KEY_SIZE,
            Self::A256Gcm | Self::Xc20p => 32,
        }
    }
}

/// A key of `askar-crypto`.
enum AeadKey {
    A256CbcHs512(AesKey<A256CbcHs512>),
    A256Gcm(AesKey<A256Gcm>),
    Xc20p(Chacha20Key<XC20P>),
}

/// A content key. It is wiped when it is freed.
#[wasm_bindgen]
pub struct ContentKey {
    // On the heap, so that a handle that is moved leaves no copy of the key.
    key: Box<AeadKey>,
    _live: LiveHandle,
}

impl ContentKey {
    /// `None` for bytes of another length.
    pub fn from_bytes(enc: ContentEncryption, bytes: &[u8]) -> Option<Self> {
        let key = match enc {
            ContentEncryption::A256CbcHs512 => {
                AesKey::from_secret_bytes(bytes).map(AeadKey::A256CbcHs512)
            }
            ContentEncryption::A256Gcm => AesKey::from_secret_bytes(bytes).map(AeadKey::A256Gcm),
            ContentEncryption::Xc20p => Chacha20Key::from_secret_bytes(bytes).map(AeadKey::Xc20p),
        };
        Some(Self {
            key: Box::new(key.ok()?),
            _live: LiveHandle::new(),
        })
    }

    pub fn with_bytes<T>(&self, use_bytes: impl FnOnce(&[u8]) -> T) -> T {
        let present = |bytes: Option<&[u8]>| use_bytes(bytes.unwrap_or_default());
        match &*self.key {
            AeadKey::A256CbcHs512(key) => key.with_secret_bytes(present),
            AeadKey::A256Gcm(key) => key.with_secret_bytes(present),
            AeadKey::Xc20p(key) => key.with_secret_bytes(present),
        }
    }

    fn enc(&self) -> ContentEncryption {
        match &*self.key {
            AeadKey::A256CbcHs512(_) => ContentEncryption::A256CbcHs512,
            AeadKey::A256Gcm(_) => ContentEncryption::A256Gcm,
            AeadKey::Xc20p(_) => ContentEncryption::Xc20p,
        }
    }

    fn aead(&self) -> &dyn KeyAeadInPlace {
        match &*self.key {
            AeadKey::A256CbcHs512(key) => key,
            AeadKey::A256Gcm(key) => key,
            AeadKey::Xc20p(key) => key,
        }
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(
        typescript_type = "[contentKey: ContentKey, iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array]"
    )]
    pub type EncryptedContent;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = of)]
    fn array_of(
        content_key: ContentKey,
        iv: Uint8Array,
        ciphertext: Uint8Array,
        tag: Uint8Array,
    ) -> Result<EncryptedContent, JsValue>;
}

/// Encrypts under a fresh content key and a fresh IV.
#[wasm_bindgen(js_name = encryptContent)]
pub fn encrypt_content(
    enc: ContentEncryption,
    plaintext: &Uint8Array,
    aad: &Uint8Array,
) -> Result<EncryptedContent, Failure> {
    wiping_stack(|| {
        let aad = from_host(aad)?;
        let mut buffer = Zeroizing::new([0; MAX_KEY_SIZE + MAX_IV_SIZE]);
        fill_random(buffer.as_mut())?;
        let (key_bytes, rest) = buffer.split_at(enc.key_size());
        let content_key = ContentKey::from_bytes(enc, key_bytes).ok_or(Failure::RandomFailed)?;
        let aead = content_key.aead();
        let params = aead.aead_params();
        let iv = &rest[..params.nonce_length];
        // Room for the padding as well: a buffer that grows is a buffer that is copied.
        let mut content = from_host_with_room(plaintext, params.tag_length + MAX_PADDING)?;
        let tag_start = aead
            .encrypt_in_place(&mut content, iv, &aad)
            .map_err(|_| Failure::InvalidArgument)?;
        let (ciphertext, tag) = content.split_at(tag_start);
        let (iv, ciphertext, tag) = (to_host(iv)?, to_host(ciphertext)?, to_host(tag)?);
        array_of(content_key, iv, ciphertext, tag).map_err(|_| Failure::InvalidArgument)
    })
}

/// Verifies and decrypts. A wrong tag and wrong padding are one error.
#[wasm_bindgen(js_name = decryptContent)]
pub fn decrypt_content(
    enc: ContentEncryption,
    #[wasm_bindgen(js_name = contentKey)] content_key: &ContentKey,
    iv: &Uint8Array,
    ciphertext: &Uint8Array,
    tag: &Uint8Array,
    aad: &Uint8Array,
) -> Result<Uint8Array, Failure> {
    wiping_stack(|| {
        let (iv, tag, aad) = (from_host(iv)?, from_host(tag)?, from_host(aad)?);
        let aead = content_key.aead();
        if enc != content_key.enc() || tag.len() != aead.aead_params().tag_length {
            return Err(Failure::DecryptionFailed);
        }
        let mut content = from_host_with_room(ciphertext, tag.len())?;
        match enc {
            ContentEncryption::A256CbcHs512 => content_key
                .with_bytes(|key| cbc_hmac::decrypt(key, &iv, &mut content, &tag, &aad))?,
            ContentEncryption::A256Gcm | ContentEncryption::Xc20p => {
                content.extend_from_slice(&tag);
                aead.decrypt_in_place(&mut content, &iv, &aad)
                    .map_err(|_| Failure::DecryptionFailed)?;
            }
        }
        to_host(&content)
    })
}
