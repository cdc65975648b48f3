import { DIDCommError } from '@didcomm/core'
import { algorithmsOf, type WebCryptoPublicKey, type WebCryptoSecretKey } from './keys.ts'
import type { Subtle } from './subtle.ts'

/**
 * Raw Diffie-Hellman; on an EC curve the secret is the x-coordinate alone (SEC 1 §3.3.1).
 *
 * @throws `INVALID_KEY` for keys that are not on one curve for key agreement
 */
export async function agree(
  subtle: Subtle,
  { curve, agreement }: WebCryptoSecretKey,
  publicKey: WebCryptoPublicKey,
): Promise<Uint8Array> {
  if (!agreement || curve !== publicKey.curve) {
    throw new DIDCommError(
      'INVALID_KEY',
      `a private key on ${curve}${agreement ? '' : ' to sign with'} and a public key on ${publicKey.curve} cannot agree`,
    )
  }
  const { name } = agreement.algorithm
  const algorithm = { name, public: await publicKey.agreement }
  return new Uint8Array(await subtle.deriveBits(algorithm, agreement, algorithmsOf(curve).bits))
}
