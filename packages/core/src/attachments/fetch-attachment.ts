import { DIDCommError } from '../errors.ts'
import { fetchBytes } from '../fetch/fetch-bytes.ts'
import { assertFetchLimits, type FetchLimits, type FetchSettings } from '../fetch/fetch-settings.ts'
import type { Attachment } from './attachment.ts'
import { parseSha256Multihash, type Sha256 } from './multihash.ts'
import { invalidAttachment, parseAttachment } from './validate-attachment.ts'

/** Options of {@link fetchAttachment}. */
export interface FetchAttachmentOptions extends FetchSettings {
  /** Hashes what was fetched. */
  readonly crypto: Sha256
  /** The most that is read from a link; 10 MiB by default. */
  readonly maxBytes?: number
  /** The longest that a link may take; 30 by default. */
  readonly timeoutSeconds?: number
  /** Allows `http` links beside `https`. */
  readonly allowHttp?: boolean
}

type LimitedOptions = FetchAttachmentOptions & FetchLimits

/** A message could otherwise make its reader call at any number of places. */
const MAX_LINKS = 10

/**
 * Fetches the content of a linked attachment from the first of its `links` that gives the content of its `hash`
 * (DIDComm v2.1 § Attachments). Nothing is returned that the hash does not vouch for. Redirects are not followed,
 * private hosts are not called unless allowed, and at most ten links are tried.
 *
 * @throws `INVALID_ATTACHMENT`, which tells what was wrong with each link; `INVALID_ARGUMENT` for limits that are none
 */
export async function fetchAttachment(
  attachment: Attachment,
  { maxBytes = 10 * 1024 * 1024, timeoutSeconds = 30, ...rest }: FetchAttachmentOptions,
): Promise<Uint8Array> {
  const options = { ...rest, maxBytes, timeoutSeconds }
  assertFetchLimits(options)
  const { links = [], hash = '' } = parseAttachment(attachment).data
  if (links.length === 0) throw invalidAttachment('the attachment has no links to fetch')
  const digest = parseSha256Multihash(hash)
  const failures: string[] = []
  let cause: unknown
  for (const [index, link] of links.slice(0, MAX_LINKS).entries()) {
    try {
      return await fetchVerified(link, digest, options)
    } catch (error) {
      cause = (DIDCommError.is(error) && error.cause) || error
      const reason = DIDCommError.is(error) ? error.message : 'cannot be fetched'
      failures.push(`link ${index + 1} ${reason}`)
    }
  }
  throw invalidAttachment(`the attachment cannot be fetched: ${failures.join('; ')}`, { cause })
}

async function fetchVerified(
  link: string,
  digest: Uint8Array,
  { crypto, ...options }: LimitedOptions,
): Promise<Uint8Array> {
  const bytes = await fetchBytes(link, { ...options, fail: invalidAttachment })
  const actual = await crypto.sha256(bytes)
  if (actual.length === digest.length && actual.every((byte, i) => byte === digest[i])) return bytes
  throw invalidAttachment('has content that does not match the hash')
}
