import { decodeBase64Url } from '../encoding/base64url.ts'
import { bytesToUtf8, utf8ToBytes } from '../encoding/bytes.ts'
import { parseJson, stringifyJson } from '../encoding/json.ts'
import type { Attachment } from './attachment.ts'
import { invalidAttachment, parseAttachment } from './validate-attachment.ts'

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
