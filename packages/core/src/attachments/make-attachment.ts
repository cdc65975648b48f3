import { encodeBase64Url } from '../encoding/base64url.ts'
import type { Attachment, AttachmentInfo } from './attachment.ts'
import { completeAttachment } from './validate-attachment.ts'

/** Where content is to be fetched, and what it must be. */
export interface LinkedContent {
  /** Copies of the content, to be tried in this order. */
  readonly links: readonly string[]
  /** The content's multihash, as {@link sha256Multihash} writes it. */
  readonly hash: string
}

/** Attaches a JSON value. Its `id` is a UUID unless `info` has one. @throws `INVALID_ATTACHMENT` */
export function jsonAttachment(json: unknown, info: AttachmentInfo = {}): Attachment {
  return completeAttachment({ ...info, data: { json } })
}

/** Attaches bytes, as base64url. Its `id` is a UUID unless `info` has one. @throws `INVALID_ATTACHMENT` */
export function base64Attachment(bytes: Uint8Array, info: AttachmentInfo = {}): Attachment {
  return completeAttachment({ ...info, data: { base64: encodeBase64Url(bytes) } })
}

/**
 * Attaches content by reference. Its `id` is a UUID unless `info` has one.
 *
 * @throws `INVALID_ATTACHMENT`
 *
 * @example
 * ```ts
 * const hash = await sha256Multihash(photo, crypto)
 * linkAttachment({ links: ['https://cdn.example/photo'], hash }, { media_type: 'image/jpeg', byte_count: photo.length })
 * ```
 */
export function linkAttachment(
  { links, hash }: LinkedContent,
  info: AttachmentInfo = {},
): Attachment {
  return completeAttachment({ ...info, data: { links, hash } })
}
