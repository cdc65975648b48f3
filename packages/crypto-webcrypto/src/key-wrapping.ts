import { type Subtle, unshared } from './subtle.ts'

/** A key that AES-KW wraps has to be for something; of these any length will do. */
const ANY_KEY = { name: 'HMAC', hash: 'SHA-256' }

/** Wraps a key with AES-256 (RFC 3394 §2.2.1). */
export async function wrapKey(
  subtle: Subtle,
  kek: Uint8Array,
  key: Uint8Array,
): Promise<Uint8Array> {
  const [wrapping, wrapped] = await Promise.all([
    subtle.importKey('raw', unshared(kek), 'AES-KW', false, ['wrapKey']),
    subtle.importKey('raw', unshared(key), ANY_KEY, true, ['sign']),
  ])
  return new Uint8Array(await subtle.wrapKey('raw', wrapped, wrapping, 'AES-KW'))
}

/** Unwraps a key (RFC 3394 §2.2.2). Throws when the integrity check fails. */
export async function unwrapKey(
  subtle: Subtle,
  kek: Uint8Array,
  wrappedKey: Uint8Array,
): Promise<Uint8Array> {
  const unwrapping = await subtle.importKey('raw', unshared(kek), 'AES-KW', false, ['unwrapKey'])
  const source = unshared(wrappedKey)
  const key = await subtle.unwrapKey('raw', source, unwrapping, 'AES-KW', ANY_KEY, true, ['sign'])
  return new Uint8Array(await subtle.exportKey('raw', key))
}
