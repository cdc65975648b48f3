import { DIDCommError, type PrivateJwk, type PublicJwk } from '@didcomm/core'
import { agree } from './agree.ts'
import { newPair } from './generate-key-pair.ts'
import { algorithmOf, algorithmsOf, WebCryptoPublicKey, type WebCryptoSecretKey } from './keys.ts'
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
  if (await isPair(subtle, jwk, secretKey)) return secretKey
  throw new DIDCommError('INVALID_KEY', `d of the private key on ${curve} is not of its x and y`)
}

/** Not every platform compares the halves, and a key that cannot be exported does not tell its other half. */
function isPair(subtle: Subtle, jwk: PrivateJwk, secretKey: WebCryptoSecretKey): Promise<boolean> {
  const { d: _, ...publicJwk } = jwk
  return jwk.crv === 'X25519'
    ? agreesAlike(subtle, publicJwk, secretKey)
    : signsAlike(subtle, publicJwk, jwk)
}

/** Signs and verifies, on curves that are not for signatures in DIDComm as well: what two keys agree on has no sign of y. */
async function signsAlike(subtle: Subtle, publicJwk: PublicJwk, jwk: PrivateJwk): Promise<boolean> {
  const { crv } = jwk
  const algorithm = crv === 'Ed25519' ? { name: crv } : { name: 'ECDSA', namedCurve: crv }
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('jwk', { ...jwk }, algorithm, false, ['sign']),
    subtle.importKey('jwk', { ...publicJwk }, algorithm, false, ['verify']),
  ])
  const scheme = { name: algorithm.name, hash: 'SHA-256' }
  const data = new Uint8Array(32)
  const signature = await subtle.sign(scheme, privateKey, data)
  return subtle.verify(scheme, publicKey, signature, data)
}

async function agreesAlike(
  subtle: Subtle,
  publicJwk: PublicJwk,
  secretKey: WebCryptoSecretKey,
): Promise<boolean> {
  const { crv } = publicJwk
  const other = await newPair(subtle, crv, 'agreement', false)
  const { x = '' } = await subtle.exportKey('jwk', other.publicKey)
  const [one, two] = await Promise.all([
    agree(subtle, secretKey, new WebCryptoPublicKey(subtle, { ...publicJwk, x })),
    agree(
      subtle,
      { curve: crv, agreement: other.privateKey },
      new WebCryptoPublicKey(subtle, publicJwk),
    ),
  ])
  return one.every((byte, index) => byte === two[index])
}
