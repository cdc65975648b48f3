import type { EcPublicJwk, OkpPublicJwk, PublicJwk } from '../contracts/jwk.ts'
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts'
import { concatBytes } from '../encoding/bytes.ts'
import { bytesToInteger, integerToBytes, modularPower } from '../encoding/integers.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES, type CurveEquation, EQUATIONS } from '../jose/algorithms.ts'

// Checks that must hold whatever a backend's library does (an invalid point makes a static key leak), on public
// data alone: BigInt takes a time that depends on its values.

type EcCurve = EcPublicJwk['crv']

/** The field and the coefficient of curve25519, y² = x³ + A·x² + x (RFC 7748 §4.1). */
const P25519 = 2n ** 255n - 19n
const A25519 = 486662n
/** What byte 15 is in every encoding of a point of small order, on either curve: other points need no computation. */
const SMALL_ORDER_BYTES: readonly unknown[] = [0x00, 0x0f, 0x5b, 0x6a, 0xf0, 0xff]

/**
 * Rejects a public key, read by `parsePublicJwk`, that is not a point on its curve, and, on curve25519 and edwards25519, one of small order:
 * X25519 agrees on zeros with it (RFC 7748 §6.1), and Ed25519 verifies signatures that nobody made.
 *
 * @param what - the subject of the sentence in an error, such as `the epk`
 * @throws `INVALID_KEY`
 */
export function assertPointOnCurve(publicJwk: PublicJwk, what = 'the public key'): void {
  if (publicJwk.kty === 'OKP') {
    const { crv, x } = publicJwk
    if (SMALL_ORDER_BYTES.includes(bytesOf(x)[15]) && hasSmallOrder(crv, littleEndian(x))) {
      throw new DIDCommError('INVALID_KEY', `${what} is a point of small order on ${crv}`)
    }
    return
  }
  const equation = EQUATIONS[publicJwk.crv]
  const x = bytesToInteger(bytesOf(publicJwk.x))
  const y = bytesToInteger(bytesOf(publicJwk.y))
  if (x >= equation.p || y >= equation.p || (y * y) % equation.p !== rightSide(equation, x)) {
    throw new DIDCommError('INVALID_KEY', `${what} is not a point on ${publicJwk.crv}`)
  }
}

/** Writes an EC key as a compressed point (SEC 1 §2.3.3). */
export function compressPoint({ x, y }: EcPublicJwk): Uint8Array {
  const parity = (bytesOf(y).at(-1) ?? 0) & 1
  return concatBytes(Uint8Array.of(2 + parity), bytesOf(x))
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
      `the ${curve} key is not a compressed point of ${size + 1} bytes`,
    )
  }
  const equation = EQUATIONS[curve]
  const { p } = equation
  const xBytes = compressed.subarray(1)
  // Every one of these primes is 3 modulo 4, where this power is a root if there is one.
  const root = modularPower(rightSide(equation, bytesToInteger(xBytes)), (p + 1n) / 4n, p)
  const y = root % 2n === BigInt(sign - 2) ? root : p - root
  const publicJwk: EcPublicJwk = {
    kty: 'EC',
    crv: curve,
    x: encodeBase64Url(xBytes),
    y: encodeBase64Url(integerToBytes(y, size)),
  }
  assertPointOnCurve(publicJwk, `the ${curve} key`)
  return publicJwk
}

/** x³ + a·x + b, which is above zero for every x from zero on, whatever the sign of a. */
function rightSide({ p, a, b }: CurveEquation, x: bigint): bigint {
  return (x ** 3n + a * x + bytesToInteger(bytesOf(b))) % p
}

/**
 * Tells whether 8 times the point is the neutral element; an X25519 secret is a multiple of 8, and no other point is
 * lost to it. The Montgomery u-coordinates X/Z of these points are the roots of a polynomial: none for the neutral
 * element, 0 for order 2, 1 and -1 for order 4 on the curve and on its twist, and for order 8, which the curve alone
 * has, those that doubling (RFC 7748 §5) takes to 1.
 */
function hasSmallOrder(curve: 'X25519' | 'Ed25519', value: bigint): boolean {
  // From Edwards to Montgomery, u = (1 + y) / (1 - y) (RFC 7748 §4.1).
  const [x, z] = curve === 'X25519' ? [value, 1n] : [1n + value, 1n - value]
  const xx = x * x
  const xz = x * z
  const zz = z * z
  const order8 = (xx - zz) ** 2n - 4n * xz * (xx + A25519 * xz + zz)
  return (xz * (xx - zz) * order8) % P25519 === 0n
}

/** Returns the X25519 key of an Ed25519 key: u = (1 + y) / (1 - y) (RFC 7748 §4.1). */
export function x25519FromEd25519({ x }: OkpPublicJwk): OkpPublicJwk {
  const y = littleEndian(x)
  const u = ((1n + y) * modularPower(P25519 + 1n - (y % P25519), P25519 - 2n, P25519)) % P25519
  return { kty: 'OKP', crv: 'X25519', x: encodeBase64Url(integerToBytes(u, 32).reverse()) }
}

/** Reads 32 bytes as receivers do: little-endian, the top bit ignored (RFC 7748 §5). */
function littleEndian(base64Url: string): bigint {
  return bytesToInteger(bytesOf(base64Url).reverse()) % 2n ** 255n
}

function bytesOf(coordinate: string): Uint8Array {
  return decodeBase64Url(coordinate, 'a coordinate', 'INVALID_KEY')
}
