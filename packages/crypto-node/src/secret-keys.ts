import { Buffer } from 'node:buffer'
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type ECDH,
  type KeyObject,
} from 'node:crypto'
import {
  type Curve,
  DIDCommError,
  type EcPublicJwk,
  type PrivateJwk,
  type PublicJwk,
} from '@didcomm/core'
import { encodeBase64Url } from '@didcomm/core/encoding'
import { EC_CURVES, type EcCurve, OKP_CURVES, type OkpCurve } from './curves.ts'
import type { NodePublicKey } from './public-keys.ts'

/** The secret of a key, in the form in which OpenSSL is quickest with it. */
export interface Secret {
  /** The key to sign with. @throws `INVALID_KEY` for an ephemeral key */
  readonly keyObject: KeyObject
  /** Raw Diffie-Hellman with a key on the same curve. */
  agree(publicKey: NodePublicKey): Uint8Array
  /** Returns the bytes of `d`, in full length, for the caller to overwrite: no others are made on the way. */
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
 * An ECDH reads and agrees in one step. It is made of the KeyObject: the other way round takes a JWK, whose `d` is a
 * string that nobody can overwrite.
 */
export class P256Secret extends KeyObjectSecret {
  #ecdh: ECDH | undefined

  override agree({ point }: NodePublicKey): Uint8Array {
    this.#ecdh ??= toECDH('P-256', this)
    return this.#ecdh.computeSecret(point)
  }
}

/** A secret on P-256 for the key agreement of one message. */
export class EphemeralP256Secret implements Secret {
  readonly #ecdh: ECDH

  constructor(ecdh: ECDH) {
    this.#ecdh = ecdh
  }

  get keyObject(): KeyObject {
    throw new DIDCommError('INVALID_KEY', 'an ephemeral private key on P-256 does not sign')
  }

  agree({ point }: NodePublicKey): Uint8Array {
    return this.#ecdh.computeSecret(point)
  }

  export(): Uint8Array {
    const short = this.#ecdh.getPrivateKey()
    const d = Buffer.concat([Buffer.alloc(32 - short.length), short])
    short.fill(0)
    return d
  }
}

/** The key pair of a secret on an EC curve. @throws for a secret that is out of range */
export function toECDH(curve: EcCurve, secret: Secret): ECDH {
  const ecdh = newECDH(curve)
  const d = secret.export()
  ecdh.setPrivateKey(d)
  d.fill(0)
  return ecdh
}

/** Hands the private key of a JWK on an EC curve to OpenSSL. Node overwrites the bytes that it decodes. */
export function ecKeyObject(jwk: PrivateJwk): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' })
}

/** Hands another private key to OpenSSL. Not as a JWK: of one on these curves, Node leaves the bytes in a buffer. */
export function okpKeyObject(curve: OkpCurve, d: Uint8Array): KeyObject {
  // Not `new Uint8Array`: of a small one, V8 leaves a copy in its heap when native code reads it.
  const key = Buffer.concat([Buffer.from(OKP_CURVES[curve].pkcs8Prefix, 'hex'), d])
  const keyObject = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  key.fill(0)
  return keyObject
}

/** The public half of a key that was imported, and not generated: see {@link KeyObjectSecret.export}. */
export function okpJwkOf(crv: OkpCurve, keyObject: KeyObject): PublicJwk {
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
