//! The errors that JavaScript sees: an `Error` whose message is one of these codes.

use wasm_bindgen::{JsError, JsValue};

/// Why an operation failed. No failure tells anything of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Key bytes of another length, out of range, off the curve, or a private key of another public key.
    InvalidKey,
    /// The keys are not on one curve, or on a curve that the operation is not for.
    CurveMismatch,
    /// The keys agree on an all-zero secret (RFC 7748 §6.1).
    ZeroSecret,
    /// A value of the wrong type, or too large.
    InvalidArgument,
    /// The key, tag, padding or ciphertext is wrong; which one is not told.
    DecryptionFailed,
    /// The host gave no random bytes.
    RandomFailed,
}

impl Failure {
    fn code(self) -> &'static str {
        match self {
            Self::InvalidKey => "INVALID_KEY",
            Self::CurveMismatch => "CURVE_MISMATCH",
            Self::ZeroSecret => "ZERO_SECRET",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::DecryptionFailed => "DECRYPTION_FAILED",
            Self::RandomFailed => "RANDOM_FAILED",
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        JsError::new(failure.code()).into()
    }
}
