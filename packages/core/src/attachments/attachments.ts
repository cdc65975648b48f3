import { bytesToUtf8, utf8ToBytes } from '../encoding/bytes.ts'
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts'
import { parseJson, stringifyJson } from '../encoding/json.ts'
import type { Attachment, AttachmentInfo } from './attachment.ts'
import { completeAttachment, invalidAttachment, parseAttachment } from './validate-attachment.ts'

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

/**
 * Returns the bytes of an attachment's content: `base64` decoded (base64url or plain base64, padded or not), or the
 * UTF-8 of `json`. Content that is only linked is fetched with {@link fetchAttachment}.
 *
 * @throws `INVALID_ATTACHMENT`
 */
export function attachmentBytes(attachment: Attachment): Uint8Array {
  const { base64, json } = parseAttachment(attachment).data
  if (base64 !== undefined) return decodeAnyBase64(base64)
  if (json === undefined) throw invalidAttachment('the attachment is only linked; fetch it')
  return utf8ToBytes(stringifyJson(json, 'INVALID_ATTACHMENT', 'json of the attachment'))
}

/**
 * Returns the JSON value that an attachment holds, as `json` or as the bytes of its text.
 *
 * @throws `INVALID_ATTACHMENT`
 */
export function attachmentJson(attachment: Attachment): unknown {
  const { json } = parseAttachment(attachment).data
  if (json !== undefined) return json
  const text = bytesToUtf8(attachmentBytes(attachment), 'INVALID_ATTACHMENT', 'the attachment')
  return parseJson(text, 'INVALID_ATTACHMENT', 'the attachment')
}

function decodeAnyBase64(text: string): Uint8Array {
  const unpadded = text.length % 4 === 0 ? text.replace(/={1,2}$/, '') : text
  const base64Url = unpadded.replaceAll('+', '-').replaceAll('/', '_')
  return decodeBase64Url(base64Url, 'base64 of the attachment', 'INVALID_ATTACHMENT')
}
