import { attempt } from '../errors.ts'
import type { FetchErrorMaker } from './fetch-failure.ts'
import { assertFetchLimits, type FetchSettings } from './fetch-settings.ts'
import { isPrivateHost, isPublicAddress } from './private-host.ts'
import { readBody } from './read-body.ts'

/** Options of {@link fetchBytes}. */
export interface FetchBytesOptions extends FetchSettings {
  readonly maxBytes: number
  readonly timeoutSeconds: number
  /** Allows `http` beside `https`. */
  readonly allowHttp?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Decides whether a redirect is followed; none is by default. Where it leads must be allowed all the same. */
  readonly followRedirect?: (target: URL, from: URL) => boolean
  /** The most redirects that are followed; 3 by default. */
  readonly maxRedirects?: number
  /** Makes the error for all that goes wrong. */
  readonly fail: FetchErrorMaker
}

const REDIRECTS = [301, 302, 303, 307, 308]

/** Keeps from a stranger's server who it is that asks. */
const ANONYMOUS = { credentials: 'omit', referrerPolicy: 'no-referrer' } as const

/**
 * Fetches the bytes behind a URL that a stranger chose, within limits of size, time and place: from https and public
 * hosts alone unless told otherwise, without credentials, and with no redirect that was not agreed to.
 *
 * A name is looked up anew when it is fetched, and may then lead elsewhere (DNS rebinding). Where that must not be,
 * give a `fetch` that connects to the address that it has checked.
 *
 * @throws what `fail` makes; `INVALID_ARGUMENT` for limits that are none
 *
 * @example
 * ```ts
 * const bytes = await fetchBytes(url, {
 *   maxBytes: 65_536,
 *   timeoutSeconds: 10,
 *   fail: (problem, { cause }) =>
 *     new DIDCommError('DID_RESOLUTION_FAILED', `${url} ${problem}`, { cause }),
 * })
 * ```
 */
export async function fetchBytes(url: string, options: FetchBytesOptions): Promise<Uint8Array> {
  assertFetchLimits(options)
  const { timeoutSeconds, fail } = options
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    const problem = `takes longer than ${timeoutSeconds} seconds`
    timer = setTimeout(() => reject(fail(problem, {})), timeoutSeconds * 1000)
  })
  try {
    return await Promise.race([download(url, options, controller.signal), timeout])
  } finally {
    clearTimeout(timer)
    controller.abort() // lets go of what was not read
  }
}

async function download(
  start: string,
  options: FetchBytesOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { fetch = globalThis.fetch, headers = {}, maxBytes, fail } = options
  let url = parseUrl(start, undefined, 'is not a URL', fail)
  for (let redirects = 0; ; redirects += 1) {
    await assertAllowed(url, options)
    signal.throwIfAborted()
    const { href } = url
    const response = await attempt(
      // `manual` makes a redirect an answer. `error` would refuse it as well, but not every runtime has it.
      () => fetch(href, { ...anonymous(href), headers, redirect: 'manual', signal }),
      (cause) => fail('cannot be fetched', { cause }),
    )
    const target = redirectTarget(response, url, options)
    if (!target) return readBody(response, maxBytes, fail)
    if (!(redirects < (options.maxRedirects ?? 3))) throw fail('redirects too many times', {})
    url = target
  }
}

/** Cloudflare Workers throw at settings that their requests do not have. */
function anonymous(href: string): RequestInit {
  const request = new Request(href)
  return Object.fromEntries(Object.entries(ANONYMOUS).filter(([name]) => name in request))
}

async function assertAllowed(
  { protocol, hostname, username, password }: URL,
  { allowHttp, allowPrivateAddresses, lookup, fail }: FetchBytesOptions,
): Promise<void> {
  if (protocol !== 'https:' && !(allowHttp && protocol === 'http:')) {
    throw fail(`is not an ${allowHttp ? 'https or http' : 'https'} URL`, {})
  }
  if (username || password) throw fail('has a user name or a password', {})
  if (allowPrivateAddresses) return
  if (isPrivateHost(hostname)) throw fail('is at a private address, which is not allowed', {})
  if (!lookup || isPublicAddress(hostname)) return
  const addresses = await attempt(
    async () => [...(await lookup(hostname))],
    (cause) => fail('is at a host whose address is not found', { cause }),
  )
  if (addresses.length === 0) throw fail('is at a host without an address', {})
  if (!addresses.every(isPublicAddress)) {
    throw fail('is at a host with a private address, which is not allowed', {})
  }
}

/** Where to go on, or nothing when this is the answer. */
function redirectTarget(
  { type, redirected, status, headers }: Response,
  url: URL,
  { followRedirect, fail }: FetchBytesOptions,
): URL | undefined {
  if (type === 'opaqueredirect') {
    throw fail('redirects, and a browser does not tell where to', {})
  }
  if (redirected) throw fail('was redirected by the fetch that was given', {})
  const location = REDIRECTS.includes(status) ? headers.get('location') : null
  if (location === null || !followRedirect) return undefined
  const target = parseUrl(location, url, 'redirects to what is not a URL', fail)
  if (followRedirect(target, url)) return target
  const place = `${target.protocol}//${target.host}`.slice(0, 100)
  throw fail(`redirects to ${place}, which is not followed`, { status })
}

function parseUrl(
  text: string,
  base: URL | undefined,
  problem: string,
  fail: FetchErrorMaker,
): URL {
  try {
    return new URL(text, base)
  } catch {
    throw fail(problem, {})
  }
}
