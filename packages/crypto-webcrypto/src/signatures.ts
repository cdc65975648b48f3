import {
  type Curve,
  DIDCommError,
  type SignatureAlgorithm,
  type SignOptions,
  type VerifyOptions,
} from '@didcomm/core'
import type { WebCryptoPublicKey, WebCryptoSecretKey } from './keys.ts'
import { type Subtle, unshared } from './subtle.ts'

const SCHEMES: {
  readonly [A in SignatureAlgorithm]?: { readonly curve: Curve; readonly algorithm: EcdsaParams }
} = {
  // The types ask for a hash, of which Ed25519 knows nothing.
  EdDSA: { curve: 'Ed25519', algorithm: { name: 'Ed25519', hash: 'SHA-512' } },
  ES256: { curve: 'P-256', algorithm: { name: 'ECDSA', hash: 'SHA-256' } },
}

/** Signs; `r ‖ s` is WebCrypto's own form. @throws `INVALID_KEY` for a key of another `alg` */
export async function sign(
  subtle: Subtle,
  { alg, secretKey, data }: SignOptions<WebCryptoSecretKey>,
): Promise<Uint8Array> {
  const scheme = SCHEMES[alg]
  const { curve, signing } = secretKey
  if (!scheme || !signing || curve !== scheme.curve) {
    throw new DIDCommError('INVALID_KEY', `a private key on ${curve} is not for ${alg}`)
  }
  return new Uint8Array(await subtle.sign(scheme.algorithm, signing, unshared(data)))
}

/** Tells whether the signature is right; a key of another `alg` makes it wrong. */
export async function verify(
  subtle: Subtle,
  { alg, publicKey, data, signature }: VerifyOptions<WebCryptoPublicKey>,
): Promise<boolean> {
  const scheme = SCHEMES[alg]
  if (!scheme || publicKey.curve !== scheme.curve) return false
  const key = await publicKey.verification
  return subtle.verify(scheme.algorithm, key, unshared(signature), unshared(data))
}
