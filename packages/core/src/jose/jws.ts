import { utf8ToBytes } from '../encoding/bytes.ts'
import type { SignatureAlgorithm } from '../contracts/algorithms.ts'
import { isJsonObject, type JsonObject } from '../encoding/json.ts'
import { isSignatureAlgorithm, SIGNATURES } from './algorithms.ts'
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts'
import {
  assertDisjoint,
  malformed,
  readProtectedHeader,
  readString,
  readUnprotectedHeader,
  unsupported,
} from './headers.ts'

/** A JWS (RFC 7515), decoded and checked for form; nothing in it is proven yet. */
export interface Jws {
  readonly payload: Uint8Array
  readonly signatures: readonly JwsSignature[]
}

export interface JwsSignature {
  readonly alg: SignatureAlgorithm
  readonly kid: string
  readonly signature: Uint8Array
  /** What was signed: the encoded protected header and payload (RFC 7515 §5.1 step 5). */
  readonly signingInput: Uint8Array
}

/** One sender signs with a few keys at most; verifying each of 100,000 would be a denial of service. */
const MAX_SIGNATURES = 16

/** Tells a JWS by the members that only it has (RFC 7515 §7.2). */
export function isJws(json: JsonObject): boolean {
  return 'payload' in json && ('signatures' in json || 'signature' in json)
}

/**
 * Reads a JWS in the General or Flattened JSON Serialization (RFC 7515 §7.2).
 *
 * @throws `MALFORMED_ENVELOPE` or `UNSUPPORTED_ALGORITHM`
 */
export function parseJws(json: JsonObject): Jws {
  const { payload } = json
  if (typeof payload !== 'string') throw malformed('payload', 'is not a string')
  return {
    payload: decodeBase64Url(payload, 'payload'),
    signatures: signaturesOf(json).map((entry) => parseSignature(entry, payload)),
  }
}

/** Reads a JWS in the Compact Serialization (RFC 7515 §7.1), the form of a JWT; `kid` is in its protected header. */
export function parseCompactJws(text: string): { jws: Jws; header: JsonObject } {
  const parts = text.split('.', 4)
  if (parts.length !== 3) throw malformed('the JWT', 'does not have three parts')
  const [protectedHeader, payload, signature] = parts
  return {
    jws: parseJws({ payload, protected: protectedHeader, signature }),
    header: readProtectedHeader(protectedHeader),
  }
}

function parseSignature(entry: JsonObject, payload: string): JwsSignature {
  const protectedHeader = readProtectedHeader(entry.protected)
  const header = readUnprotectedHeader(entry.header, 'header')
  assertDisjoint(protectedHeader, header, 'kid')
  const { alg } = protectedHeader
  if (!isSignatureAlgorithm(alg)) throw unsupported('alg', alg)
  const kid = readString(protectedHeader, 'kid') ?? readString(header, 'kid')
  if (kid === undefined) throw malformed('kid', 'is missing from a signature')
  const encoded = readString(entry, 'signature')
  if (encoded === undefined) throw malformed('signature', 'is missing')
  const signature = decodeBase64Url(encoded, 'signature')
  const { signatureSize } = SIGNATURES[alg]
  if (signature.length !== signatureSize) {
    throw malformed('signature', `has ${signature.length} bytes; ${alg} has ${signatureSize}`)
  }
  return { alg, kid, signature, signingInput: signingInput(`${entry.protected}`, payload) }
}

function signaturesOf(json: JsonObject): readonly JsonObject[] {
  const { signatures } = json
  if (signatures === undefined) return [json]
  if ('signature' in json || 'protected' in json || 'header' in json) {
    throw malformed('signatures', 'and a flattened signature exclude each other')
  }
  if (!Array.isArray(signatures) || signatures.length === 0 || !signatures.every(isJsonObject)) {
    throw malformed('signatures', 'is not an array of objects with at least one')
  }
  if (signatures.length > MAX_SIGNATURES) {
    throw malformed('signatures', `has more than ${MAX_SIGNATURES} entries`)
  }
  return signatures
}

/** Encodes a header, protected or of a JWT. */
export function encodeHeader(header: JsonObject): string {
  return encodeBase64Url(utf8ToBytes(JSON.stringify(header)))
}

/** The bytes that a signature covers, of an encoded header and an encoded payload (RFC 7515 §5.1 step 5). */
export function signingInput(protectedHeader: string, payload: string): Uint8Array {
  return utf8ToBytes(`${protectedHeader}.${payload}`)
}
