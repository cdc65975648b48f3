import { decodeBase64Url } from '../encoding/base64url.ts'
import { bytesToUtf8 } from '../encoding/bytes.ts'
import { isJsonObject, type JsonObject, parseJsonObject, quote } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'

/**
 * Headers that change what the rest means, with the value that changes nothing. `crit`: an extension that is not
 * understood makes the whole invalid, and none is understood (RFC 7515 §4.1.11). `zip`: compression before encryption
 * leaks lengths, and DIDComm has none (RFC 7516 §4.1.3). `b64`: an unencoded payload (RFC 7797).
 */
const UNSUPPORTED_HEADERS = Object.entries({ crit: undefined, zip: undefined, b64: true })

/** A malformed envelope, and which header or member made it one. */
export function malformed(header: string, problem: string): DIDCommError {
  return new DIDCommError('MALFORMED_ENVELOPE', `${header} ${problem}`, { details: { header } })
}

/** Reads the encoded protected header of an object that has one (RFC 7515 §4, RFC 7516 §4). */
export function readProtectedHeader(object: JsonObject): JsonObject {
  const text = bytesToUtf8(readBytes(object, 'protected'), 'MALFORMED_ENVELOPE', 'protected')
  const header = parseJsonObject(text, 'MALFORMED_ENVELOPE', 'protected')
  assertUnderstood(header)
  return header
}

/** Reads an unprotected header, which may be left out. */
export function readUnprotectedHeader(object: JsonObject, member: string): JsonObject {
  const { [member]: header = {} } = object
  if (!isJsonObject(header)) throw malformed(member, 'is not an object')
  assertUnderstood(header)
  return header
}

/**
 * Checks that two parts of a header repeat no name (RFC 7515 §7.2.1, RFC 7516 §7.2.1).
 *
 * @param repeatable - a name that may stand in both if its value is the same
 */
export function assertDisjoint(one: JsonObject, other: JsonObject, repeatable?: string): void {
  for (const name of Object.keys(other)) {
    if (!Object.hasOwn(one, name) || (name === repeatable && one[name] === other[name])) continue
    throw new DIDCommError('MALFORMED_ENVELOPE', `${quote(name)} is in two headers`, {
      details: { header: name.slice(0, 100) },
    })
  }
}

/** Refuses the headers of a part of which nothing is known here, and that must not be passed over. */
function assertUnderstood(header: JsonObject): void {
  for (const [name, harmless] of UNSUPPORTED_HEADERS) {
    const { [name]: value = harmless } = header
    if (value !== harmless) throw malformed(name, 'is not supported')
  }
}

/** Reads a header that is a string, or missing. */
export function readString(header: JsonObject, name: string): string | undefined {
  const value = header[name]
  if (value === undefined || typeof value === 'string') return value
  throw malformed(name, 'is not a string')
}

/** Reads the kid out of the headers that may hold it. */
export function readKid(...headers: readonly JsonObject[]): string {
  const kid = headers
    .map((header) => readString(header, 'kid'))
    .find((value) => value !== undefined)
  if (kid === undefined) throw malformed('kid', 'is missing')
  return kid
}

/** Decodes a member that is base64url, of `size` bytes if that is known. */
export function readBytes(object: JsonObject, member: string, size?: number): Uint8Array {
  const text = readString(object, member)
  if (text === undefined) throw malformed(member, 'is missing')
  const bytes = decodeBase64Url(text, member)
  if (size === undefined || bytes.length === size) return bytes
  throw malformed(member, `has ${bytes.length} bytes instead of ${size}`)
}

/**
 * Reads each entry of `list`, or the object itself if it is flattened: then it has the members of an entry
 * (RFC 7515 §7.2.2, RFC 7516 §7.2.2). There are no more than `max`, and no two with one kid.
 */
export function readEntries<Entry extends { readonly kid: string }>(
  json: JsonObject,
  list: string,
  members: readonly string[],
  max: number,
  parse: (entry: JsonObject) => Entry,
): readonly Entry[] {
  const { [list]: entries = [json] } = json
  if (entries === json[list] && members.some((member) => member in json)) {
    throw malformed(list, `excludes ${members.join(', ')}`)
  }
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isJsonObject)) {
    throw malformed(list, 'is not a non-empty array of objects')
  }
  if (entries.length > max) throw malformed(list, `has more than ${max} entries`)
  const read = entries.map(parse)
  if (new Set(read.map(({ kid }) => kid)).size < read.length) {
    throw malformed('kid', `is in two ${list}`)
  }
  return read
}

/** The error for an algorithm that is not one of DIDComm's. */
export function unsupported(header: 'alg' | 'enc', value: unknown): DIDCommError {
  return new DIDCommError(
    'UNSUPPORTED_ALGORITHM',
    `${header} is ${quote(value)}, which DIDComm does not have`,
    { details: { header } },
  )
}
