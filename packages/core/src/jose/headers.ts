import { bytesToUtf8 } from '../bytes.ts'
import { DIDCommError } from '../errors.ts'
import { isJsonObject, type JsonObject, parseJsonObject } from '../json.ts'
import { decodeBase64Url } from './base64url.ts'

/** A malformed envelope, and which header or member made it one. */
export function malformed(header: string, problem: string): DIDCommError {
  return new DIDCommError('MALFORMED_ENVELOPE', `${header} ${problem}`, { details: { header } })
}

/** Decodes an encoded protected header (RFC 7515 §4, RFC 7516 §4). */
export function decodeProtectedHeader(encoded: unknown): JsonObject {
  if (typeof encoded !== 'string') throw malformed('protected', 'is missing or not a string')
  const bytes = decodeBase64Url(encoded, 'protected')
  return parseJsonObject(
    bytesToUtf8(bytes, 'MALFORMED_ENVELOPE', 'protected'),
    'MALFORMED_ENVELOPE',
    'the protected header',
  )
}

/** Reads an unprotected header, which may be left out. */
export function readUnprotectedHeader(value: unknown, member: string): JsonObject {
  if (value === undefined) return {}
  if (!isJsonObject(value)) throw malformed(member, 'is not an object')
  return value
}

/**
 * Joins the parts of a header, whose names must not repeat (RFC 7515 §7.2.1, RFC 7516 §7.2.1), and refuses what
 * nobody here understands.
 *
 * @param repeatable - a name that may stand in two parts if its value is the same
 */
export function joinHeaders(parts: readonly JsonObject[], repeatable?: string): JsonObject {
  const joined = new Map<string, unknown>()
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      if (joined.has(name) && !(name === repeatable && joined.get(name) === value)) {
        throw malformed(name, 'stands in two parts of the header')
      }
      joined.set(name, value)
    }
  }
  // RFC 7515 §4.1.11: an extension that is not understood makes the whole invalid, and none is understood.
  if (joined.has('crit')) throw malformed('crit', 'names extensions, and none are supported')
  // RFC 7516 §4.1.3: compression before encryption leaks lengths; DIDComm has none.
  if (joined.has('zip')) throw malformed('zip', 'asks for compression, which DIDComm does not have')
  // RFC 7797: an unencoded payload.
  if (joined.has('b64') && joined.get('b64') !== true) throw malformed('b64', 'must not be false')
  return Object.fromEntries(joined)
}

/** Reads a header that is a string, or missing. */
export function readString(header: JsonObject, name: string): string | undefined {
  const value = header[name]
  if (value === undefined || typeof value === 'string') return value
  throw malformed(name, 'is not a string')
}

/** The error for an algorithm that is not one of DIDComm's, quoted as far as is safe. */
export function unsupported(header: 'alg' | 'enc', value: unknown): DIDCommError {
  const quoted = typeof value === 'string' ? `"${value.slice(0, 40)}"` : 'not a string'
  return new DIDCommError(
    'UNSUPPORTED_ALGORITHM',
    `${header} is ${quoted}, which DIDComm v2.1 does not have`,
    { details: { header } },
  )
}
