import { DIDCommError } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../encoding/json.ts'
import type { Attachment, AttachmentData, AttachmentInfo } from './attachment.ts'
import {
  ANYTHING,
  assertMembers,
  INTEGER,
  type MemberRules,
  OBJECT,
  STRING,
  STRINGS,
  TEXT,
  URI_SAFE,
  withoutNulls,
} from '../message/member-rules.ts'
import { randomUUID } from '../message/uuid.ts'

const ATTACHMENT: MemberRules = {
  id: TEXT,
  description: STRING,
  filename: STRING,
  media_type: STRING,
  format: STRING,
  lastmod_time: INTEGER,
  byte_count: INTEGER,
  data: OBJECT,
}

const DATA: MemberRules = {
  json: ANYTHING,
  base64: STRING,
  links: STRINGS,
  hash: TEXT,
  jws: ANYTHING,
}

/**
 * Reads an attachment (DIDComm v2.1 § Attachments). `null` reads as absent, as `json` too.
 *
 * @param what - names the attachment in an error
 * @throws `INVALID_ATTACHMENT`
 */
export function parseAttachment(value: unknown, what = 'the attachment'): Attachment {
  if (!isJsonObject(value)) throw invalidAttachment(`${what} is not an object`)
  const attachment = withoutNulls(value, ATTACHMENT)
  assertAttachment(attachment, what)
  const data = withoutNulls(attachment.data, DATA)
  assertData(data, `data of ${what}`)
  return { ...attachment, data }
}

/** Reads an attachment that we write: its `id` is filled in, and of the characters that the standard asks for. @throws `INVALID_ATTACHMENT` */
export function completeAttachment(value: unknown, what?: string): Attachment {
  const attachment = { id: randomUUID(), ...parseAttachment(value, what) }
  assertMembers(attachment, { id: URI_SAFE }, [], 'INVALID_ATTACHMENT', what ?? 'the attachment')
  return attachment
}

/** The error for an attachment. */
export function invalidAttachment(message: string, cause?: unknown): DIDCommError {
  return new DIDCommError('INVALID_ATTACHMENT', message, {
    ...(cause !== undefined && { cause }),
    details: { header: 'attachments' },
  })
}

function assertAttachment(
  value: JsonObject,
  what: string,
): asserts value is AttachmentInfo & { readonly data: JsonObject } {
  assertMembers(value, ATTACHMENT, ['data'], 'INVALID_ATTACHMENT', what)
}

function assertData(data: JsonObject, what: string): asserts data is AttachmentData {
  assertMembers(data, DATA, [], 'INVALID_ATTACHMENT', what)
  const linked = Array.isArray(data['links']) && data['links'].length > 0
  if (linked && data['hash'] === undefined) {
    throw invalidAttachment(`${what} has links and no hash to check their content against`)
  }
  if (!linked && data['json'] === undefined && data['base64'] === undefined) {
    throw invalidAttachment(`${what} has none of json, base64 and links`)
  }
}
