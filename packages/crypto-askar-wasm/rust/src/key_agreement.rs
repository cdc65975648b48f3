//! Diffie-Hellman, raw: X25519 (RFC 7748 §6.1), or the x-coordinate in full length (SEC 1 §3.3.1).

use std::fmt;

use askar_crypto::buffer::WriteBuffer;
use askar_crypto::kdf::KeyExchange;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::errors::Failure;
use crate::keys::{Curve, Key, SecretKey};

/// Two coordinates of P-384.
const CAPACITY: usize = 2 * Curve::P384.size();

/// Z, made of one agreement or of two.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SharedSecret {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl SharedSecret {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    pub fn append(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        self.bytes[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }
}

impl Default for SharedSecret {
    fn default() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedSecret")
    }
}

/// askar writes what keys agree on into this.
impl WriteBuffer for SharedSecret {
    fn buffer_write(&mut self, data: &[u8]) -> Result<(), askar_crypto::Error> {
        self.append(data);
        Ok(())
    }
}

/// Appends what a private key and a public key, read on the same curve, agree on to `z`.
pub fn agree(
    secret_key: &SecretKey,
    public_bytes: &[u8],
    z: &mut SharedSecret,
) -> Result<(), Failure> {
    let start = z.length;
    let curve = secret_key.key.curve();
    let public_key = Key::from_public_bytes(curve, public_bytes)?;
    let agreed = match (&*secret_key.key, &public_key) {
        (Key::X25519(secret), Key::X25519(public)) => secret.write_key_exchange(public, z),
        (Key::P256(secret), Key::P256(public)) => secret.write_key_exchange(public, z),
        (Key::P384(secret), Key::P384(public)) => secret.write_key_exchange(public, z),
        _ => return Err(Failure::CurveMismatch),
    };
    agreed.map_err(|_| Failure::InvalidKey)?;
    // Every byte is looked at, so that the time tells nothing.
    let union = z.bytes()[start..]
        .iter()
        .fold(0, |union, byte| union | byte);
    if curve == Curve::X25519 && union == 0 {
        return Err(Failure::ZeroSecret);
    }
    Ok(())
}
