import type { SignatureAlgorithm } from '../contracts/algorithms.ts'
import { encodeBase64Url } from '../encoding/base64url.ts'
import { utf8ToBytes } from '../encoding/bytes.ts'
import type { JsonObject } from '../encoding/json.ts'
import { isNameIn, SIGNATURES } from './algorithms.ts'
import {
  assertDisjoint,
  malformed,
  readBytes,
  readEntries,
  readKid,
  readProtectedHeader,
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
  const payload = readBytes(json, 'payload')
  const members = ['signature', 'protected', 'header']
  const signatures = readEntries(json, 'signatures', members, MAX_SIGNATURES, (entry) =>
    parseSignature(entry, `${json.payload}`),
  )
  return { payload, signatures }
}

/** Reads a JWS in the Compact Serialization (RFC 7515 §7.1), the form of a JWT; `kid` is in its protected header. */
export function parseCompactJws(text: string): { jws: Jws; header: JsonObject } {
  const parts = text.split('.', 4)
  if (parts.length !== 3) throw malformed('the JWT', 'does not have three parts')
  const [protectedHeader, payload, signature] = parts
  const json = { payload, protected: protectedHeader, signature }
  return { jws: parseJws(json), header: readProtectedHeader(json) }
}

function parseSignature(entry: JsonObject, payload: string): JwsSignature {
  const protectedHeader = readProtectedHeader(entry)
  const header = readUnprotectedHeader(entry, 'header')
  assertDisjoint(protectedHeader, header, 'kid')
  const { alg } = protectedHeader
  if (!isNameIn(SIGNATURES, alg)) throw unsupported('alg', alg)
  return {
    alg,
    kid: readKid(protectedHeader, header),
    signature: readBytes(entry, 'signature', SIGNATURES[alg].signatureSize),
    signingInput: signingInput(`${entry.protected}`, payload),
  }
}

/** Encodes a header, protected or of a JWT. */
export function encodeHeader(header: JsonObject): string {
  return encodeBase64Url(utf8ToBytes(JSON.stringify(header)))
}

/** The bytes that a signature covers, of an encoded header and an encoded payload (RFC 7515 §5.1 step 5). */
export function signingInput(protectedHeader: string, payload: string): Uint8Array {
  return utf8ToBytes(`${protectedHeader}.${payload}`)
}
