import { DIDCommError } from '@didcomm/core'

/** The part of WebCrypto that does cryptography. */
export type Subtle = SubtleCrypto

/** Returns the platform's. @throws `UNSUPPORTED_ALGORITHM` where there is none, as on a page that came by plain http */
export function platformSubtle(): Subtle {
  const subtle: Subtle | undefined = globalThis.crypto?.subtle
  if (subtle) return subtle
  throw new DIDCommError(
    'UNSUPPORTED_ALGORITHM',
    'this platform has no crypto.subtle; a page has it only by https',
  )
}

/** Returns `bytes` as WebCrypto takes them: not in memory that threads share, of which it gets a copy. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return isUnshared(bytes) ? bytes : new Uint8Array(bytes)
}

function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
}
