import type { CryptoSupport, SignatureAlgorithm } from '@didcomm/core'
import { WEB_CURVES, type WebCurve } from './curves.ts'
import { newPair } from './generate-key-pair.ts'
import type { Subtle } from './subtle.ts'

// In the order of preference that other backends have, too.
const CURVES: readonly WebCurve[] = ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519']
const SIGNATURES: readonly { readonly alg: SignatureAlgorithm; readonly curve: WebCurve }[] = [
  { alg: 'EdDSA', curve: 'Ed25519' },
  { alg: 'ES256', curve: 'P-256' },
]

/** Tries which curves this platform has; the ciphers have been in WebCrypto from its first version. */
export async function probe(subtle: Subtle): Promise<CryptoSupport> {
  const found = await Promise.all(CURVES.map((curve) => hasCurve(subtle, curve)))
  const curves = CURVES.filter((_, index) => found[index])
  const sig = SIGNATURES.filter(({ curve }) => curves.includes(curve)).map(({ alg }) => alg)
  return { curves, enc: ['A256CBC-HS512', 'A256GCM'], sig }
}

async function hasCurve(subtle: Subtle, curve: WebCurve): Promise<boolean> {
  try {
    await newPair(subtle, curve, WEB_CURVES[curve].agreement ? 'agreement' : 'signing', false)
    return true
  } catch {
    return false
  }
}
