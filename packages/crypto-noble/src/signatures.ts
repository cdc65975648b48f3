import {
  type Curve,
  DIDCommError,
  type SignatureAlgorithm,
  type SignOptions,
  type VerifyOptions,
} from '@didcomm/core'
import type { ECDSA } from '@noble/curves/abstract/weierstrass.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type NoblePublicKey, NobleSecretKey } from './noble-keys.ts'

const SIGNATURE_SIZE = 64

interface Scheme {
  readonly curve: Curve
  sign(data: Uint8Array, secret: Uint8Array): Uint8Array
  verify(signature: Uint8Array, data: Uint8Array, publicKey: NoblePublicKey): boolean
}

const SCHEMES: { readonly [A in SignatureAlgorithm]: Scheme } = {
  EdDSA: {
    curve: 'Ed25519',
    sign: (data, secret) => ed25519.sign(data, secret),
    verify: (signature, data, publicKey) =>
      // RFC 8032 and not ZIP 215, which takes encodings and keys that others refuse.
      'bytes' in publicKey && ed25519.verify(signature, data, publicKey.bytes, { zip215: false }),
  },
  ES256: ecdsa('P-256', p256),
  ES256K: ecdsa('secp256k1', secp256k1),
}

function ecdsa(curve: Curve, library: ECDSA): Scheme {
  return {
    curve,
    sign: (data, secret) => library.sign(data, secret),
    verify: (signature, data, publicKey) =>
      // JOSE does not ask for a low s (RFC 7518 §3.4, RFC 8812 §3.2).
      'point' in publicKey &&
      library.verify(signature, data, publicKey.point.toBytes(false), { lowS: false }),
  }
}

/** Signs deterministically, ECDSA with a low s. @throws `INVALID_KEY` for a key of another `alg` */
export function sign({ alg, secretKey, data }: SignOptions<NobleSecretKey>): Uint8Array {
  const scheme = SCHEMES[alg]
  if (secretKey.curve !== scheme.curve) {
    throw new DIDCommError(
      'INVALID_KEY',
      `${alg} needs a private key on ${scheme.curve}; the key is on ${secretKey.curve}`,
    )
  }
  return scheme.sign(data, NobleSecretKey.bytesOf(secretKey))
}

/** Tells whether the signature is right; a key of another `alg` or a wrong length make it wrong. */
export function verify({
  alg,
  publicKey,
  data,
  signature,
}: VerifyOptions<NoblePublicKey>): boolean {
  const scheme = SCHEMES[alg]
  return (
    publicKey.curve === scheme.curve &&
    signature.length === SIGNATURE_SIZE &&
    scheme.verify(signature, data, publicKey)
  )
}
