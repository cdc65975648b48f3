import { DIDCommError } from '@didcomm/core'
import { abbreviate, assertDID } from '@didcomm/core/did'

const PREFIX = 'did:web:'

/** The host name, and the port behind an escaped colon. */
const AUTHORITY = /^([^%]*)(?:%3A([1-9]\d{0,4}))?$/i

/** Letters, digits and hyphens (RFC 1123 §2.1); with a number at the end it would be an IPv4 address (WHATWG URL §3.5). */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i

/** The characters of a DID (DID Core 1.0 §3.1). */
const PATH_SEGMENT = /^(?:[\w.-]|%[\da-f]{2})+$/i

/** What means something in a URL, or to a server that decodes it once too often. */
const DELIMITER = /[\p{Cc}/\\?#@;%]/u

/** Tells whether `did` is a did:web, by its first characters. */
export function isWebDID(did: string): boolean {
  return typeof did === 'string' && did.startsWith(PREFIX)
}

/**
 * Returns the URL that the document of a did:web is published at (did:web Method Specification § Read).
 *
 * The host is a DNS name, and no IP address. Escapes in the path stay as they are; those that would lead to another
 * path are refused.
 *
 * @example
 * ```ts
 * urlOfWebDID('did:web:example.com') // https://example.com/.well-known/did.json
 * urlOfWebDID('did:web:example.com%3A8443:user:alice') // https://example.com:8443/user/alice/did.json
 * ```
 * @throws `INVALID_DID`; `DID_METHOD_NOT_SUPPORTED` for another method
 */
export function urlOfWebDID(did: string): string {
  assertDID(did)
  if (!isWebDID(did)) {
    throw new DIDCommError('DID_METHOD_NOT_SUPPORTED', `${abbreviate(did)} is not a did:web`, {
      details: { did },
    })
  }
  const [authority = '', ...path] = did.slice(PREFIX.length).split(':')
  const [, host = '', port] = AUTHORITY.exec(authority) ?? []
  if (!HOST_NAME.test(host)) {
    throw invalidDID(did, 'must begin with a DNS name, which a port may follow (%3A8443)')
  }
  if (!path.every(isPathSegment)) throw invalidDID(did, 'has a path that is not allowed')
  const origin = `https://${host.toLowerCase()}${port === undefined || port === '443' ? '' : `:${port}`}`
  const url = [origin, ...(path.length > 0 ? path : ['.well-known']), 'did.json'].join('/')
  if (!isWrittenAsRead(url)) throw invalidDID(did, 'has a host, a port or a path that no URL has')
  return url
}

function isPathSegment(segment: string): boolean {
  if (!PATH_SEGMENT.test(segment)) return false
  try {
    return !DELIMITER.test(decodeURIComponent(segment))
  } catch {
    return false
  }
}

/**
 * What the URL parser changes leads elsewhere than the DID says: dots as path segments, escaped or not, IPv4 addresses
 * in other notations, punycode that is none.
 */
function isWrittenAsRead(url: string): boolean {
  try {
    return new URL(url).href === url
  } catch {
    return false
  }
}

function invalidDID(did: string, problem: string): DIDCommError {
  return new DIDCommError('INVALID_DID', `${abbreviate(did)} ${problem}`, { details: { did } })
}
