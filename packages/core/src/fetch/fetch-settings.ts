import type { Awaitable } from '../contracts/awaitable.ts'
import { DIDCommError } from '../errors.ts'

/** What an application may set of the downloads that others make for it. */
export interface FetchSettings {
  /**
   * Fetches a URL; the platform's `fetch` by default. It must not follow redirects by itself, and should stop when its
   * `signal` aborts.
   */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** The most that is read, in bytes, after decompression. */
  readonly maxBytes?: number
  /** The longest that it may take, redirects and body included. */
  readonly timeoutSeconds?: number
  /** Allows private hosts, see {@link isPrivateHost}. */
  readonly allowPrivateAddresses?: boolean
  /**
   * Returns the IP addresses of a host name, all of which must be public. Without it, a public name that leads to a
   * private address is not noticed.
   *
   * @example
   * ```ts
   * import { lookup } from 'node:dns/promises'
   *
   * const settings: FetchSettings = {
   *   lookup: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
   * }
   * ```
   */
  readonly lookup?: (hostname: string) => Awaitable<readonly string[]>
}

/** The limits that each download has. */
export type FetchLimits = Required<Pick<FetchSettings, 'maxBytes' | 'timeoutSeconds'>>

/** A limit that is `NaN` would be none, and a longer time is none to timers. */
const MAX_SECONDS = 86_400

/**
 * Refuses limits that are none.
 *
 * @throws `INVALID_ARGUMENT` unless `maxBytes` is a whole number, and `timeoutSeconds` above 0 and a day at most
 */
export function assertFetchLimits({ maxBytes, timeoutSeconds }: FetchLimits): void {
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new DIDCommError('INVALID_ARGUMENT', 'maxBytes must be a whole number from 0')
  }
  if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_SECONDS)) {
    throw new DIDCommError('INVALID_ARGUMENT', 'timeoutSeconds must be above 0, and a day at most')
  }
}
