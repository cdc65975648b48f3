import { sign as signByOpenSSL, verify as verifyByOpenSSL } from 'node:crypto'
import {
  type Curve,
  DIDCommError,
  type SignatureAlgorithm,
  type SignOptions,
  type VerifyOptions,
} from '@didcomm/core'
import type { NodePublicKey } from './public-keys.ts'
import { NodeSecretKey } from './secret-keys.ts'

const SIGNATURE_SIZE = 64

interface Scheme {
  readonly curve: Curve
  /** `null` where the algorithm has a digest of its own. */
  readonly digest: 'sha256' | null
}

const SCHEMES: { readonly [A in SignatureAlgorithm]: Scheme } = {
  EdDSA: { curve: 'Ed25519', digest: null },
  ES256: { curve: 'P-256', digest: 'sha256' },
  ES256K: { curve: 'secp256k1', digest: 'sha256' },
}

/** `r ‖ s` (RFC 7518 §3.4), where OpenSSL would write a sequence in DER. */
const dsaEncoding = 'ieee-p1363'

/** Signs, ECDSA with a random nonce. @throws `INVALID_KEY` for a key of another `alg` */
export function sign({ alg, secretKey, data }: SignOptions<NodeSecretKey>): Uint8Array {
  const { curve, digest } = SCHEMES[alg]
  if (secretKey.curve !== curve) {
    throw new DIDCommError(
      'INVALID_KEY',
      `${alg} needs a private key on ${curve}; the key is on ${secretKey.curve}`,
    )
  }
  const { keyObject } = NodeSecretKey.secretOf(secretKey)
  return signByOpenSSL(digest, data, { key: keyObject, dsaEncoding })
}

/** Tells whether the signature is right; a key of another `alg` or a wrong length make it wrong. */
export function verify({ alg, publicKey, data, signature }: VerifyOptions<NodePublicKey>): boolean {
  const { curve, digest } = SCHEMES[alg]
  return (
    publicKey.curve === curve &&
    signature.length === SIGNATURE_SIZE &&
    verifyByOpenSSL(digest, data, { key: publicKey.keyObject, dsaEncoding }, signature)
  )
}
