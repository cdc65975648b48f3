import { DIDCommError, type DIDDocument, type DIDResolver } from '@didcomm/core'
import { abbreviate } from '@didcomm/core/did'
import {
  assertFetchLimits,
  type FetchErrorMaker,
  fetchBytes,
  type FetchLimits,
  type FetchSettings,
} from '@didcomm/core/fetch'
import { readDocument } from './read-document.ts'
import { isWebDID, urlOfWebDID } from './web-did.ts'

/** Options of {@link DIDWebResolver}. */
export interface DIDWebResolverOptions extends FetchSettings {
  /** The largest document that is read, in bytes after decompression; 65 536 by default. */
  readonly maxBytes?: number
  /** The longest that resolving may take, redirects and document included; 10 by default. */
  readonly timeoutSeconds?: number
}

/** Short enough, and of such characters, that a browser need not ask the server first (Fetch § CORS-safelisted request-header). */
const ACCEPT = 'application/did+json, application/did+ld+json, application/json'

/** The document is there no longer, or never was: 410 is how a did:web is given up (§ Deactivate). */
const NOT_FOUND: readonly unknown[] = [404, 410]

/**
 * Resolves did:web (did:web Method Specification, W3C CCG) over https.
 *
 * It follows up to three redirects, within the host and port of the DID, and calls no private host unless allowed.
 * Every call asks the server: put a `CachingResolver` of `@didcomm/core/did` before it.
 */
export class DIDWebResolver implements DIDResolver {
  readonly #settings: FetchSettings & FetchLimits

  /** @throws `INVALID_ARGUMENT` for limits that are none */
  constructor({
    maxBytes = 64 * 1024,
    timeoutSeconds = 10,
    ...settings
  }: DIDWebResolverOptions = {}) {
    this.#settings = { ...settings, maxBytes, timeoutSeconds }
    assertFetchLimits(this.#settings)
  }

  /** Tells whether `did` is a did:web, by its first characters. */
  isResolvable(did: string): boolean {
    return isWebDID(did)
  }

  /**
   * Fetches the DID document, and returns it frozen.
   *
   * @throws `INVALID_DID`; `DID_METHOD_NOT_SUPPORTED` for another method; `DID_NOT_FOUND` for the status 404 or 410;
   * `DID_RESOLUTION_FAILED` when it cannot be fetched within the limits; `INVALID_DID_DOCUMENT` when it is not JSON, or
   * its `id` is not `did`
   */
  async resolve(did: string): Promise<DIDDocument> {
    const url = urlOfWebDID(did)
    const bytes = await fetchBytes(url, {
      ...this.#settings,
      headers: { accept: ACCEPT },
      followRedirect: (target, from) => target.origin === from.origin,
      fail: failureOf(did, url),
    })
    return readDocument(bytes, did)
  }
}

function failureOf(did: string, url: string): FetchErrorMaker {
  return (problem, { status, ...options }) =>
    new DIDCommError(
      NOT_FOUND.includes(status) ? 'DID_NOT_FOUND' : 'DID_RESOLUTION_FAILED',
      `${abbreviate(did)} cannot be resolved: ${abbreviate(url)} ${problem}`,
      { ...options, details: { did, ...(status !== undefined && { status }) } },
    )
}
