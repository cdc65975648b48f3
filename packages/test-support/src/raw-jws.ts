import { createHmac, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import { base64Url, toBytes, type RawHeader } from './raw-jose.ts'

/** The hash of each ECDSA `alg`; EdDSA hashes by itself. */
const SIGNATURE_HASHES = {
  EdDSA: null,
  ES256: 'sha256',
  ES256K: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
} as const

/** The order of secp256k1 (SEC 2 §2.4.1). */
const SECP256K1_ORDER = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141')

/** What {@link rawJws} can compute; `none` leaves the signature empty, `HS256` needs an `hmacKey`. */
export type RawSignatureAlgorithm = keyof typeof SIGNATURE_HASHES | 'HS256' | 'none'

/** One signature, and how it is made. */
export interface RawSigner {
  /** What is computed. To write another `alg` than that, use `protectedHeader`. */
  readonly alg: RawSignatureAlgorithm
  readonly privateJwk?: PrivateJwk
  /** The secret of HS256, such as the bytes of somebody's public key. */
  readonly hmacKey?: Uint8Array
  /** Makes s of an ES256K signature the higher of the two that verify; the lower one unless true. */
  readonly highS?: boolean
}

/** An entry of `signatures`. */
export interface RawJwsSignature extends RawSigner {
  /** Added to `typ` and `alg`; `undefined` removes a member. `{ b64: false }` signs the payload as it is (RFC 7797). */
  readonly protectedHeader?: RawHeader
  /** The unprotected header. */
  readonly header?: RawHeader
  /** Changes the protected header's base64url before it is signed. */
  readonly mutateProtected?: (base64Url: string) => string
}

/** Options of {@link rawJws}. */
export interface RawJwsOptions {
  /** Text, bytes, or an object to be written as JSON. */
  readonly payload: string | Uint8Array | RawHeader
  readonly signatures: readonly RawJwsSignature[]
  /** `general` unless given; the other two write the first signature alone. */
  readonly serialization?: 'general' | 'flattened' | 'compact'
  /** Changes the payload's base64url before it is signed. */
  readonly mutatePayload?: (base64Url: string) => string
  /** Changes the finished envelope in its General JSON Serialization, signatures and all. */
  readonly mutateEnvelope?: (jws: RawJwsEnvelope) => RawHeader
}

/** A JWS in its General JSON Serialization. */
export interface RawJwsEnvelope extends RawHeader {
  payload: string
  signatures: { protected: string; header?: RawHeader; signature: string }[]
}

/**
 * Builds a JWS by hand; every signature is right for the header as written.
 *
 * @returns the text as it would be sent
 */
export function rawJws(options: RawJwsOptions): string {
  const { serialization = 'general', mutatePayload, mutateEnvelope } = options
  const bytes = toBytes(options.payload)
  const encoded = mutatePayload ? mutatePayload(base64Url(bytes)) : base64Url(bytes)
  const unencoded = options.signatures.some(
    ({ protectedHeader }) => protectedHeader?.['b64'] === false,
  )
  const payload = unencoded ? Buffer.from(bytes).toString() : encoded

  const signatures = options.signatures.map((signature) => {
    const text = base64Url(
      JSON.stringify({
        typ: 'application/didcomm-signed+json',
        alg: signature.alg,
        ...signature.protectedHeader,
      }),
    )
    const header = signature.mutateProtected ? signature.mutateProtected(text) : text
    return {
      protected: header,
      ...(signature.header && { header: signature.header }),
      signature: base64Url(signRaw(signature, Buffer.from(`${header}.${payload}`))),
    }
  })
  const jws: RawJwsEnvelope = { payload, signatures }
  return serialize(mutateEnvelope ? mutateEnvelope(jws) : jws, serialization)
}

/** Options of {@link rawJwt}. */
export interface RawJwtOptions extends RawSigner {
  readonly claims: RawHeader | string
  /** Added to `typ: JWT` and `alg`; `undefined` removes a member. */
  readonly header?: RawHeader
}

/** Builds a compact JWT by hand, for `from_prior`. */
export function rawJwt({ claims, header, ...signer }: RawJwtOptions): string {
  return rawJws({
    payload: claims,
    signatures: [{ ...signer, protectedHeader: { typ: 'JWT', ...header } }],
    serialization: 'compact',
  })
}

/** Signs `data` as a JWS of `alg` does: `r ‖ s` for ECDSA. */
export function signRaw(signer: RawSigner, data: Uint8Array): Uint8Array {
  const { alg, hmacKey, privateJwk } = signer
  if (alg === 'none') return new Uint8Array()
  if (alg === 'HS256') {
    if (!hmacKey) throw new Error('HS256 needs an hmacKey')
    return createHmac('sha256', hmacKey).update(data).digest()
  }
  if (!privateJwk) throw new Error(`${alg} needs a privateJwk`)
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' })
  const signature = sign(SIGNATURE_HASHES[alg], data, { key, dsaEncoding: 'ieee-p1363' })
  return alg === 'ES256K' ? withS(signature, signer.highS ?? false) : signature
}

/** Tells whether a signature verifies; an ES256K one may have a high s. */
export function verifyRaw(
  alg: keyof typeof SIGNATURE_HASHES,
  publicJwk: PublicJwk,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' })
  return verify(SIGNATURE_HASHES[alg], data, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/** Returns the ES256K signature with the higher or the lower of its two values of s: both verify. */
function withS(signature: Uint8Array, high: boolean): Uint8Array {
  const [r, s] = [signature.subarray(0, 32), Buffer.from(signature.subarray(32))]
  const value = BigInt(`0x${s.toString('hex')}`)
  if (value > SECP256K1_ORDER / 2n === high) return signature
  const other = (SECP256K1_ORDER - value).toString(16).padStart(64, '0')
  return Buffer.concat([r, Buffer.from(other, 'hex')])
}

function serialize(jws: RawHeader, serialization: 'general' | 'flattened' | 'compact'): string {
  if (serialization === 'general') return JSON.stringify(jws)
  const { signatures, ...rest } = jws
  const entry: RawHeader = Array.isArray(signatures) ? { ...signatures[0] } : {}
  if (serialization === 'flattened') return JSON.stringify({ ...rest, ...entry })
  return [entry['protected'], rest['payload'], entry['signature']].join('.')
}
