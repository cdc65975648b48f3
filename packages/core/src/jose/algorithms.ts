import type { ContentEncryption, Curve, SignatureAlgorithm } from '../contracts/algorithms.ts'

// Everything that differs between algorithms is a column here. To add one, add its row (and its name in
// contracts/algorithms.ts); no other file of core names a single algorithm.

/** y² = x³ + a·x + b over the integers modulo p, in SEC 2 and FIPS 186-4 notation. */
export interface CurveEquation {
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
}

/** What is particular to a curve. */
export interface CurveParameters {
  readonly kty: 'OKP' | 'EC'
  /** Bytes of a coordinate, and of a secret. */
  readonly size: number
  /** Whether keys of this curve may stand in `keyAgreement` (DIDComm v2.1, "Curves and Content Encryption Algorithms"). */
  readonly keyAgreement: boolean
  /** The JWS `alg` of keys of this curve. */
  readonly signature?: SignatureAlgorithm
  /** Multicodec of a public and of a secret key (Multikey). */
  readonly multicodec: { readonly public: number; readonly secret: number }
  readonly equation?: CurveEquation
}

function nist(p: bigint, b: string): CurveEquation {
  return { p, a: p - 3n, b: BigInt(`0x${b}`) }
}

export const CURVES: { readonly [C in Curve]: CurveParameters } = {
  X25519: {
    kty: 'OKP',
    size: 32,
    keyAgreement: true,
    multicodec: { public: 0xec, secret: 0x1302 },
  },
  Ed25519: {
    kty: 'OKP',
    size: 32,
    keyAgreement: false,
    signature: 'EdDSA',
    multicodec: { public: 0xed, secret: 0x1300 },
  },
  'P-256': {
    kty: 'EC',
    size: 32,
    keyAgreement: true,
    signature: 'ES256',
    multicodec: { public: 0x1200, secret: 0x1306 },
    equation: nist(
      2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
    ),
  },
  'P-384': {
    kty: 'EC',
    size: 48,
    keyAgreement: true,
    multicodec: { public: 0x1201, secret: 0x1307 },
    equation: nist(
      2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
    ),
  },
  'P-521': {
    kty: 'EC',
    size: 66,
    keyAgreement: true,
    multicodec: { public: 0x1202, secret: 0x1308 },
    equation: nist(
      2n ** 521n - 1n,
      '51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
    ),
  },
  secp256k1: {
    kty: 'EC',
    size: 32,
    keyAgreement: false,
    signature: 'ES256K',
    multicodec: { public: 0xe7, secret: 0x1301 },
    equation: { p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 7n },
  },
}

/** Sizes, in bytes, of a content encryption (RFC 7518 §5; draft-amringer-jose-chacha-02 §2). */
export interface ContentEncryptionParameters {
  readonly keySize: number
  readonly ivSize: number
  readonly tagSize: number
  /** Whether ECDH-1PU with key wrapping allows it: a committing cipher (draft-madden-jose-ecdh-1pu-04 §2.1). */
  readonly authcrypt: boolean
}

export const CONTENT_ENCRYPTIONS: {
  readonly [E in ContentEncryption]: ContentEncryptionParameters
} = {
  'A256CBC-HS512': { keySize: 64, ivSize: 16, tagSize: 32, authcrypt: true },
  A256GCM: { keySize: 32, ivSize: 12, tagSize: 16, authcrypt: false },
  XC20P: { keySize: 32, ivSize: 24, tagSize: 16, authcrypt: false },
}

/** The curve that a JWS `alg` goes with, and the bytes of its signature (RFC 7518 §3.4, RFC 8037 §3.1, RFC 8812 §3.2). */
export interface SignatureParameters {
  readonly curve: Curve
  readonly signatureSize: number
}

export const SIGNATURES: { readonly [S in SignatureAlgorithm]: SignatureParameters } = {
  EdDSA: { curve: 'Ed25519', signatureSize: 64 },
  ES256: { curve: 'P-256', signatureSize: 64 },
  ES256K: { curve: 'secp256k1', signatureSize: 64 },
}

export function isCurve(name: unknown): name is Curve {
  return typeof name === 'string' && Object.hasOwn(CURVES, name)
}

export function isContentEncryption(name: unknown): name is ContentEncryption {
  return typeof name === 'string' && Object.hasOwn(CONTENT_ENCRYPTIONS, name)
}

export function isSignatureAlgorithm(name: unknown): name is SignatureAlgorithm {
  return typeof name === 'string' && Object.hasOwn(SIGNATURES, name)
}
