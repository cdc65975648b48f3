import { Buffer } from 'node:buffer'
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  type Curve,
  DIDCommError,
  type GeneratedKeyPair,
  type PrivateJwk,
  type PublicJwk,
} from '@didcomm/core'
import { decodeBase64Url, encodeBase64Url } from '@didcomm/core/encoding'
import { EC_CURVES, type EcCurve, isEcCurve, OKP_CURVES } from './curves.ts'
import type { NodePublicKey } from './public-keys.ts'
import {
  ecJwkOf,
  KeyObjectSecret,
  newECDH,
  NodeSecretKey,
  okpJwkOf,
  P256Secret,
  privateKeyObject,
} from './secret-keys.ts'

/** What stands before the 32 bytes of an X25519 key in PKCS #8 (RFC 8410 §7). */
const X25519_PKCS8_PREFIX = '302e020100300506032b656e04220420'

/** Makes a key pair from OpenSSL's CSPRNG. */
export function generateKeyPair(curve: Curve): GeneratedKeyPair<NodeSecretKey> {
  return curve === 'P-256' ? generateOnP256() : generateKeyObject(curve)
}

function generateOnP256(): GeneratedKeyPair<NodeSecretKey> {
  const ecdh = newECDH('P-256')
  ecdh.generateKeys()
  const publicJwk = ecJwkOf('P-256', ecdh)
  return { publicJwk, secretKey: new NodeSecretKey(publicJwk, new P256Secret(ecdh, publicJwk)) }
}

function generateKeyObject(curve: Exclude<Curve, 'P-256'>): GeneratedKeyPair<NodeSecretKey> {
  const { publicKey: publicJwk, privateKey } = isEcCurve(curve)
    ? generate('ec', { namedCurve: EC_CURVES[curve].name, ...PUBLIC_JWK })
    : generate(OKP_CURVES[curve], PUBLIC_JWK)
  return { publicJwk, secretKey: new NodeSecretKey(publicJwk, new KeyObjectSecret(privateKey)) }
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
  const d = decodeBase64Url(jwk.d, 'd of the private key', 'INVALID_KEY')
  const ecdh = newECDH(curve)
  ecdh.setPrivateKey(d)
  d.fill(0)
  const publicJwk = ecJwkOf(curve, ecdh)
  assertPair(jwk, publicJwk)
  const secret =
    curve === 'P-256' ? new P256Secret(ecdh, publicJwk) : new KeyObjectSecret(privateKeyObject(jwk))
  return new NodeSecretKey(publicJwk, secret)
}

function importOkp(jwk: PrivateJwk, curve: 'X25519' | 'Ed25519'): NodeSecretKey {
  const keyObject = privateKeyObject(jwk)
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
  return { ...NodeSecretKey.publicJwkOf(secretKey), d: encodeBase64Url(d) }
}

/** Returns the X25519 key of an Ed25519 key (RFC 8032 §5.1.5). @throws `INVALID_KEY` for a key on another curve */
export function x25519FromEd25519(secretKey: NodeSecretKey): NodeSecretKey {
  if (secretKey.curve !== 'Ed25519') {
    throw new DIDCommError('INVALID_KEY', `the private key is on ${secretKey.curve}, not Ed25519`)
  }
  const seed = NodeSecretKey.secretOf(secretKey).export()
  const hash = createHash('sha512').update(seed).digest()
  // In DER: a JWK has to name the public key, which is not known yet.
  const der = Buffer.concat([Buffer.from(X25519_PKCS8_PREFIX, 'hex'), hash.subarray(0, 32)])
  const keyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  for (const bytes of [seed, hash, der]) bytes.fill(0)
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
