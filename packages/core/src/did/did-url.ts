import { quote } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'

/** A DID URL in its parts (DID Core 1.0 §3.2), each without its delimiter but `path`, which starts with `/`. */
export interface DIDUrl {
  /** The DID: everything before path, query and fragment. */
  readonly did: string
  readonly method: string
  readonly path?: string
  readonly query?: string
  readonly fragment?: string
}

/** The longest DID URL that is read, in characters. A did:peer:4 in its long form has some thousands. */
export const MAX_DID_URL_LENGTH = 16_384

// Each part ends at a character that it cannot hold, or at its last that is no colon: no expression here has a choice
// to go back to, and time is linear. A DID may hold `+` and `=` here, which DID Core does not have: the did:peer:2 of
// some peers do (base64).
const PARTS =
  /^(did:([a-z0-9]+):[\w.:%+=-]*[\w.%+=-])(\/[\w.~!$&'()*+,;=:@/%-]*)?(?:\?([\w.~!$&'()*+,;=:@/?%-]*))?(?:#([\w.~!$&'()*+,;=:@/?%-]*))?$/
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/

/**
 * Parses a DID or a DID URL (DID Core 1.0 §3.1, §3.2).
 *
 * @throws `INVALID_DID`
 */
export function parseDIDUrl(text: string): DIDUrl {
  const parsed = tryParse(text)
  if (!parsed) throw invalid(text, 'DID URL')
  return parsed
}

/** Tells whether `value` is a DID without path, query and fragment. */
export function isDID(value: unknown): boolean {
  return typeof value === 'string' && tryParse(value)?.did === value
}

/** @throws `INVALID_DID` unless `did` is a DID without path, query and fragment */
export function assertDID(did: string): void {
  if (!isDID(did)) throw invalid(did, 'DID')
}

/** Returns the DID of a DID URL. @throws `INVALID_DID` */
export function didOf(didUrl: string): string {
  return parseDIDUrl(didUrl).did
}

/**
 * Makes a reference out of the DID document of `did` absolute: `#key-1` becomes `did:example:123#key-1`, an
 * absolute DID URL stays as it is (DID Core 1.0 §3.2.2).
 *
 * @throws `INVALID_DID` when the result is not a DID URL
 */
export function absoluteDIDUrl(did: string, reference: string): string {
  const absolute = /^[#?/]/.test(reference) ? did + reference : reference
  parseDIDUrl(absolute)
  return absolute
}

function tryParse(text: string): DIDUrl | undefined {
  if (typeof text !== 'string' || text.length > MAX_DID_URL_LENGTH) return undefined
  const [, did, method, path, query, fragment] = PARTS.exec(text) ?? []
  if (!did || !method || BROKEN_ESCAPE.test(text)) return undefined
  return {
    did,
    method,
    ...(path !== undefined && { path }),
    ...(query !== undefined && { query }),
    ...(fragment !== undefined && { fragment }),
  }
}

/** Cuts a DID URL short for an error message, keeping the fragment, which tells keys apart, and nothing that could forge a log. */
export function abbreviate(didUrl: string): string {
  const short = didUrl.length > 100 ? `${didUrl.slice(0, 60)}…${didUrl.slice(-30)}` : didUrl
  return short.replace(/[^!-~…]/g, '?')
}

function invalid(text: unknown, wanted: 'DID' | 'DID URL'): DIDCommError {
  return new DIDCommError(
    'INVALID_DID',
    `${quote(text)} is not a ${wanted} (did:method:id) of up to ${MAX_DID_URL_LENGTH} characters`,
  )
}
