import type { Attachment } from './attachment.ts'

/** The media types of DIDComm v2 (§ Media Types). */
export const MEDIA_TYPE = {
  plain: 'application/didcomm-plain+json',
  signed: 'application/didcomm-signed+json',
  encrypted: 'application/didcomm-encrypted+json',
} as const

/**
 * A plaintext message (DIDComm v2.1 § Plaintext Message Structure): plain JSON, as it travels.
 *
 * Headers that are not listed survive packing and unpacking untouched.
 *
 * @typeParam Body - the type of `body`, which the application vouches for
 */
export interface Message<Body extends object = Record<string, unknown>> {
  /** Unique to the sender. */
  readonly id: string
  /** The message type URI, such as `https://didcomm.org/basicmessage/2.0/message`. */
  readonly type: string
  readonly typ?: string
  /** The sender's DID, without a fragment. */
  readonly from?: string
  /** The DIDs of all recipients, without fragments. */
  readonly to?: readonly string[]
  /** The thread; a message without one starts the thread of its `id`. */
  readonly thid?: string
  /** The thread that this thread grew out of. */
  readonly pthid?: string
  /** Seconds since the epoch, UTC. */
  readonly created_time?: number
  /** Seconds since the epoch, UTC. */
  readonly expires_time?: number
  readonly body: Body
  readonly attachments?: readonly Attachment[]
  /** A JWT that proves a DID rotation (§ DID Rotation). */
  readonly from_prior?: string
  /** Asks for acknowledgement of the messages with these ids; an empty string means this message (§ ACKs). */
  readonly please_ack?: readonly string[]
  /** The ids of messages that are hereby acknowledged. */
  readonly ack?: readonly string[]
  /** The language of the message, an IANA language code (§ i18n). */
  readonly lang?: string
  /** Languages the sender would like to be answered in. */
  readonly 'accept-lang'?: readonly string[]
  /** Whether answers may use the connection that this message came on (transports/return-route). */
  readonly return_route?: 'none' | 'all' | 'thread'
  /** A URI to report the message's way to (§ Tracing). Nothing here acts on it. */
  readonly trace?: unknown
  readonly [header: string]: unknown
}

/** A message to be packed: `id`, `typ` and an empty `body` are filled in. */
export type MessageInput<Body extends object = Record<string, unknown>> = Partial<
  Pick<Message<Body>, 'id' | 'body'>
> &
  Omit<MessageHeaders, 'id' | 'body'>

type MessageHeaders = {
  [Header in keyof Message as string extends Header ? never : Header]: Message[Header]
} & { readonly [header: string]: unknown }
