import {
  type Attachment,
  type AttachmentData,
  DIDCommError,
  isExpired,
  matchesMessageType,
  type Message,
  type MessageInput,
  parseMessage,
} from '@didcomm/core'
import { attachmentBytes } from '@didcomm/core/attachments'
import {
  bytesToUtf8,
  encodeBase64Url,
  parseJsonObject,
  stringifyJson,
  utf8ToBytes,
} from '@didcomm/core/encoding'

const FORWARD_TYPE = 'https://didcomm.org/routing/2.0/forward'

/** The most payloads of one forward: each is work for the mediator, and costs its sender next to nothing. */
const MAX_PAYLOADS = 16

const JSON_OBJECT = /^\s*\{/

/** What a sender may ask of every mediator on the way (DIDComm v2.1 § Routing Protocol 2.0). */
export interface ForwardRequests {
  /** When the message is of no use any more, in seconds since the epoch, UTC. */
  readonly expiresTime?: number
  /** How long to wait before sending it on, in milliseconds; if negative, a random time up to that. */
  readonly delayMilli?: number
}

/** A forward message as its mediator reads it. */
export interface Forward extends ForwardRequests {
  /** Whom to send the payloads to: the DID or kid that the recipient registered with its mediator. */
  readonly next: string
  /** The packed messages, to be sent on as they are. */
  readonly payloads: readonly string[]
  /** Payloads that are only linked: core's `fetchAttachment` gets their content. */
  readonly linked: readonly Attachment[]
  /** Whether `expiresTime` has come. */
  readonly expired: boolean
}

/** What a forward message is made of. */
export interface ForwardParts extends ForwardRequests {
  /** The DID that shall open it. */
  readonly mediator: string
  readonly next: string
  /** The content of its attachment. */
  readonly data: AttachmentData
}

/** Tells whether a message is a `forward` of the routing protocol, in any minor version of 2.0. */
export function isForward({ type }: Pick<Message, 'type'>): boolean {
  return matchesMessageType(type, FORWARD_TYPE)
}

/**
 * Reads a forward message on the mediator's side (DIDComm v2.1 § Routing Protocol 2.0).
 *
 * An expired one is read like any other: what becomes of it is the mediator's to say. Its sender is unknown.
 *
 * @param nowSeconds - seconds since the epoch; the platform's clock by default
 * @throws `INVALID_MESSAGE` when it is no forward, or has no `next` or no attachment; `INVALID_ATTACHMENT`
 *
 * @example
 * ```ts
 * const { message } = await packaging.unpack(received)
 * if (isForward(message)) {
 *   const { next, payloads } = readForward(message)
 *   for (const packed of payloads) await sendTo(registered.get(next), packed)
 * }
 * ```
 */
export function readForward(message: Message<object>, nowSeconds?: number): Forward {
  const parsed = parseMessage(message)
  const { attachments = [], expires_time, delay_milli } = parsed
  const { next } = parsed.body
  if (!isForward(parsed)) throw invalidForward('type')
  if (typeof next !== 'string' || next === '') throw invalidForward('next')
  if (attachments.length === 0) throw invalidForward('attachments')
  if (attachments.length > MAX_PAYLOADS) {
    throw new DIDCommError('INVALID_MESSAGE', `the forward has more than ${MAX_PAYLOADS} payloads`)
  }

  const payloads: string[] = []
  const linked: Attachment[] = []
  for (const attachment of attachments) {
    const payload = payloadOf(attachment)
    if (payload === undefined) linked.push(attachment)
    else payloads.push(payload)
  }
  return {
    next,
    payloads,
    linked,
    expired: isExpired(parsed, nowSeconds),
    ...(expires_time !== undefined && { expiresTime: expires_time }),
    // A mediator may leave it unread (§ Routing Protocol 2.0), so a wrong one is no reason to drop the message.
    ...(Number.isSafeInteger(delay_milli) && { delayMilli: delay_milli }),
  }
}

/** Makes a forward message. It never asks for an acknowledgement, which would give the recipient away. */
export function createForward(parts: ForwardParts): MessageInput {
  const { mediator, next, data, expiresTime, delayMilli } = parts
  return {
    type: FORWARD_TYPE,
    to: [mediator],
    ...(expiresTime !== undefined && { expires_time: expiresTime }),
    ...(delayMilli !== undefined && { delay_milli: delayMilli }),
    body: { next },
    attachments: [{ data }],
  }
}

/** Attaches a packed message: as `json`, which every peer reads, or a compact JWE, which is none, as `base64`. */
export function toPayload(packed: string): AttachmentData {
  if (typeof packed !== 'string') {
    throw new DIDCommError('INVALID_ARGUMENT', 'the packed message is not a string')
  }
  return JSON_OBJECT.test(packed)
    ? { json: parseJsonObject(packed, 'INVALID_ARGUMENT', 'the packed message') }
    : { base64: encodeBase64Url(utf8ToBytes(packed)) }
}

function payloadOf(attachment: Attachment): string | undefined {
  const text = textOf(attachment)
  if (text === undefined || JSON_OBJECT.test(text) || isCompactJwe(text)) return text
  throw new DIDCommError('INVALID_ATTACHMENT', 'the payload is not a packed message')
}

function textOf(attachment: Attachment): string | undefined {
  const { json, base64 } = attachment.data
  if (base64 !== undefined) {
    return bytesToUtf8(attachmentBytes(attachment), 'INVALID_ATTACHMENT', 'the payload')
  }
  if (json === undefined || typeof json === 'string') return json
  return stringifyJson(json, 'INVALID_ATTACHMENT', 'the payload')
}

/** Tells a JWE in the Compact Serialization (RFC 7516 §7.1) by its form. */
export function isCompactJwe(text: string): boolean {
  return /^[\w-]+(?:\.[\w-]*){4}$/.test(text)
}

function invalidForward(header: 'type' | 'next' | 'attachments'): DIDCommError {
  const problem =
    header === 'type' ? 'the message is no forward' : `the forward has no ${header} to send on`
  return new DIDCommError('INVALID_MESSAGE', problem, { details: { header } })
}
