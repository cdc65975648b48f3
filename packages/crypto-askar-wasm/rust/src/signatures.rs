//! Signatures: EdDSA (RFC 8037), ES256 (RFC 7518 §3.4), ES256K (RFC 8812 §3.2).

use askar_crypto::sign::{KeySigVerify, KeySign, SignatureType};
use k256::ecdsa::Signature;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::errors::Failure;
use crate::host_bytes::{from_host, to_host, Uint8Array};
use crate::keys::{Curve, Key, SecretKey};
use crate::memory::wiping_stack;

const SIGNATURE_SIZE: usize = 64;

/// JWS `alg` values.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    EdDsa = 0,
    Es256 = 1,
    Es256k = 2,
}

/// Signs; ECDSA signatures are `r ‖ s`, deterministic (RFC 6979), and those of ES256K have a low s.
#[wasm_bindgen]
pub fn sign(
    alg: SignatureAlgorithm,
    #[wasm_bindgen(js_name = secretKey)] secret_key: &SecretKey,
    data: &Uint8Array,
) -> Result<Uint8Array, Failure> {
    wiping_stack(|| {
        let data = from_host(data)?;
        let key: &dyn KeySign = match (alg, &*secret_key.key) {
            (SignatureAlgorithm::EdDsa, Key::Ed25519(key)) => key,
            (SignatureAlgorithm::Es256, Key::P256(key)) => key,
            (SignatureAlgorithm::Es256k, Key::Secp256k1(key)) => key,
            _ => return Err(Failure::CurveMismatch),
        };
        let mut signature = Vec::with_capacity(SIGNATURE_SIZE);
        key.write_signature(&data, Some(alg.signature_type()), &mut signature)
            .map_err(|_| Failure::InvalidKey)?;
        to_host(&signature)
    })
}

impl SignatureAlgorithm {
    const fn curve(self) -> Curve {
        match self {
            Self::EdDsa => Curve::Ed25519,
            Self::Es256 => Curve::P256,
            Self::Es256k => Curve::Secp256k1,
        }
    }

    const fn signature_type(self) -> SignatureType {
        match self {
            Self::EdDsa => SignatureType::EdDSA,
            Self::Es256 => SignatureType::ES256,
            Self::Es256k => SignatureType::ES256K,
        }
    }
}

/// Tells whether a signature is right; an ECDSA signature may have a high s.
#[wasm_bindgen]
pub fn verify(
    alg: SignatureAlgorithm,
    #[wasm_bindgen(js_name = publicKey)] public_bytes: &Uint8Array,
    data: &Uint8Array,
    signature: &Uint8Array,
) -> Result<bool, Failure> {
    // What was signed may be the content of an encrypted message.
    wiping_stack(|| {
        let data = from_host(data)?;
        let signature = from_host(signature)?;
        let public_key = Key::from_public_bytes(alg.curve(), &from_host(public_bytes)?)?;
        if signature.len() != SIGNATURE_SIZE {
            return Ok(false);
        }
        let key: &dyn KeySigVerify = match &public_key {
            Key::Ed25519(key) => key,
            Key::P256(key) => key,
            Key::Secp256k1(key) => key,
            Key::X25519(_) | Key::P384(_) => return Err(Failure::CurveMismatch),
        };
        let verified = match low_s(alg, &signature) {
            Some(low) => key.verify_signature(&data, &low, Some(alg.signature_type())),
            None => key.verify_signature(&data, &signature, Some(alg.signature_type())),
        };
        Ok(verified.unwrap_or(false))
    })
}

/// An ES256K signature with the lower of s and n - s, which is the only one that k256 accepts. `None` if it is so
/// already, or no signature.
fn low_s(alg: SignatureAlgorithm, signature: &[u8]) -> Option<[u8; SIGNATURE_SIZE]> {
    if alg != SignatureAlgorithm::Es256k {
        return None;
    }
    let low = Signature::from_slice(signature).ok()?.normalize_s()?;
    Some(low.to_bytes().into())
}
