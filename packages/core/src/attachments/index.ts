/**
 * Making attachments, and getting at their content.
 *
 * @packageDocumentation
 */
export { fetchAttachment, type FetchAttachmentOptions } from './fetch-attachment.ts'
export {
  base64Attachment,
  jsonAttachment,
  linkAttachment,
  type LinkedContent,
} from './make-attachment.ts'
export { type Sha256, sha256Multihash } from './multihash.ts'
export { attachmentBytes, attachmentJson } from './read-attachment.ts'
