import { createCipheriv, createDecipheriv } from 'node:crypto'

const CIPHER = 'id-aes256-wrap'

/** The default initial value (RFC 3394 §2.2.3.1). */
const INITIAL_VALUE = new Uint8Array(8).fill(0xa6)

/** Wraps a key with AES-256 (RFC 3394 §2.2.1). */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, kek, INITIAL_VALUE)
  const wrapped = cipher.update(key)
  cipher.final()
  return wrapped
}

/** Unwraps a key (RFC 3394 §2.2.2). Throws when the integrity check fails. */
export function unwrapKey(kek: Uint8Array, wrappedKey: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(CIPHER, kek, INITIAL_VALUE)
  const key = decipher.update(wrappedKey)
  decipher.final()
  return key
}
