import type { EcPublicJwk, PublicJwk } from '../contracts/jwk.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES, type CurveEquation } from '../jose/algorithms.ts'
import { decodeBase64Url, encodeBase64Url } from '../jose/base64url.ts'

// Checks that must hold whatever a backend's library does (an invalid point makes a static key leak), on public
// data alone: BigInt takes a time that depends on its values.

type EcCurve = EcPublicJwk['crv']

/** The field and the coefficient of curve25519, y² = x³ + A·x² + x (RFC 7748 §4.1). */
const P25519 = 2n ** 255n - 19n
const A25519 = 486662n

/**
 * Rejects a public key that is not a point on its curve, and, on curve25519 and edwards25519, one of small order:
 * X25519 agrees on zeros with it (RFC 7748 §6.1), and Ed25519 verifies signatures that nobody made.
 *
 * @param what - the subject of the sentence in an error, such as `the epk`
 * @throws `INVALID_KEY`
 */
export function assertPointOnCurve(publicJwk: PublicJwk, what = 'the public key'): void {
  if (publicJwk.kty === 'OKP') {
    if (hasSmallOrder(publicJwk.crv, littleEndian(publicJwk.x))) {
      throw new DIDCommError('INVALID_KEY', `${what} is a point of small order on ${publicJwk.crv}`)
    }
    return
  }
  const equation = equationOf(publicJwk.crv)
  const x = toBigInt(coordinate(publicJwk, 'x'))
  const y = toBigInt(coordinate(publicJwk, 'y'))
  if (x >= equation.p || y >= equation.p || (y * y) % equation.p !== rightSide(equation, x)) {
    throw new DIDCommError('INVALID_KEY', `${what} is not a point on ${publicJwk.crv}`)
  }
}

/** Writes an EC key as a compressed point (SEC 1 §2.3.3). */
export function compressPoint(publicJwk: EcPublicJwk): Uint8Array {
  const x = coordinate(publicJwk, 'x')
  const y = coordinate(publicJwk, 'y')
  const compressed = new Uint8Array(1 + x.length)
  compressed[0] = 2 + ((y.at(-1) ?? 0) & 1)
  compressed.set(x, 1)
  return compressed
}

/**
 * Reads a compressed point (SEC 1 §2.3.4).
 *
 * @throws `INVALID_KEY`
 */
export function decompressPoint(curve: EcCurve, compressed: Uint8Array): EcPublicJwk {
  const { size } = CURVES[curve]
  const sign = compressed[0]
  if (compressed.length !== size + 1 || (sign !== 2 && sign !== 3)) {
    throw new DIDCommError(
      'INVALID_KEY',
      `a ${curve} key is not a compressed point of ${size + 1} bytes`,
    )
  }
  const equation = equationOf(curve)
  const { p } = equation
  const xBytes = compressed.subarray(1)
  const x = toBigInt(xBytes)
  const square = rightSide(equation, x)
  // Every one of these primes is 3 modulo 4, where this power is a root if there is one.
  const root = power(square, (p + 1n) / 4n, p)
  if (x >= p || (root * root) % p !== square) {
    throw new DIDCommError('INVALID_KEY', `a ${curve} key is not a point on its curve`)
  }
  const y = root % 2n === BigInt(sign - 2) ? root : p - root
  return {
    kty: 'EC',
    crv: curve,
    x: encodeBase64Url(xBytes),
    y: encodeBase64Url(toBytes(y, size)),
  }
}

function equationOf(curve: EcCurve): CurveEquation {
  const { equation } = CURVES[curve]
  if (!equation) throw new DIDCommError('UNSUPPORTED_ALGORITHM', `${curve} has no equation`)
  return equation
}

function rightSide({ p, a, b }: CurveEquation, x: bigint): bigint {
  return (x ** 3n + a * x + b) % p
}

/**
 * Tells whether 8 times the point is the neutral element, by three doublings of its Montgomery u-coordinate X/Z,
 * on the curve and on its twist alike. An X25519 secret is a multiple of 8, and no other point is lost to it.
 */
function hasSmallOrder(curve: 'X25519' | 'Ed25519', value: bigint): boolean {
  // From Edwards to Montgomery, u = (1 + y) / (1 - y) (RFC 7748 §4.1).
  let [x, z] = curve === 'X25519' ? [value, 1n] : [1n + value, 1n - value]
  for (let doubling = 0; doubling < 3; doubling++) {
    const xx = x * x
    const xz = x * z
    const zz = z * z
    x = (xx - zz) ** 2n % P25519
    z = (4n * xz * (xx + A25519 * xz + zz)) % P25519
  }
  return z === 0n
}

/** Reads 32 bytes as receivers do: little-endian, the top bit ignored (RFC 7748 §5). */
function littleEndian(base64Url: string): bigint {
  const bytes = decodeBase64Url(base64Url, 'a public key', 'INVALID_KEY').slice().reverse()
  if (bytes.length !== 32) {
    throw new DIDCommError('INVALID_KEY', `a public key has ${bytes.length} bytes, not 32`)
  }
  return toBigInt(bytes) % 2n ** 255n
}

function coordinate(publicJwk: EcPublicJwk, name: 'x' | 'y'): Uint8Array {
  const bytes = decodeBase64Url(publicJwk[name], `${name} of a key`, 'INVALID_KEY')
  const { size } = CURVES[publicJwk.crv]
  if (bytes.length !== size) {
    throw new DIDCommError(
      'INVALID_KEY',
      `${name} of a ${publicJwk.crv} key has ${bytes.length} bytes, not ${size}`,
    )
  }
  return bytes
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}

function toBigInt(bytes: Uint8Array): bigint {
  let hex = '0x'
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return BigInt(hex)
}

function toBytes(value: bigint, size: number): Uint8Array {
  const hex = value.toString(16).padStart(2 * size, '0')
  return Uint8Array.from({ length: size }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
