import type { EcPublicJwk, PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import leadingZeroJson from './fixtures/leading-zero-keys.json' with { type: 'json' }
import { generateJwk } from './raw-crypto.ts'
import type { RawEphemeral, RawHeader } from './raw-jose.ts'

/** The curves with a Weierstrass equation that are used for key agreement. */
export type NistCurve = 'P-256' | 'P-384' | 'P-521'

/** Field primes (FIPS 186-4 §D.1.2) and coordinate sizes in bytes; a is -3 on all three. */
const FIELDS: { readonly [C in NistCurve]: { readonly p: bigint; readonly size: number } } = {
  'P-256': { p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n, size: 32 },
  'P-384': { p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n, size: 48 },
  'P-521': { p: 2n ** 521n - 1n, size: 66 },
}

/** Fixed key pairs whose x and y both begin with a zero byte. */
export const leadingZeroKeys = leadingZeroJson.keys as Readonly<Record<NistCurve, PrivateJwk>>

/** Returns the JWK with the leading zero bytes of its coordinates left out, as a known peer writes an `epk`. */
export function stripLeadingZeros(jwk: PublicJwk): RawHeader {
  const stripped: RawHeader = { ...jwk }
  for (const name of ['x', 'y']) {
    const value = stripped[name]
    if (typeof value !== 'string') continue
    const bytes = Buffer.from(value, 'base64url')
    stripped[name] = bytes.subarray(bytes.findIndex((byte) => byte !== 0)).toString('base64url')
  }
  return stripped
}

/** An ephemeral key that is right, and whose `epk` lacks the leading zeros of both coordinates. */
export function strippedEphemeral(crv: NistCurve): RawEphemeral {
  const privateJwk = leadingZeroKeys[crv]
  const { d: _, ...publicJwk } = privateJwk
  return { privateJwk, publicJwk: stripLeadingZeros(publicJwk) }
}

/**
 * The u coordinates, little-endian, with which X25519 gives zero whatever the secret (RFC 7748 §6.1): the points of
 * small order, those that only reach them when reduced modulo p, and zero with the unused top bit set.
 */
const X25519_LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
]

/** X25519 public keys that give the all-zero secret with every private key. */
export const lowOrderX25519Jwks: readonly PublicJwk[] = X25519_LOW_ORDER.map((hex) => ({
  kty: 'OKP',
  crv: 'X25519',
  x: Buffer.from(hex, 'hex').toString('base64url'),
}))

/** Ephemeral keys that give the all-zero secret; the envelope is encrypted with just that. */
export const lowOrderEphemerals: readonly RawEphemeral[] = lowOrderX25519Jwks.map((publicJwk) => ({
  publicJwk,
  sharedSecret: () => new Uint8Array(32),
}))

/** A public key of full length that is not on its curve: a point of the curve with 1 added to y. */
export function offCurveJwk(crv: NistCurve): EcPublicJwk {
  const { p, size } = FIELDS[crv]
  const jwk = generateJwk(crv)
  if (jwk.kty !== 'EC') throw new Error(`${crv} is no EC curve`)
  const y = (toInteger(jwk.y) + 1n) % p
  return { kty: 'EC', crv, x: jwk.x, y: fromInteger(y, size) }
}

/**
 * An ephemeral key off its curve. The envelope is encrypted with what a receiver computes that does not check the
 * point; so its recipients need a `privateJwk`.
 */
export function offCurveEphemeral(crv: NistCurve): RawEphemeral {
  const publicJwk = offCurveJwk(crv)
  return {
    publicJwk,
    sharedSecret({ kid, privateJwk }) {
      if (!privateJwk) throw new Error(`an off-curve epk needs the privateJwk of ${kid}`)
      return uncheckedEcdh(crv, privateJwk, publicJwk)
    },
  }
}

/**
 * ECDH as code computes it that checks nothing: addition in affine coordinates never uses b of the curve's equation,
 * so a point of any other curve with the same a is multiplied on that one.
 */
export function uncheckedEcdh(
  crv: NistCurve,
  privateJwk: PrivateJwk,
  publicJwk: EcPublicJwk,
): Uint8Array {
  const { p, size } = FIELDS[crv]
  const point: Point = { x: toInteger(publicJwk.x), y: toInteger(publicJwk.y) }
  let result: Point | undefined
  for (const bit of toInteger(privateJwk.d).toString(2)) {
    if (result) result = add(result, result, p)
    if (bit === '1') result = result ? add(result, point, p) : point
  }
  return Buffer.from(fromInteger(result?.x ?? 0n, size), 'base64url')
}

interface Point {
  readonly x: bigint
  readonly y: bigint
}

/** Adds two points of finite sum on a curve with a = -3. */
function add(left: Point, right: Point, p: bigint): Point {
  const same = left.x === right.x
  const rise = same ? 3n * left.x * left.x - 3n : right.y - left.y
  const run = same ? 2n * left.y : right.x - left.x
  const slope = modulo(rise * invert(modulo(run, p), p), p)
  const x = modulo(slope * slope - left.x - right.x, p)
  return { x, y: modulo(slope * (left.x - x) - left.y, p) }
}

/** The inverse modulo a prime, by Euclid's extended algorithm. */
function invert(value: bigint, p: bigint): bigint {
  let [a, b, x, y] = [value, p, 1n, 0n]
  while (b !== 0n) {
    const quotient = a / b
    ;[a, b] = [b, a - quotient * b]
    ;[x, y] = [y, x - quotient * y]
  }
  return modulo(x, p)
}

function modulo(value: bigint, p: bigint): bigint {
  return ((value % p) + p) % p
}

function toInteger(base64Url: string): bigint {
  return BigInt(`0x${Buffer.from(base64Url, 'base64url').toString('hex')}`)
}

function fromInteger(value: bigint, size: number): string {
  return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex').toString('base64url')
}
