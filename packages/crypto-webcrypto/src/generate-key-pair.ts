import type { Curve, GeneratedKeyPair, KeyPairOptions, PublicJwk } from '@didcomm/core'
import { DIDCommError } from '@didcomm/core'
import { algorithmOf, algorithmsOf, type WebCryptoSecretKey } from './keys.ts'
import type { Subtle } from './subtle.ts'

/** Makes a key pair from the platform's CSPRNG, whose private half cannot be exported. */
export async function generateKeyPair(
  subtle: Subtle,
  curve: Curve,
  { ephemeral }: KeyPairOptions = {},
): Promise<GeneratedKeyPair<WebCryptoSecretKey>> {
  const { agreement, signing } = algorithmsOf(curve)
  if (agreement && signing && !ephemeral) return generateForBoth(subtle, curve)
  const { publicKey, privateKey } = await newPair(
    subtle,
    curve,
    agreement ? 'agreement' : 'signing',
    false,
  )
  return {
    publicJwk: await publicJwkOf(subtle, curve, publicKey),
    secretKey: agreement ? { curve, agreement: privateKey } : { curve, signing: privateKey },
  }
}

/**
 * A CryptoKey on P-256 is for ECDH or for ECDSA, and may not be changed from one into the other. So the key is made in a
 * form that can be exported, goes encrypted through our hands, comes back twice in one that cannot, and is forgotten.
 */
async function generateForBoth(
  subtle: Subtle,
  curve: Curve,
): Promise<GeneratedKeyPair<WebCryptoSecretKey>> {
  const aes = { name: 'AES-GCM', length: 256 }
  const [{ publicKey, privateKey }, transport] = await Promise.all([
    newPair(subtle, curve, 'signing', true),
    subtle.generateKey(aes, false, ['wrapKey', 'unwrapKey']),
  ])
  // The transport key encrypts this one thing.
  const encryption = { name: aes.name, iv: new Uint8Array(12) }
  const wrapped = await subtle.wrapKey('pkcs8', privateKey, transport, encryption)
  const unwrapFor = (use: 'agreement' | 'signing', usage: KeyUsage) =>
    subtle.unwrapKey('pkcs8', wrapped, transport, encryption, algorithmOf(curve, use), false, [
      usage,
    ])
  const [publicJwk, agreement, signing] = await Promise.all([
    publicJwkOf(subtle, curve, publicKey),
    unwrapFor('agreement', 'deriveBits'),
    unwrapFor('signing', 'sign'),
  ])
  return { publicJwk, secretKey: { curve, agreement, signing } }
}

/** A new pair of CryptoKeys. */
export async function newPair(
  subtle: Subtle,
  curve: Curve,
  use: 'agreement' | 'signing',
  extractable: boolean,
): Promise<CryptoKeyPair> {
  const usages: KeyUsage[] = use === 'agreement' ? ['deriveBits'] : ['sign', 'verify']
  const made = await subtle.generateKey(algorithmOf(curve, use), extractable, usages)
  if ('privateKey' in made) return made
  throw new DIDCommError('UNSUPPORTED_ALGORITHM', `WebCrypto makes no key pair on ${curve}`)
}

async function publicJwkOf(subtle: Subtle, crv: Curve, publicKey: CryptoKey): Promise<PublicJwk> {
  const { x = '', y } = await subtle.exportKey('jwk', publicKey)
  if (crv === 'X25519' || crv === 'Ed25519') return { kty: 'OKP', crv, x }
  return { kty: 'EC', crv, x, y: y ?? '' }
}
