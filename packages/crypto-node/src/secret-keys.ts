import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type ECDH,
  type KeyObject,
} from 'node:crypto'
import type { Curve, EcPublicJwk, PrivateJwk, PublicJwk } from '@didcomm/core'
import { concatBytes, encodeBase64Url } from '@didcomm/core/encoding'
import { EC_CURVES, type EcCurve } from './curves.ts'
import type { NodePublicKey } from './public-keys.ts'

/** The secret of a key, in the form in which OpenSSL is quickest with it. */
export interface Secret {
  /** The key to sign with. */
  readonly keyObject: KeyObject
  /** Raw Diffie-Hellman with a key on the same curve. */
  agree(publicKey: NodePublicKey): Uint8Array
  /** Returns the bytes of `d`, in full length. */
  export(): Uint8Array
}

/** A private key of this backend, held by OpenSSL. Nothing of it shows in a log, an error or JSON but its curve. */
export class NodeSecretKey {
  readonly curve: Curve
  readonly #publicJwk: PublicJwk
  readonly #secret: Secret

  constructor(publicJwk: PublicJwk, secret: Secret) {
    this.curve = publicJwk.crv
    this.#publicJwk = publicJwk
    this.#secret = secret
  }

  /** The secret itself, which callers do not hand on. */
  static secretOf(key: NodeSecretKey): Secret {
    return key.#secret
  }

  /** The public half. */
  static publicJwkOf(key: NodeSecretKey): PublicJwk {
    return key.#publicJwk
  }
}

/** A secret in a KeyObject. */
export class KeyObjectSecret implements Secret {
  readonly keyObject: KeyObject

  constructor(keyObject: KeyObject) {
    this.keyObject = keyObject
  }

  agree({ keyObject }: NodePublicKey): Uint8Array {
    return diffieHellman({ privateKey: this.keyObject, publicKey: keyObject })
  }

  /**
   * Not by way of a JWK: Node writes one while it holds the lock of the key. Should memory run out meanwhile, the
   * garbage collector may find the job that generated the key, wait for that lock as well, and never come back.
   */
  export(): Uint8Array {
    if (this.keyObject.asymmetricKeyType !== 'ec') {
      // RFC 8410 §7: the secret stands last.
      return this.keyObject.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
    }
    const der = this.keyObject.export({ format: 'der', type: 'sec1' })
    const start = der.indexOf(SEC1_VERSION) + SEC1_VERSION.length + 2
    return der.subarray(start, start + (der[start - 1] ?? 0))
  }
}

/** What stands before the octet string with the secret in an ECPrivateKey (RFC 5915 §3). */
const SEC1_VERSION = Uint8Array.of(2, 1, 1)

/**
 * A secret on P-256, where OpenSSL 3.0 takes as long to read a public key and to check it again as to agree with it.
 * This reads and agrees in one step.
 */
export class P256Secret implements Secret {
  readonly #ecdh: ECDH
  readonly #publicJwk: PublicJwk
  #keyObject: KeyObject | undefined

  constructor(ecdh: ECDH, publicJwk: PublicJwk) {
    this.#ecdh = ecdh
    this.#publicJwk = publicJwk
  }

  get keyObject(): KeyObject {
    this.#keyObject ??= privateKeyObject({ ...this.#publicJwk, d: encodeBase64Url(this.export()) })
    return this.#keyObject
  }

  agree({ point }: NodePublicKey): Uint8Array {
    return this.#ecdh.computeSecret(point)
  }

  export(): Uint8Array {
    const d = this.#ecdh.getPrivateKey()
    return concatBytes(new Uint8Array(32 - d.length), d)
  }
}

/** Hands a private key to OpenSSL. */
export function privateKeyObject(jwk: PrivateJwk): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' })
}

/** The public half of a key that was imported, and not generated: see {@link KeyObjectSecret.export}. */
export function okpJwkOf(crv: 'X25519' | 'Ed25519', keyObject: KeyObject): PublicJwk {
  const { x = '' } = createPublicKey(keyObject).export({ format: 'jwk' })
  return { kty: 'OKP', crv, x }
}

/** The public half of a key with two coordinates. */
export function ecJwkOf(crv: EcCurve, ecdh: ECDH): EcPublicJwk {
  const coordinates = ecdh.getPublicKey().subarray(1)
  const size = coordinates.length / 2
  return {
    kty: 'EC',
    crv,
    x: encodeBase64Url(coordinates.subarray(0, size)),
    y: encodeBase64Url(coordinates.subarray(size)),
  }
}

/** An empty key pair on an EC curve. */
export function newECDH(curve: EcCurve): ECDH {
  return createECDH(EC_CURVES[curve].name)
}
