import type { Curve } from '../contracts/algorithms.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import { assertPointOnCurve, compressPoint, decompressPoint } from '../crypto/curve-points.ts'
import { decodeBase58, encodeBase58 } from '../encoding/base58.ts'
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts'
import { assertLength, concatBytes } from '../encoding/bytes.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES, isNameIn } from '../jose/algorithms.ts'
import { parsePublicJwk } from '../jose/jwk.ts'

/** How a public key is read. */
export interface ReadKeyOptions {
  /** Reads a P-256 key whose codec 0x1200 a peer wrote as the bytes `12 00`, where the varint is `80 24`. */
  readonly p256Codec1200?: boolean
}

/** The curve that a codec stands for, and the bytes after the codec. */
interface CodedKey {
  readonly curve: Curve
  readonly bytes: Uint8Array
}

/** The longest key there is, P-521 with its codec, has 95 characters. */
const MAX_LENGTH = 128

/**
 * Writes a public key as Multikey: `z`, base58btc of multicodec and key bytes, EC keys as compressed points
 * (Controlled Identifiers 1.0 §2.2.2).
 *
 * @throws `INVALID_KEY`
 */
export function encodeMultikey(publicJwk: PublicJwk): string {
  const jwk = parsePublicJwk(publicJwk, 'the public key')
  assertPointOnCurve(jwk)
  const key = jwk.kty === 'EC' ? compressPoint(jwk) : decodeBase64Url(jwk.x, 'x', 'INVALID_KEY')
  return `z${encodeBase58(concatBytes(codecOf(jwk.crv, 'public'), key))}`
}

/**
 * Reads a public key that is written as Multikey, in base58btc (`z`) or base64url (`u`).
 *
 * @throws `INVALID_KEY`
 */
export function decodeMultikey(multibase: string, options: ReadKeyOptions = {}): PublicJwk {
  const what = 'the public key'
  return publicJwkFromMulticodec(decodeMultibase(multibase, what), what, options)
}

/**
 * Reads a secret key that is written as Multikey (`secretKeyMultibase`): its curve and its bytes.
 *
 * @throws `INVALID_KEY`, which never quotes the key
 */
export function decodeMultikeySecret(multibase: string): { curve: Curve; d: Uint8Array } {
  const what = 'the secret key'
  const { curve, bytes } = splitCodec(decodeMultibase(multibase, what), 'secret', what)
  assertLength(bytes, what, 'INVALID_KEY', CURVES[curve].size)
  return { curve, d: bytes }
}

/** Makes a JWK of a multicodec and the bytes of its key. @throws `INVALID_KEY` */
export function publicJwkFromMulticodec(
  bytes: Uint8Array,
  what: string,
  { p256Codec1200 }: ReadKeyOptions = {},
): PublicJwk {
  if (bytes.length === 35 && bytes[0] === 0x12 && bytes[1] === 0) {
    if (p256Codec1200) return publicJwkFromBytes('P-256', bytes.subarray(2))
    throw new DIDCommError(
      'INVALID_KEY',
      `${what} has its codec written 12 00; tolerate p256-multicodec-1200 to read it`,
    )
  }
  const { curve, bytes: key } = splitCodec(bytes, 'public', what)
  return publicJwkFromBytes(curve, key)
}

/** Makes a JWK of a key's bytes: an EC key is a compressed point. @throws `INVALID_KEY` */
export function publicJwkFromBytes(curve: Curve, bytes: Uint8Array): PublicJwk {
  if (curve !== 'X25519' && curve !== 'Ed25519') return decompressPoint(curve, bytes)
  return parsePublicJwk({ kty: 'OKP', crv: curve, x: encodeBase64Url(bytes) }, `the ${curve} key`)
}

/** Decodes base58btc (`z`) or base64url (`u`) of a key's length. @throws `INVALID_KEY` */
export function decodeMultibase(text: string, what: string): Uint8Array {
  if (typeof text === 'string' && text.length <= MAX_LENGTH) {
    const digits = text.slice(1)
    if (text.startsWith('z')) return decodeBase58(digits, what, 'INVALID_KEY')
    if (text.startsWith('u')) return decodeBase64Url(digits, what, 'INVALID_KEY')
  }
  throw new DIDCommError('INVALID_KEY', `${what} is not multibase z (base58btc) or u (base64url)`)
}

function splitCodec(bytes: Uint8Array, kind: 'public' | 'secret', what: string): CodedKey {
  for (const curve of Object.keys(CURVES).filter((name) => isNameIn(CURVES, name))) {
    const codec = codecOf(curve, kind)
    if (codec.every((byte, i) => byte === bytes[i])) {
      return { curve, bytes: bytes.subarray(codec.length) }
    }
  }
  throw new DIDCommError('INVALID_KEY', `${what} has the multicodec of no known ${kind} key`)
}

/** The bytes before a key: its multicodec as a varint, which has two bytes at most here. */
function codecOf(curve: Curve, kind: 'public' | 'secret'): Uint8Array {
  const codec = CURVES[curve].multicodec[kind]
  return Uint8Array.from(codec < 0x80 ? [codec] : [(codec & 0x7f) | 0x80, codec >> 7])
}
