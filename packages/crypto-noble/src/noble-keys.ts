import {
  type Curve,
  DIDCommError,
  type EcPublicJwk,
  type GeneratedKeyPair,
  type OkpPublicJwk,
  type PrivateJwk,
  type PublicJwk,
} from '@didcomm/core'
import { decodeBase64Url, encodeBase64Url } from '@didcomm/core/encoding'
import type { ECDSA, WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { concatBytes } from '@noble/hashes/utils.js'

type EcCurve = EcPublicJwk['crv']
type OkpCurve = OkpPublicJwk['crv']

const EC_CURVES: { readonly [C in EcCurve]: ECDSA } = {
  'P-256': p256,
  'P-384': p384,
  'P-521': p521,
  secp256k1,
}
const OKP_CURVES = { X25519: x25519, Ed25519: ed25519 }

/** The first byte of an uncompressed point (SEC 1 §2.3.3). */
const UNCOMPRESSED = Uint8Array.of(4)

/** A private key of this backend. Its bytes show in no log, error or JSON. */
export class NobleSecretKey {
  readonly curve: Curve
  readonly #bytes: Uint8Array

  constructor(curve: Curve, bytes: Uint8Array) {
    this.curve = curve
    this.#bytes = bytes
  }

  /** The secret itself, which callers neither keep nor change. */
  static bytesOf(key: NobleSecretKey): Uint8Array {
    return key.#bytes
  }
}

/** A public key of this backend: a checked point. */
export type NoblePublicKey =
  | { readonly curve: OkpCurve; readonly bytes: Uint8Array }
  | { readonly curve: EcCurve; readonly point: WeierstrassPoint<bigint> }

/** Makes a key pair from the platform's CSPRNG. */
export function generateKeyPair(curve: Curve): GeneratedKeyPair<NobleSecretKey> {
  const bytes = isOkp(curve)
    ? OKP_CURVES[curve].utils.randomSecretKey()
    : EC_CURVES[curve].utils.randomSecretKey()
  return { secretKey: new NobleSecretKey(curve, bytes), publicJwk: publicJwkOf(curve, bytes) }
}

/**
 * Imports a private key; noble itself throws for a scalar that is out of range.
 *
 * @throws `INVALID_KEY` when `d` does not belong to `x` and `y`
 */
export function importSecretKey(jwk: PrivateJwk): NobleSecretKey {
  const bytes = decodeBase64Url(jwk.d, 'd of the private key', 'INVALID_KEY')
  const derived = publicJwkOf(jwk.crv, bytes)
  const sameY = derived.kty === 'OKP' || (jwk.kty === 'EC' && derived.y === jwk.y)
  if (derived.x !== jwk.x || !sameY) {
    throw new DIDCommError(
      'INVALID_KEY',
      `d of the private key on ${jwk.crv} is not of its x and y`,
    )
  }
  return new NobleSecretKey(jwk.crv, bytes)
}

/**
 * Returns a private key as a JWK, to be kept in safe storage and imported again. It is the only way out for a secret.
 *
 * @param secretKey - a key of this backend, as `generateKeyPair` makes it or a SecretsManager holds it
 * @throws `INVALID_ARGUMENT` for anything else, an `ExternalKey` among them
 *
 * @example
 * ```ts
 * const stored = secrets.kids().map((kid) => [kid, exportSecretKey(secrets.get(kid))] as const)
 * // later, in a new process:
 * for (const [kid, jwk] of stored) await secrets.addJwk(kid, jwk)
 * ```
 */
export function exportSecretKey(secretKey: object | undefined): PrivateJwk {
  if (!(secretKey instanceof NobleSecretKey)) {
    throw new DIDCommError('INVALID_ARGUMENT', 'this is no private key of NobleCryptoService')
  }
  const bytes = NobleSecretKey.bytesOf(secretKey)
  return { ...publicJwkOf(secretKey.curve, bytes), d: encodeBase64Url(bytes) }
}

/** Imports a public key; noble itself throws for what is no point of the curve. An X25519 key may be any 32 bytes. */
export function importPublicKey(jwk: PublicJwk): NoblePublicKey {
  const x = decodeBase64Url(jwk.x, 'x of the public key', 'INVALID_KEY')
  if (jwk.kty === 'OKP') {
    if (jwk.crv === 'Ed25519') ed25519.Point.fromBytes(x)
    return { curve: jwk.crv, bytes: x }
  }
  const y = decodeBase64Url(jwk.y, 'y of the public key', 'INVALID_KEY')
  const point = EC_CURVES[jwk.crv].Point.fromBytes(concatBytes(UNCOMPRESSED, x, y))
  return { curve: jwk.crv, point }
}

/** Returns the X25519 key of an Ed25519 key. @throws `INVALID_KEY` for a key on another curve */
export function x25519FromEd25519(secretKey: NobleSecretKey): NobleSecretKey {
  if (secretKey.curve !== 'Ed25519') {
    throw new DIDCommError('INVALID_KEY', `the private key is on ${secretKey.curve}, not Ed25519`)
  }
  const bytes = ed25519.utils.toMontgomerySecret(NobleSecretKey.bytesOf(secretKey))
  return new NobleSecretKey('X25519', bytes)
}

/**
 * Raw Diffie-Hellman; on an EC curve the secret is the x-coordinate alone (SEC 1 §3.3.1). Noble itself throws for an
 * X25519 key of small order.
 *
 * @throws `INVALID_KEY` for keys that are not on one curve
 */
export function agree(secretKey: NobleSecretKey, publicKey: NoblePublicKey): Uint8Array {
  const secret = NobleSecretKey.bytesOf(secretKey)
  if (secretKey.curve === publicKey.curve) {
    if (publicKey.curve === 'X25519') return x25519.getSharedSecret(secret, publicKey.bytes)
    if ('point' in publicKey) {
      // Not getSharedSecret, which would check both points once more.
      const { Fn, Fp } = EC_CURVES[publicKey.curve].Point
      return Fp.toBytes(publicKey.point.multiply(Fn.fromBytes(secret)).x)
    }
  }
  throw new DIDCommError(
    'INVALID_KEY',
    `a private key on ${secretKey.curve} and a public key on ${publicKey.curve} cannot agree`,
  )
}

function publicJwkOf(curve: Curve, secret: Uint8Array): PublicJwk {
  if (isOkp(curve)) {
    return { kty: 'OKP', crv: curve, x: encodeBase64Url(OKP_CURVES[curve].getPublicKey(secret)) }
  }
  const point = EC_CURVES[curve].getPublicKey(secret, false)
  const size = (point.length - 1) / 2
  return {
    kty: 'EC',
    crv: curve,
    x: encodeBase64Url(point.subarray(1, 1 + size)),
    y: encodeBase64Url(point.subarray(1 + size)),
  }
}

function isOkp(curve: Curve): curve is OkpCurve {
  return Object.hasOwn(OKP_CURVES, curve)
}
