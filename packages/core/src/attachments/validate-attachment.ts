import { isJsonObject, type JsonObject } from '../encoding/json.ts'
import {
  ANYTHING,
  INTEGER,
  type MemberRules,
  OBJECT,
  readMembers,
  STRING,
  STRINGS,
  TEXT,
  URI_SAFE,
} from '../encoding/member-rules.ts'
import { randomUUID } from '../encoding/uuid.ts'
import { DIDCommError, type DIDCommErrorOptions } from '../errors.ts'
import type { Attachment, AttachmentData, AttachmentInfo } from './attachment.ts'

const ATTACHMENT: MemberRules<AttachmentInfo & { readonly data: JsonObject }> = {
  id: TEXT,
  description: STRING,
  filename: STRING,
  media_type: STRING,
  format: STRING,
  lastmod_time: INTEGER,
  byte_count: INTEGER,
  data: OBJECT,
}

const DATA: MemberRules<AttachmentData> = {
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
export function parseAttachment(
  value: unknown,
  what = 'the attachment',
  rules = ATTACHMENT,
): Attachment {
  if (!isJsonObject(value)) throw invalidAttachment(`${what} is not an object`)
  const attachment = readMembers(value, rules, ['data'], 'INVALID_ATTACHMENT', what)
  const data = readMembers(attachment.data, DATA, [], 'INVALID_ATTACHMENT', `data of ${what}`)
  const { json, base64, links, hash } = data
  const linked = links !== undefined && links.length > 0
  if (linked && hash === undefined) {
    throw invalidAttachment(`data of ${what} has links and no hash`)
  }
  if (!linked && json === undefined && base64 === undefined) {
    throw invalidAttachment(`data of ${what} has none of json, base64 and links`)
  }
  return { ...attachment, data }
}

/** Reads an attachment that we write: its `id` is filled in, and of the characters that the standard asks for. @throws `INVALID_ATTACHMENT` */
export function completeAttachment(value: unknown, what?: string): Attachment {
  return { id: randomUUID(), ...parseAttachment(value, what, { ...ATTACHMENT, id: URI_SAFE }) }
}

/** The error for an attachment. */
export function invalidAttachment(
  message: string,
  options: Pick<DIDCommErrorOptions, 'cause'> = {},
): DIDCommError {
  return new DIDCommError('INVALID_ATTACHMENT', message, {
    ...options,
    details: { header: 'attachments' },
  })
}
