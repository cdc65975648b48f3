import type { Curve, EcPublicJwk, OkpPublicJwk } from '@didcomm/core'

export type EcCurve = EcPublicJwk['crv']
export type OkpCurve = OkpPublicJwk['crv']

/** What OpenSSL calls the curves whose keys have two coordinates, and how such a key begins in DER. */
interface EcParameters {
  readonly name: string
  /** What stands before the coordinates in a SubjectPublicKeyInfo (RFC 5480 §2), in hexadecimal. */
  readonly spkiPrefix: string
}

export const EC_CURVES: { readonly [C in EcCurve]: EcParameters } = {
  'P-256': {
    name: 'prime256v1',
    spkiPrefix: '3059301306072a8648ce3d020106082a8648ce3d03010703420004',
  },
  'P-384': {
    name: 'secp384r1',
    spkiPrefix: '3076301006072a8648ce3d020106052b8104002203620004',
  },
  'P-521': {
    name: 'secp521r1',
    spkiPrefix: '30819b301006072a8648ce3d020106052b810400230381860004',
  },
  secp256k1: {
    name: 'secp256k1',
    spkiPrefix: '3056301006072a8648ce3d020106052b8104000a03420004',
  },
}

/** What OpenSSL calls the others, and how a private key begins in DER. */
interface OkpParameters {
  readonly name: string
  /** What stands before the 32 bytes of `d` in PKCS #8 (RFC 8410 §7), in hexadecimal. */
  readonly pkcs8Prefix: string
}

export const OKP_CURVES: { readonly [C in OkpCurve]: OkpParameters } = {
  X25519: { name: 'x25519', pkcs8Prefix: '302e020100300506032b656e04220420' },
  Ed25519: { name: 'ed25519', pkcs8Prefix: '302e020100300506032b657004220420' },
}

/** Tells whether keys on this curve have two coordinates. */
export function isEcCurve(curve: Curve): curve is EcCurve {
  return Object.hasOwn(EC_CURVES, curve)
}
