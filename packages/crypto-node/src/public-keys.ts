import { Buffer } from 'node:buffer'
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Curve, EcPublicJwk, OkpPublicJwk, PublicJwk } from '@didcomm/core'
import { concatBytes, decodeBase64Url } from '@didcomm/core/encoding'
import { EC_CURVES, type EcCurve } from './curves.ts'

/** The first byte of an uncompressed point (SEC 1 §2.3.3). */
const UNCOMPRESSED = Uint8Array.of(4)

/** A public key of this backend, read by OpenSSL when something needs it in that form, and then kept. */
export class NodePublicKey {
  readonly curve: Curve
  readonly #jwk: PublicJwk
  #keyObject: KeyObject | undefined
  #point: Uint8Array | undefined

  constructor(jwk: PublicJwk) {
    this.curve = jwk.crv
    this.#jwk = jwk
  }

  /** The key as OpenSSL holds it. @throws for a point that is not on its curve */
  get keyObject(): KeyObject {
    this.#keyObject ??=
      this.#jwk.kty === 'EC' ? readPoint(this.#jwk.crv, this.point) : readJwk(this.#jwk)
    return this.#keyObject
  }

  /** The uncompressed point of an EC key. @throws for a key of another kind */
  get point(): Uint8Array {
    if (this.#jwk.kty !== 'EC') throw new TypeError(`a key on ${this.curve} has one coordinate`)
    this.#point ??= pointOf(this.#jwk)
    return this.#point
  }
}

/** Imports a public key. */
export function importPublicKey(jwk: PublicJwk): NodePublicKey {
  return new NodePublicKey(jwk)
}

function readJwk({ kty, crv, x }: OkpPublicJwk): KeyObject {
  return createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
}

/** In DER, because OpenSSL 3.0 multiplies the point of a JWK by the order of its curve, which has no cofactor. */
function readPoint(curve: EcCurve, point: Uint8Array): KeyObject {
  const prefix = Buffer.from(EC_CURVES[curve].spkiPrefix, 'hex')
  const key = Buffer.concat([prefix, point.subarray(UNCOMPRESSED.length)])
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

function pointOf({ x, y }: EcPublicJwk): Uint8Array {
  return concatBytes(UNCOMPRESSED, bytesOf(x), bytesOf(y))
}

function bytesOf(coordinate: string): Uint8Array {
  return decodeBase64Url(coordinate, 'a coordinate of the public key', 'INVALID_KEY')
}
