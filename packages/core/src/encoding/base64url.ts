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

const OTHER_CHARACTER = /[^\w-]/
/** What may be left after groups of four characters: one or two bytes, and no bits over (RFC 4648 §3.5). */
const CANONICAL_END = /^(?:|.[AQgw]|..[AEIMQUYcgkosw048])$/

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
  const end = text.slice(text.length - (text.length % 4))
  if (OTHER_CHARACTER.test(text) || !CANONICAL_END.test(end)) {
    throw new DIDCommError(code, `${what} is not canonical base64url`)
  }
  const native: NativeCodec = Uint8Array as NativeCodec
  if (native.fromBase64) return native.fromBase64(text, { alphabet: 'base64url' })
  if (hasBuffer()) {
    // Not Buffer.from(text): its small buffers are views of one that others share, private keys among them.
    const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
    Buffer.from(bytes.buffer).write(text, 'base64url')
    return bytes
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** Tells whether there is Node's Buffer; the polyfill that some bundlers put in its place has no base64url. */
function hasBuffer(): boolean {
  return typeof Buffer !== 'undefined' && Buffer.isEncoding('base64url')
}
