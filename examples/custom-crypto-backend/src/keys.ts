import { DIDCommError } from '@didcomm/core'
import type { Curve, GeneratedKeyPair, PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import { decodeBase64Url, encodeBase64Url } from '@didcomm/core/encoding'
import * as ed25519 from '@stablelib/ed25519'
import { randomBytes } from '@stablelib/random'
import * as x25519 from '@stablelib/x25519'

const CURVES = { X25519: x25519, Ed25519: ed25519 }
const SEED_SIZE = 32

/** A private key of this backend. Its bytes show in no log, error or JSON. */
export class StablelibSecretKey {
  readonly #curve: Curve
  /** In the library's own form, which for Ed25519 is the seed and the public key. */
  readonly #bytes: Uint8Array

  constructor(curve: Curve, bytes: Uint8Array) {
    this.#curve = curve
    this.#bytes = bytes
  }

  /** Returns the secret, for an operation on `curve`. @throws `INVALID_KEY` for a key on another */
  bytesOn(curve: Curve): Uint8Array {
    if (this.#curve === curve) return this.#bytes
    throw new DIDCommError('INVALID_KEY', `the private key is on ${this.#curve}, not on ${curve}`)
  }
}

/** Makes a key pair from the platform's CSPRNG. */
export function generateKeyPair(curve: Curve): GeneratedKeyPair<StablelibSecretKey> {
  return keyPairOf(curve, randomBytes(SEED_SIZE))
}

/** Imports a private key. @throws `INVALID_KEY` when `d` does not belong to `x` */
export function importSecretKey(jwk: PrivateJwk): StablelibSecretKey {
  const seed = decodeBase64Url(jwk.d, 'd of the private key', 'INVALID_KEY')
  const { secretKey, publicJwk } = keyPairOf(jwk.crv, seed)
  if (publicJwk.x === jwk.x) return secretKey
  throw new DIDCommError('INVALID_KEY', `d of the private key on ${jwk.crv} is not of its x`)
}

/** Imports a public key. Throws for what is no point of Ed25519's curve; an X25519 key may be any 32 bytes. */
export function importPublicKey(jwk: PublicJwk): Uint8Array {
  const bytes = decodeBase64Url(jwk.x, 'x of the public key', 'INVALID_KEY')
  // The conversion looks for the point.
  if (jwk.crv === 'Ed25519') ed25519.convertPublicKeyToX25519(bytes)
  return bytes
}

/** Returns the X25519 key of an Ed25519 key. @throws `INVALID_KEY` for a key on another curve */
export function x25519FromEd25519(secretKey: StablelibSecretKey): StablelibSecretKey {
  const bytes = ed25519.convertSecretKeyToX25519(secretKey.bytesOn('Ed25519'))
  return new StablelibSecretKey('X25519', bytes)
}

function keyPairOf(curve: Curve, seed: Uint8Array): GeneratedKeyPair<StablelibSecretKey> {
  if (curve !== 'X25519' && curve !== 'Ed25519') {
    throw new DIDCommError('UNSUPPORTED_ALGORITHM', `there are no keys on ${curve} here`)
  }
  const { secretKey, publicKey } = CURVES[curve].generateKeyPairFromSeed(seed)
  return {
    secretKey: new StablelibSecretKey(curve, secretKey),
    publicJwk: { kty: 'OKP', crv: curve, x: encodeBase64Url(publicKey) },
  }
}
