import type { Awaitable } from '../contracts/awaitable.ts'
import { asDIDCommError, DIDCommError, type DIDCommErrorCode } from '../errors.ts'

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

/** Runs what unwraps a key, and replaces its error by {@link decryptionFailed} if it may depend on a secret. */
export async function concealFailure<T>(operation: () => Awaitable<T>): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    throw DIDCommError.is(error) && TELLABLE.includes(error.code) ? error : decryptionFailed()
  }
}

/** Runs an operation of a backend; an error that is not a DIDCommError becomes the cause of one of `code`. */
export async function translateFailure<T>(
  code: DIDCommErrorCode,
  message: string,
  operation: () => Awaitable<T>,
): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    throw asDIDCommError(error, code, message)
  }
}

/** As {@link translateFailure}, without the cause: for what reads a private key, since an error may quote it. */
export async function replaceFailure<T>(
  code: DIDCommErrorCode,
  message: string,
  operation: () => Awaitable<T>,
): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    throw DIDCommError.is(error) ? error : new DIDCommError(code, message)
  }
}
