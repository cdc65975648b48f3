import { DIDCommError, type PrivateJwk, type PublicJwk } from '@didcomm/core'
import { agree } from './agree.ts'
import { newPair } from './generate-key-pair.ts'
import { algorithmOf, algorithmsOf, WebCryptoPublicKey, type WebCryptoSecretKey } from './keys.ts'
import { sign, verify } from './signatures.ts'
import type { Subtle } from './subtle.ts'

/**
 * Imports a private key, for all that its curve is for; it cannot be exported again.
 *
 * @throws `INVALID_KEY` when `d` does not belong to `x` and `y`
 */
export async function importSecretKey(
  subtle: Subtle,
  jwk: PrivateJwk,
): Promise<WebCryptoSecretKey> {
  const { crv: curve } = jwk
  const { agreement, signing } = algorithmsOf(curve)
  const importFor = (use: 'agreement' | 'signing', usage: KeyUsage) =>
    subtle.importKey('jwk', { ...jwk }, algorithmOf(curve, use), false, [usage])
  const forAgreement = agreement && { agreement: await importFor('agreement', 'deriveBits') }
  const secretKey: WebCryptoSecretKey = forAgreement
    ? { curve, ...forAgreement, ...(signing && { signing: await importFor('signing', 'sign') }) }
    : { curve, signing: await importFor('signing', 'sign') }
  const { d: _, ...publicJwk } = jwk
  if (await isPair(subtle, secretKey, publicJwk)) return secretKey
  throw new DIDCommError('INVALID_KEY', `d of the private key on ${curve} is not of its x and y`)
}

/** Not every platform compares the halves, and a key that cannot be exported does not tell its other half. */
async function isPair(
  subtle: Subtle,
  secretKey: WebCryptoSecretKey,
  publicJwk: PublicJwk,
): Promise<boolean> {
  const publicKey = new WebCryptoPublicKey(subtle, publicJwk)
  const { curve } = secretKey
  if (secretKey.signing) {
    const alg = curve === 'P-256' ? 'ES256' : 'EdDSA'
    const data = new Uint8Array(32)
    const signature = await sign(subtle, { alg, secretKey, data })
    return verify(subtle, { alg, publicKey, data, signature })
  }
  const other = await newPair(subtle, curve, 'agreement', false)
  const ours = await subtle.exportKey('jwk', other.publicKey)
  const otherPublicKey = new WebCryptoPublicKey(subtle, { ...publicJwk, ...coordinatesOf(ours) })
  const [one, two] = await Promise.all([
    agree(subtle, secretKey, otherPublicKey),
    agree(subtle, { curve, agreement: other.privateKey }, publicKey),
  ])
  return one.every((byte, index) => byte === two[index])
}

function coordinatesOf({ x = '', y }: JsonWebKey): { x: string; y?: string } {
  return { x, ...(y !== undefined && { y }) }
}
