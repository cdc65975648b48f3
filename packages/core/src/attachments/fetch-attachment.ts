import { DIDCommError } from '../errors.ts'
import type { Attachment } from './attachment.ts'
import { parseSha256Multihash, type Sha256 } from './multihash.ts'
import { invalidAttachment, parseAttachment } from './validate-attachment.ts'

/** Options of {@link fetchAttachment}. */
export interface FetchAttachmentOptions {
  /** Hashes what was fetched. */
  readonly crypto: Sha256
  /**
   * Fetches a link; the platform's `fetch` by default. A peer chooses the links: on a server, give one that refuses
   * private addresses.
   */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** The most that is read from a link; 10 MiB by default. */
  readonly maxBytes?: number
  /** The longest that a link may take; 30 by default. */
  readonly timeoutSeconds?: number
  /** Allows `http` links beside `https`. */
  readonly allowHttp?: boolean
}

/** A message could otherwise make its reader call at any number of places. */
const MAX_LINKS = 10

/**
 * Fetches the content of a linked attachment from the first of its `links` that gives the content of its `hash`
 * (DIDComm v2.1 § Attachments). Nothing is returned that the hash does not vouch for. Redirects are not followed, and
 * at most ten links are tried.
 *
 * @throws `INVALID_ATTACHMENT`, which tells what was wrong with each link
 */
export async function fetchAttachment(
  attachment: Attachment,
  options: FetchAttachmentOptions,
): Promise<Uint8Array> {
  const { links = [], hash = '' } = parseAttachment(attachment).data
  if (links.length === 0) throw invalidAttachment('the attachment has no links to fetch')
  const digest = parseSha256Multihash(hash)
  const failures: string[] = []
  let cause: unknown
  for (const [index, link] of links.slice(0, MAX_LINKS).entries()) {
    try {
      return await fetchVerified(link, digest, options)
    } catch (error) {
      cause = error
      const reason = DIDCommError.is(error) ? error.message : 'cannot be fetched'
      failures.push(`link ${index + 1} ${reason}`)
    }
  }
  throw invalidAttachment(`the attachment cannot be fetched: ${failures.join('; ')}`, { cause })
}

async function fetchVerified(
  link: string,
  digest: Uint8Array,
  options: FetchAttachmentOptions,
): Promise<Uint8Array> {
  const bytes = await download(link, options)
  const actual = await options.crypto.sha256(bytes)
  if (actual.length === digest.length && actual.every((byte, i) => byte === digest[i])) return bytes
  throw invalidAttachment('has content that does not match the hash')
}

async function download(
  link: string,
  {
    fetch = globalThis.fetch,
    maxBytes = 10 * 1024 * 1024,
    timeoutSeconds = 30,
    allowHttp = false,
  }: FetchAttachmentOptions,
): Promise<Uint8Array> {
  const { protocol, href } = new URL(link)
  if (protocol !== 'https:' && !(allowHttp && protocol === 'http:')) {
    throw invalidAttachment(`is not an ${allowHttp ? 'https or http' : 'https'} URL`)
  }
  const controller = new AbortController()
  const { signal } = controller
  const timer = setTimeout(() => controller.abort(), timeoutSeconds * 1000)
  const timeout = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(invalidAttachment(`takes longer than ${timeoutSeconds} seconds`)),
    )
  })
  try {
    // `manual` makes a redirect an answer that is not ok. `error` would too, but not every runtime has it.
    const answer = fetch(href, { redirect: 'manual', credentials: 'omit', signal }).then(
      (response) => readResponse(response, maxBytes),
    )
    return await Promise.race([answer, timeout])
  } finally {
    clearTimeout(timer)
    controller.abort() // lets go of what was not read
  }
}

async function readResponse({ ok, status, body }: Response, maxBytes: number): Promise<Uint8Array> {
  if (!ok) throw invalidAttachment(`answers with status ${status}`)
  if (!body) return new Uint8Array()
  const reader = body.getReader()
  let bytes = new Uint8Array()
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytes.subarray(0, length)
    const end = length + value.length
    if (end > maxBytes) throw invalidAttachment(`has more than ${maxBytes} bytes`)
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * bytes.length))
      larger.set(bytes)
      bytes = larger
    }
    bytes.set(value, length)
    length = end
  }
}
