import type { Curve } from '@didcomm/core'

/** A curve that WebCrypto may have; it never has secp256k1. */
export type WebCurve = Exclude<Curve, 'secp256k1'>

/** How WebCrypto calls what keys on a curve do; a CryptoKey does one of the two. */
export interface CurveAlgorithms {
  readonly agreement?: { readonly name: string; readonly namedCurve?: string }
  readonly signing?: { readonly name: string; readonly namedCurve?: string }
  /** Bits of a shared secret. */
  readonly bits: number
}

export const WEB_CURVES: { readonly [C in WebCurve]: CurveAlgorithms } = {
  X25519: { agreement: { name: 'X25519' }, bits: 256 },
  'P-256': {
    agreement: { name: 'ECDH', namedCurve: 'P-256' },
    signing: { name: 'ECDSA', namedCurve: 'P-256' },
    bits: 256,
  },
  'P-384': { agreement: { name: 'ECDH', namedCurve: 'P-384' }, bits: 384 },
  'P-521': { agreement: { name: 'ECDH', namedCurve: 'P-521' }, bits: 528 },
  Ed25519: { signing: { name: 'Ed25519' }, bits: 256 },
}

/** Tells whether WebCrypto has a name for the curve. */
export function isWebCurve(curve: Curve): curve is WebCurve {
  return Object.hasOwn(WEB_CURVES, curve)
}
