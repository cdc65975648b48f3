//! Decryption of A256CBC-HS512 in the order of RFC 7518 §5.2.2.2, the tag first: askar decrypts and removes the padding
//! before it looks at the tag, in a time that tells of what nobody has authenticated.

use aes::Aes256;
use cbc::cipher::{block_padding::Pkcs7, BlockDecryptMut, KeyIvInit};
use cbc::Decryptor;
use hmac::{Hmac, Mac};
use sha2::Sha512;

use crate::errors::Failure;

const MAC_KEY_SIZE: usize = 32;

/// Verifies `tag`, whose length the caller has checked, and puts the plaintext in the place of the ciphertext.
pub fn decrypt(
    key: &[u8],
    iv: &[u8],
    content: &mut Vec<u8>,
    tag: &[u8],
    aad: &[u8],
) -> Result<(), Failure> {
    let (mac_key, encryption_key) = key.split_at(MAC_KEY_SIZE);
    let mut mac = Hmac::<Sha512>::new_from_slice(mac_key).map_err(|_| Failure::DecryptionFailed)?;
    mac.update(aad);
    mac.update(iv);
    mac.update(content);
    mac.update(&(8 * aad.len() as u64).to_be_bytes());
    mac.verify_truncated_left(tag)
        .map_err(|_| Failure::DecryptionFailed)?;
    let length = Decryptor::<Aes256>::new_from_slices(encryption_key, iv)
        .map_err(|_| Failure::DecryptionFailed)?
        .decrypt_padded_mut::<Pkcs7>(content)
        .map_err(|_| Failure::DecryptionFailed)?
        .len();
    content.truncate(length);
    Ok(())
}
