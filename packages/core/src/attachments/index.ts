/**
 * Making attachments, and getting at their content.
 *
 * @packageDocumentation
 */
export {
  attachmentBytes,
  attachmentJson,
  base64Attachment,
  jsonAttachment,
  linkAttachment,
  type LinkedContent,
} from './attachments.ts'
export { fetchAttachment, type FetchAttachmentOptions } from './fetch-attachment.ts'
export { type Sha256, sha256Multihash } from './multihash.ts'
