import type { Attachment } from '../attachments/attachment.ts'
import {
  completeAttachment,
  invalidAttachment,
  parseAttachment,
} from '../attachments/validate-attachment.ts'
import { isJsonObject, type JsonObject } from '../encoding/json.ts'
import {
  ANYTHING,
  ARRAY,
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
import { DIDCommError } from '../errors.ts'
import { DID, DIDS, RECIPIENTS } from './did-rules.ts'
import { parseMessageType } from './message-type.ts'
import { MEDIA_TYPE, type Message, type MessageInput } from './message.ts'

type WrittenMessage = MessageInput<Message['body']>

/** What received messages must keep to. Peers write the headers that are `ANYTHING` here in shapes of their own. */
const READ: MemberRules<WrittenMessage & { readonly id: string }> = {
  id: TEXT,
  type: TEXT,
  typ: STRING,
  from: DID,
  to: DIDS,
  thid: TEXT,
  pthid: TEXT,
  created_time: INTEGER,
  expires_time: INTEGER,
  body: OBJECT,
  attachments: ARRAY,
  from_prior: STRING,
  please_ack: ANYTHING,
  ack: ANYTHING,
  lang: ANYTHING,
  'accept-lang': ANYTHING,
  return_route: ANYTHING,
  return_route_thread: ANYTHING,
  delay_milli: ANYTHING,
  trace: ANYTHING,
}

/** What we write. */
const WRITTEN: MemberRules<WrittenMessage> = {
  ...READ,
  id: URI_SAFE,
  typ: [
    (typ) => typ === MEDIA_TYPE.plain || typ === 'didcomm-plain+json',
    `${MEDIA_TYPE.plain}; leave it out`,
  ],
  to: RECIPIENTS,
  from_prior: TEXT,
  please_ack: STRINGS,
  ack: STRINGS,
  lang: TEXT,
  'accept-lang': STRINGS,
  return_route: [
    (value) => value === 'none' || value === 'all' || value === 'thread',
    'none, all or thread',
  ],
  return_route_thread: TEXT,
  delay_milli: INTEGER,
  trace: TEXT,
}

/**
 * Completes a message for packing: `id`, `typ`, an empty `body` and the ids of its attachments.
 *
 * @throws `INVALID_MESSAGE` or `INVALID_ATTACHMENT`, which name the header
 */
export function completeMessage(input: MessageInput): Message {
  if (!isJsonObject(input)) {
    throw new DIDCommError('INVALID_MESSAGE', 'the message is not an object')
  }
  const written = readMembers(input, WRITTEN, ['type'], 'INVALID_MESSAGE', 'the message')
  const message = { id: written.id ?? randomUUID(), body: {}, ...written }
  parseMessageType(message.type)
  const complete = { ...message, typ: MEDIA_TYPE.plain }
  return message.attachments
    ? { ...complete, attachments: completeAttachments(message.attachments) }
    : complete
}

/**
 * Reads the plaintext of a received message (DIDComm v2.1 § Message Headers). It lets pass what peers get wrong to
 * no harm: another `typ` or none, no `body`, `null` for a header that is not there, headers for the application in
 * any shape.
 *
 * @throws `INVALID_MESSAGE` or `INVALID_ATTACHMENT`, which name the header
 */
export function parseMessage(value: JsonObject): Message {
  const message = {
    body: {},
    ...readMembers(value, READ, ['id', 'type'], 'INVALID_MESSAGE', 'the message'),
  }
  const attachments = message.attachments?.map((attachment, index) =>
    parseAttachment(attachment, `attachments[${index}]`),
  )
  return attachments ? { ...message, attachments } : message
}

function completeAttachments(attachments: readonly Attachment[]): Attachment[] {
  const complete = attachments.map((attachment, index) =>
    completeAttachment(attachment, `attachments[${index}]`),
  )
  if (new Set(complete.map(({ id }) => id)).size < complete.length) {
    throw invalidAttachment('two attachments have the same id')
  }
  return complete
}
