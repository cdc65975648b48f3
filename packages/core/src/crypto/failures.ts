import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'

/** What may be told while a key is unwrapped: it depends on the caller, the SecretsManager and public data alone. */
const TELLABLE: readonly DIDCommErrorCode[] = [
  'INVALID_ARGUMENT',
  'INVALID_KEY',
  'SECRETS_MANAGER_FAILED',
  'UNSUPPORTED_ALGORITHM',
]

/** The one error of everything that does not decrypt: without a cause, the same for a wrong key, tag and ciphertext. */
export function decryptionFailed(): DIDCommError {
  return new DIDCommError('DECRYPTION_FAILED', 'the message could not be decrypted')
}

/** Returns an error of unwrapping a key, or {@link decryptionFailed} in its place if it may depend on a secret. */
export function concealed(error: unknown): DIDCommError {
  return DIDCommError.is(error) && TELLABLE.includes(error.code) ? error : decryptionFailed()
}
