//! Keys of `askar-crypto`: private ones as handles, public ones as bytes.

use std::cell::Cell;

use askar_crypto::alg::ed25519::Ed25519KeyPair;
use askar_crypto::alg::k256::K256KeyPair;
use askar_crypto::alg::p256::P256KeyPair;
use askar_crypto::alg::p384::P384KeyPair;
use askar_crypto::alg::x25519::X25519KeyPair;
use askar_crypto::alg::KeyAlg;
use askar_crypto::jwk::{JwkEncoder, JwkEncoderMode, ToJwk};
use askar_crypto::repr::{KeyPublicBytes, KeySecretBytes};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::{Zeroize, Zeroizing};

use crate::agreement_cache;
use crate::errors::Failure;
use crate::host_bytes::{from_host, to_host, Uint8Array};
use crate::memory::{wiping_stack, LiveHandle};
use crate::random::fill_random;

/// Draws of a private key. One is out of range once in 2³² draws on P-256, and less often on the other curves.
const DRAWS: usize = 8;

/// SEC 1 §2.3.3: what an uncompressed point begins with.
const UNCOMPRESSED: u8 = 4;

/// The curves of `askar-crypto`.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    X25519 = 0,
    P256 = 1,
    P384 = 2,
    Ed25519 = 3,
    Secp256k1 = 4,
}

impl Curve {
    /// The length of a private key and of a coordinate.
    pub const fn size(self) -> usize {
        match self {
            Self::P384 => 48,
            Self::X25519 | Self::P256 | Self::Ed25519 | Self::Secp256k1 => 32,
        }
    }

    const fn has_two_coordinates(self) -> bool {
        matches!(self, Self::P256 | Self::P384 | Self::Secp256k1)
    }

    const fn public_size(self) -> usize {
        if self.has_two_coordinates() {
            2 * self.size()
        } else {
            self.size()
        }
    }
}

/// A key of `askar-crypto`, with or without its secret.
pub enum Key {
    X25519(X25519KeyPair),
    P256(P256KeyPair),
    P384(P384KeyPair),
    Ed25519(Ed25519KeyPair),
    Secp256k1(K256KeyPair),
}

/// Does the same with a key of any curve.
macro_rules! with_key {
    ($key:expr, $pair:ident => $result:expr) => {
        match $key {
            Key::X25519($pair) => $result,
            Key::P256($pair) => $result,
            Key::P384($pair) => $result,
            Key::Ed25519($pair) => $result,
            Key::Secp256k1($pair) => $result,
        }
    };
}

impl Key {
    fn from_secret_bytes(curve: Curve, d: &[u8]) -> Result<Self, Failure> {
        let key = match curve {
            Curve::X25519 => X25519KeyPair::from_secret_bytes(d).map(Self::X25519),
            Curve::P256 => P256KeyPair::from_secret_bytes(d).map(Self::P256),
            Curve::P384 => P384KeyPair::from_secret_bytes(d).map(Self::P384),
            Curve::Ed25519 => Ed25519KeyPair::from_secret_bytes(d).map(Self::Ed25519),
            Curve::Secp256k1 => K256KeyPair::from_secret_bytes(d).map(Self::Secp256k1),
        };
        key.map_err(|_| Failure::InvalidKey)
    }

    /// Reads what [`is_public_key`] describes.
    pub fn from_public_bytes(curve: Curve, bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() != curve.public_size() {
            return Err(Failure::InvalidKey);
        }
        let point = [&[UNCOMPRESSED], bytes].concat();
        let key = match curve {
            Curve::X25519 => X25519KeyPair::from_public_bytes(bytes).map(Self::X25519),
            Curve::P256 => P256KeyPair::from_public_bytes(&point).map(Self::P256),
            Curve::P384 => P384KeyPair::from_public_bytes(&point).map(Self::P384),
            Curve::Ed25519 => Ed25519KeyPair::from_public_bytes(bytes).map(Self::Ed25519),
            Curve::Secp256k1 => K256KeyPair::from_public_bytes(&point).map(Self::Secp256k1),
        };
        key.map_err(|_| Failure::InvalidKey)
    }

    pub fn curve(&self) -> Curve {
        match self {
            Self::X25519(_) => Curve::X25519,
            Self::P256(_) => Curve::P256,
            Self::P384(_) => Curve::P384,
            Self::Ed25519(_) => Curve::Ed25519,
            Self::Secp256k1(_) => Curve::Secp256k1,
        }
    }

    /// The public key as [`Key::from_public_bytes`] reads it.
    fn public_bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut coordinates = Coordinates(Vec::with_capacity(self.curve().public_size()));
        with_key!(self, pair => pair.encode_jwk(&mut coordinates))
            .map_err(|_| Failure::InvalidKey)?;
        Ok(coordinates.0)
    }
}

