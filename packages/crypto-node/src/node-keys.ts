import { generateKeyPairSync, hash, type KeyObject } from 'node:crypto'
import {
  type Curve,
  DIDCommError,
  type GeneratedKeyPair,
  type KeyPairOptions,
  type PrivateJwk,
  type PublicJwk,
} from '@didcomm/core'
import { decodeBase64Url, encodeBase64Url } from '@didcomm/core/encoding'
import { EC_CURVES, type EcCurve, isEcCurve, OKP_CURVES, type OkpCurve } from './curves.ts'
import type { NodePublicKey } from './public-keys.ts'
import {
  ecJwkOf,
  ecKeyObject,
  EphemeralP256Secret,
  KeyObjectSecret,
  newECDH,
  NodeSecretKey,
  okpJwkOf,
  okpKeyObject,
  P256Secret,
  toECDH,
} from './secret-keys.ts'

/** Makes a key pair from OpenSSL's CSPRNG. */
export function generateKeyPair(
  curve: Curve,
  { ephemeral }: KeyPairOptions = {},
): GeneratedKeyPair<NodeSecretKey> {
  return ephemeral && curve === 'P-256' ? generateEphemeralOnP256() : generateKeyObject(curve)
}

/** Where OpenSSL is 3.0, in half of the time that a KeyObject takes. */
function generateEphemeralOnP256(): GeneratedKeyPair<NodeSecretKey> {
  const ecdh = newECDH('P-256')
  ecdh.generateKeys()
  const publicJwk = ecJwkOf('P-256', ecdh)
  return { publicJwk, secretKey: new NodeSecretKey(publicJwk, new EphemeralP256Secret(ecdh)) }
}

function generateKeyObject(curve: Curve): GeneratedKeyPair<NodeSecretKey> {
  const { publicKey: publicJwk, privateKey } = isEcCurve(curve)
    ? generate('ec', { namedCurve: EC_CURVES[curve].name, ...PUBLIC_JWK })
    : generate(OKP_CURVES[curve].name, PUBLIC_JWK)
  return { publicJwk, secretKey: new NodeSecretKey(publicJwk, secretOn(curve, privateKey)) }
}

function secretOn(curve: Curve, keyObject: KeyObject): KeyObjectSecret {
  return curve === 'P-256' ? new P256Secret(keyObject) : new KeyObjectSecret(keyObject)
}

const PUBLIC_JWK = { publicKeyEncoding: { format: 'jwk' } }

/** With the signature that Node's types leave out: the public key as a JWK beside the private one as a KeyObject. */
const generate = generateKeyPairSync as unknown as (
  type: string,
  options: object,
) => { readonly publicKey: PublicJwk; readonly privateKey: KeyObject }

/**
 * Imports a private key; OpenSSL throws for a scalar that is out of range.
 *
 * @throws `INVALID_KEY` when `d` does not belong to `x` and `y`
 */
export function importSecretKey(jwk: PrivateJwk): NodeSecretKey {
  return isEcCurve(jwk.crv) ? importEc(jwk, jwk.crv) : importOkp(jwk, jwk.crv)
}

function importEc(jwk: PrivateJwk, curve: EcCurve): NodeSecretKey {
  const secret = secretOn(curve, ecKeyObject(jwk))
  // OpenSSL does not compare the halves of a JWK.
  const publicJwk = ecJwkOf(curve, toECDH(curve, secret))
  assertPair(jwk, publicJwk)
  return new NodeSecretKey(publicJwk, secret)
}

function importOkp(jwk: PrivateJwk, curve: OkpCurve): NodeSecretKey {
  const d = decodeBase64Url(jwk.d, 'd of the private key', 'INVALID_KEY')
  const keyObject = okpKeyObject(curve, d)
  d.fill(0)
  const publicJwk = okpJwkOf(curve, keyObject)
  assertPair(jwk, publicJwk)
  return new NodeSecretKey(publicJwk, new KeyObjectSecret(keyObject))
}

function assertPair(given: PublicJwk, derived: PublicJwk): void {
  const sameY = derived.kty === 'OKP' || (given.kty === 'EC' && derived.y === given.y)
  if (derived.x === given.x && sameY) return
  throw new DIDCommError(
    'INVALID_KEY',
    `d of the private key on ${given.crv} is not of its x and y`,
  )
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
  if (!(secretKey instanceof NodeSecretKey)) {
    throw new DIDCommError('INVALID_ARGUMENT', 'this is no private key of NodeCryptoService')
  }
  const d = NodeSecretKey.secretOf(secretKey).export()
  const jwk = { ...NodeSecretKey.publicJwkOf(secretKey), d: encodeBase64Url(d) }
  d.fill(0)
  return jwk
}

/** Returns the X25519 key of an Ed25519 key (RFC 8032 §5.1.5). @throws `INVALID_KEY` for a key on another curve */
export function x25519FromEd25519(secretKey: NodeSecretKey): NodeSecretKey {
  if (secretKey.curve !== 'Ed25519') {
    throw new DIDCommError('INVALID_KEY', `the private key is on ${secretKey.curve}, not Ed25519`)
  }
  const seed = NodeSecretKey.secretOf(secretKey).export()
  // In one call: a Hash keeps what it read until the garbage collector takes it.
  const digest = hash('sha512', seed, 'buffer')
  const keyObject = okpKeyObject('X25519', digest.subarray(0, 32))
  for (const bytes of [seed, digest]) bytes.fill(0)
  return new NodeSecretKey(okpJwkOf('X25519', keyObject), new KeyObjectSecret(keyObject))
}

/**
 * Raw Diffie-Hellman; on an EC curve the secret is the x-coordinate alone (SEC 1 §3.3.1). OpenSSL itself throws for an
 * X25519 key of small order.
 *
 * @throws `INVALID_KEY` for keys that are not on one curve for key agreement
 */
export function agree(secretKey: NodeSecretKey, publicKey: NodePublicKey): Uint8Array {
  const { curve } = secretKey
  if (curve === publicKey.curve && curve !== 'Ed25519' && curve !== 'secp256k1') {
    return NodeSecretKey.secretOf(secretKey).agree(publicKey)
  }
  throw new DIDCommError(
    'INVALID_KEY',
    `a private key on ${curve} and a public key on ${publicKey.curve} cannot agree`,
  )
}
