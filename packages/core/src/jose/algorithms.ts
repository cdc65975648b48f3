import type { ContentEncryption, Curve, SignatureAlgorithm } from '../contracts/algorithms.ts'
import type { EcPublicJwk } from '../contracts/jwk.ts'

// Everything that differs between algorithms is a column here. To add one, add its row (and its name in
// contracts/algorithms.ts); no other file of core names a single algorithm.

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
  },
  'P-384': {
    kty: 'EC',
    size: 48,
    keyAgreement: true,
    multicodec: { public: 0x1201, secret: 0x1307 },
  },
  'P-521': {
    kty: 'EC',
    size: 66,
    keyAgreement: true,
    multicodec: { public: 0x1202, secret: 0x1308 },
  },
  secp256k1: {
    kty: 'EC',
    size: 32,
    keyAgreement: false,
    signature: 'ES256K',
    multicodec: { public: 0xe7, secret: 0x1301 },
  },
}

/** y² = x³ + a·x + b over the integers modulo p (FIPS 186-4 §D.1.2, SEC 2 §2.4.1). */
export interface CurveEquation {
  readonly p: bigint
  readonly a: bigint
  /** In base64url, as a coordinate in a JWK. */
  readonly b: string
}

/** The equations of the curves whose keys have two coordinates. */
export const EQUATIONS: { readonly [C in EcPublicJwk['crv']]: CurveEquation } = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    a: -3n,
    b: 'WsY12Ko6k-ez671VdpiGvGUdBrDMU7D2O848PifSYEs',
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    a: -3n,
    b: 'szEvp-I-5-SYjgVr4_gtGRgdnG7-gUESAxQIj1ATh1rGVjmNii7RnSqFyO3T7Crv',
  },
  'P-521': {
    p: 2n ** 521n - 1n,
    a: -3n,
    b: 'UZU-uWGOHJofkpohoLaFQO6i2nJbmbMV87i0iZGO8QnhVhk5Uex-k3sWUsC9O7G_BzVz34g9LDTx70Uf1GtQPwA',
  },
  secp256k1: { p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 'Bw' },
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

/** Tells whether `name` is that of a row of `table`. */
export function isNameIn<Table extends object>(table: Table, name: unknown): name is keyof Table {
  return typeof name === 'string' && Object.hasOwn(table, name)
}
