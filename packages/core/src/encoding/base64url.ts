import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'

// The platform's codecs are used where there are any: a portable one costs more than the encryption of a large
// message. They are all lenient, so strictness is checked here, once, before any of them sees the text.

/** What newer engines have (ECMAScript 2026) and TypeScript's library does not declare yet. */
interface NativeCodec {
  fromBase64?(text: string, options: { alphabet: 'base64url' }): Uint8Array
}
interface NativeBytes {
  toBase64?(options: { alphabet: 'base64url'; omitPadding: true }): string
}

const OTHER_CHARACTER = /[^A-Za-z0-9_-]/
/** The last characters that leave no bits over, by the length of the text modulo 4 (RFC 4648 §3.5). */
const CANONICAL_END: Record<number, RegExp> = { 0: /$/, 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ }

/** Encodes bytes as base64url without padding (RFC 7515 §2). */
export function encodeBase64Url(bytes: Uint8Array): string {
  const native: NativeBytes = bytes as NativeBytes
  if (native.toBase64) return native.toBase64({ alphabet: 'base64url', omitPadding: true })
  if (hasBuffer()) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
  }
  let binary = ''
  const chunk = 0x8000 // `apply` has a limit on the number of its arguments
  for (let offset = 0; offset < bytes.length; offset += chunk) {
    binary += String.fromCharCode(...bytes.subarray(offset, offset + chunk))
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Decodes base64url strictly: no padding, no other characters, no bits left over.
 *
 * @throws with `code` (`MALFORMED_ENVELOPE` unless given) and `what` as the subject of the sentence
 */
export function decodeBase64Url(
  text: string,
  what: string,
  code: DIDCommErrorCode = 'MALFORMED_ENVELOPE',
): Uint8Array {
  if (OTHER_CHARACTER.test(text) || !CANONICAL_END[text.length % 4]?.test(text.slice(-1))) {
    throw new DIDCommError(code, `${what} is not canonical base64url without padding`)
  }
  const native: NativeCodec = Uint8Array as NativeCodec
  if (native.fromBase64) return native.fromBase64(text, { alphabet: 'base64url' })
  if (hasBuffer()) {
    const buffer = Buffer.from(text, 'base64url')
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

/** Tells whether there is Node's Buffer; the polyfill that some bundlers put in its place has no base64url. */
function hasBuffer(): boolean {
  return typeof Buffer !== 'undefined' && Buffer.isEncoding('base64url')
}
