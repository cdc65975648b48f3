import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'

// What is long goes to the platform's codecs, where there are any: a loop costs more than the encryption of a large
// message. What is short is read by a loop, which takes half the time of a call to them.

/** What newer engines have (ECMAScript 2026) and TypeScript's library does not declare yet. */
interface NativeCodec {
  fromBase64?(text: string, options: { alphabet: 'base64url' }): Uint8Array
}
interface NativeBytes {
  toBase64?(options: { alphabet: 'base64url'; omitPadding: true }): string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const OTHER_CHARACTER = /[^\w-]/
/** From how many characters on a text is long. */
const LONG = 1024
/** The value of each character (RFC 4648 §5), by its code. */
const VALUES = Int8Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
)

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
  const bytes = text.length < LONG ? decodeOneByOne(text) : decodeLong(text)
  if (bytes) return bytes
  throw new DIDCommError(code, `${what} is not canonical base64url`)
}

/** Decodes by the platform's codecs. They are all lenient, so the text is checked before any of them sees it. */
function decodeLong(text: string): Uint8Array | undefined {
  const end = text.slice(text.length - (text.length % 4))
  if (OTHER_CHARACTER.test(text) || !decodeOneByOne(end)) return undefined
  const native: NativeCodec = Uint8Array as NativeCodec
  if (native.fromBase64) return native.fromBase64(text, { alphabet: 'base64url' })
  if (!hasBuffer()) return decodeOneByOne(text)
  // Not Buffer.from(text): its small buffers are views of one that others share, private keys among them.
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  Buffer.from(bytes.buffer).write(text, 'base64url')
  return bytes
}

function decodeOneByOne(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let size = 0
  let bits = 0
  let bitsLeft = 0
  for (let index = 0; index < text.length; index++) {
    const value = VALUES[text.charCodeAt(index)] ?? -1
    if (value < 0) return undefined
    bits = (bits << 6) | value
    bitsLeft += 6
    if (bitsLeft >= 8) {
      bitsLeft -= 8
      bytes[size++] = bits >> bitsLeft
      bits &= 0xff
    }
  }
  return bitsLeft < 6 && (bits & ((1 << bitsLeft) - 1)) === 0 ? bytes : undefined
}

/** Tells whether there is Node's Buffer; the polyfill that some bundlers put in its place has no base64url. */
function hasBuffer(): boolean {
  return typeof Buffer !== 'undefined' && Buffer.isEncoding('base64url')
}