/// Takes the coordinates out of a public JWK; askar's other way to a public key compresses the point.
struct Coordinates(Vec<u8>);

impl JwkEncoder for Coordinates {
    fn alg(&self) -> Option<KeyAlg> {
        None
    }

    fn add_str(&mut self, _name: &str, _value: &str) -> Result<(), askar_crypto::Error> {
        Ok(())
    }

    /// Called for x and then for y.
    fn add_as_base64(&mut self, _name: &str, value: &[u8]) -> Result<(), askar_crypto::Error> {
        self.0.extend_from_slice(value);
        Ok(())
    }

    fn mode(&self) -> JwkEncoderMode {
        JwkEncoderMode::PublicKey
    }
}

thread_local! {
    static NEXT_ID: Cell<u64> = const { Cell::new(0) };
}

/// A private key, and its public key. It is wiped when it is freed.
#[wasm_bindgen]
pub struct SecretKey {
    // On the heap, so that a handle that is moved leaves no copy of the key.
    pub(crate) key: Box<Key>,
    /// Never given to another key of this instance.
    pub(crate) id: u64,
    _live: LiveHandle,
}

#[wasm_bindgen]
impl SecretKey {
    /// Makes a key from the host's random bytes.
    pub fn generate(curve: Curve) -> Result<SecretKey, Failure> {
        wiping_stack(|| {
            let mut buffer = Zeroizing::new([0; 48]);
            let d = &mut buffer[..curve.size()];
            for _ in 0..DRAWS {
                fill_random(d)?;
                if let Ok(key) = Key::from_secret_bytes(curve, d) {
                    return Ok(Self::new(key));
                }
            }
            Err(Failure::RandomFailed)
        })
    }

    /// Imports a private key, if it belongs to the public key, and overwrites `d` with zeros in any case.
    ///
    /// @param d - the private key in full length: RFC 8037's seed or scalar, or RFC 7518's big-endian d
    /// @param publicBytes - as `isPublicKey` takes them
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(
        curve: Curve,
        d: &mut [u8],
        #[wasm_bindgen(js_name = publicBytes)] public_bytes: &Uint8Array,
    ) -> Result<SecretKey, Failure> {
        wiping_stack(|| {
            let imported = Key::from_secret_bytes(curve, d).map(Box::new);
            d.zeroize();
            let key = imported?;
            if key.public_bytes()? != from_host(public_bytes)? {
                return Err(Failure::InvalidKey);
            }
            Ok(Self::boxed(key))
        })
    }

    /// The public key, as `isPublicKey` takes it.
    #[wasm_bindgen(js_name = publicBytes)]
    pub fn public_bytes(&self) -> Result<Uint8Array, Failure> {
        to_host(&self.key.public_bytes()?)
    }

    /// The X25519 key of an Ed25519 key (RFC 8032 §5.1.5).
    #[wasm_bindgen(js_name = toX25519)]
    pub fn to_x25519(&self) -> Result<SecretKey, Failure> {
        wiping_stack(|| match &*self.key {
            Key::Ed25519(pair) => Ok(Self::new(Key::X25519(pair.to_x25519_keypair()))),
            _ => Err(Failure::CurveMismatch),
        })
    }

    /// Hands out d: the one way by which a private key leaves this module. The caller overwrites it after use.
    #[wasm_bindgen(js_name = exportSecretBytes)]
    pub fn export_secret_bytes(&self) -> Result<Uint8Array, Failure> {
        wiping_stack(|| {
            with_key!(&*self.key, pair => pair.with_secret_bytes(|d| {
                d.ok_or(Failure::InvalidKey).and_then(to_host)
            }))
        })
    }

    fn new(key: Key) -> Self {
        Self::boxed(Box::new(key))
    }

    fn boxed(key: Box<Key>) -> Self {
        let id = NEXT_ID.get();
        NEXT_ID.set(id + 1);
        Self {
            key,
            id,
            _live: LiveHandle::new(),
        }
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        agreement_cache::forget(self.id);
    }
}

/// Tells whether a public key is a point on its curve. Everything that takes one reads it anew: it is no handle.
///
/// @param bytes - the 32 bytes of RFC 8037's x; or RFC 7518's x and y, in full length, one after the other
#[wasm_bindgen(js_name = isPublicKey)]
pub fn is_public_key(curve: Curve, bytes: &Uint8Array) -> Result<bool, Failure> {
    Ok(Key::from_public_bytes(curve, &from_host(bytes)?).is_ok())
}
