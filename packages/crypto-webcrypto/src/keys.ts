import { type Curve, DIDCommError, type PublicJwk } from '@didcomm/core'
import { type CurveAlgorithms, isWebCurve, WEB_CURVES } from './curves.ts'
import type { Subtle } from './subtle.ts'

/**
 * A private key of this backend: CryptoKeys that cannot be exported, unless you made one yourself that can. It is a plain
 * object, which IndexedDB can hold and a worker can be sent; one of your own may have just one of the two.
 */
export type WebCryptoSecretKey = AgreementKey | SigningKey

interface KeyUses {
  readonly curve: Curve
  /** For ECDH or X25519, with the usage `deriveBits`. */
  readonly agreement?: CryptoKey
  /** For ECDSA or Ed25519, with the usage `sign`. */
  readonly signing?: CryptoKey
}

interface AgreementKey extends KeyUses {
  readonly agreement: CryptoKey
}

interface SigningKey extends KeyUses {
  readonly signing: CryptoKey
}

/** Tells whether `key` is a private key of this backend. */
export function isWebCryptoSecretKey(key: unknown): key is WebCryptoSecretKey {
  if (typeof key !== 'object' || key === null || !('curve' in key)) return false
  return ['agreement', 'signing'].some(
    (use) => use in key && Reflect.get(key, use) instanceof CryptoKey,
  )
}

/** A public key of this backend, imported for each use when it is first used so. */
export class WebCryptoPublicKey {
  readonly curve: Curve
  readonly #jwk: PublicJwk
  readonly #subtle: Subtle
  readonly #keys = new Map<'agreement' | 'signing', Promise<CryptoKey>>()

  constructor(subtle: Subtle, jwk: PublicJwk) {
    this.curve = jwk.crv
    this.#jwk = jwk
    this.#subtle = subtle
  }

  /** The key to agree with. @throws `INVALID_KEY` for a curve that is not for it */
  get agreement(): Promise<CryptoKey> {
    return this.#for('agreement', [])
  }

  /** The key to verify with. @throws `INVALID_KEY` for a curve that is not for it */
  get verification(): Promise<CryptoKey> {
    return this.#for('signing', ['verify'])
  }

  #for(use: 'agreement' | 'signing', usages: KeyUsage[]): Promise<CryptoKey> {
    const known = this.#keys.get(use)
    if (known) return known
    const algorithm = algorithmOf(this.curve, use)
    const key = this.#subtle.importKey('jwk', { ...this.#jwk }, algorithm, true, usages)
    this.#keys.set(use, key)
    // A platform may fail once, and not the next time.
    key.catch(() => this.#keys.delete(use))
    return key
  }
}

/** The algorithms of a curve. @throws `INVALID_KEY` for one that WebCrypto does not know */
export function algorithmsOf(curve: Curve): CurveAlgorithms {
  if (isWebCurve(curve)) return WEB_CURVES[curve]
  throw new DIDCommError('INVALID_KEY', `WebCrypto has no ${curve}`)
}

/** What a key on a curve is to be imported for. @throws `INVALID_KEY` for a curve that is not for it */
export function algorithmOf(curve: Curve, use: 'agreement' | 'signing'): EcKeyImportParams {
  const { [use]: algorithm } = algorithmsOf(curve)
  // Curves that are algorithms of their own have no namedCurve, which the types ask for.
  if (algorithm) return { namedCurve: curve, ...algorithm }
  throw new DIDCommError('INVALID_KEY', `a key on ${curve} is not for ${use}`)
}
