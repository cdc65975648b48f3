import { bytesToUtf8 } from '../encoding/bytes.ts'
import { DIDCommError } from '../errors.ts'
import { isJsonObject, type JsonObject, parseJsonObject } from '../encoding/json.ts'
import { decodeBase64Url } from '../encoding/base64url.ts'

/** A malformed envelope, and which header or member made it one. */
export function malformed(header: string, problem: string): DIDCommError {
  return new DIDCommError('MALFORMED_ENVELOPE', `${header} ${problem}`, { details: { header } })
}

/** Reads an encoded protected header (RFC 7515 §4, RFC 7516 §4). */
export function readProtectedHeader(encoded: unknown): JsonObject {
  if (typeof encoded !== 'string') throw malformed('protected', 'is missing or not a string')
  const bytes = decodeBase64Url(encoded, 'protected')
  const text = bytesToUtf8(bytes, 'MALFORMED_ENVELOPE', 'protected')
  const header = parseJsonObject(text, 'MALFORMED_ENVELOPE', 'the protected header')
  assertUnderstood(header)
  return header
}

/** Reads an unprotected header, which may be left out. */
export function readUnprotectedHeader(value: unknown, member: string): JsonObject {
  if (value === undefined) return {}
  if (!isJsonObject(value)) throw malformed(member, 'is not an object')
  assertUnderstood(value)
  return value
}

/**
 * Checks that two parts of a header repeat no name (RFC 7515 §7.2.1, RFC 7516 §7.2.1).
 *
 * @param repeatable - a name that may stand in both if its value is the same
 */
export function assertDisjoint(one: JsonObject, other: JsonObject, repeatable?: string): void {
  for (const name of Object.keys(other)) {
    if (!Object.hasOwn(one, name) || (name === repeatable && one[name] === other[name])) continue
    throw malformed(name.slice(0, 100), 'stands in two parts of the header')
  }
}

/** Refuses the headers of a part of which nothing is known here, and that must not be passed over. */
function assertUnderstood(header: JsonObject): void {
  // RFC 7515 §4.1.11: an extension that is not understood makes the whole invalid, and none is understood.
  if (header.crit !== undefined) throw malformed('crit', 'names extensions; none are supported')
  // RFC 7516 §4.1.3: compression before encryption leaks lengths; DIDComm has none.
  if (header.zip !== undefined) throw malformed('zip', 'asks for compression; DIDComm has none')
  // RFC 7797: an unencoded payload.
  if (header.b64 !== undefined && header.b64 !== true) throw malformed('b64', 'must not be false')
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
