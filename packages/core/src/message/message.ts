import type { Attachment } from '../attachments/attachment.ts'

/** The media types of DIDComm v2.1 (§ IANA Media Types). */
export const MEDIA_TYPE = {
  plain: 'application/didcomm-plain+json',
  signed: 'application/didcomm-signed+json',
  encrypted: 'application/didcomm-encrypted+json',
} as const

/**
 * The headers that a message may have or not (DIDComm v2.1 § Message Headers). Headers that are not listed survive
 * packing and unpacking untouched.
 *
 * From `please_ack` on, a received header holds what the peer put there, whatever its type says here.
 */
export interface MessageHeaders {
  readonly typ?: string
  /** The sender's DID, without path, query and fragment. */
  readonly from?: string
  /** The DIDs of all recipients, without path, query and fragment. */
  readonly to?: readonly string[]
  /** The thread; a message without one starts the thread of its `id`. */
  readonly thid?: string
  /** The thread that this thread grew out of. */
  readonly pthid?: string
  /** Seconds since the epoch, UTC. */
  readonly created_time?: number
  /** Seconds since the epoch, UTC. */
  readonly expires_time?: number
  readonly attachments?: readonly Attachment[]
  /** A JWT that proves a DID rotation (§ DID Rotation). */
  readonly from_prior?: string
  /** Asks for acknowledgement of the messages with these ids; an empty string means this message (§ ACKs). */
  readonly please_ack?: readonly string[]
  /** The ids of messages that are hereby acknowledged, in the order in which they came. */
  readonly ack?: readonly string[]
  /** The language of the message, an IANA language code (§ Internationalization). */
  readonly lang?: string
  /** Languages the sender would like to be answered in, the favourite first. */
  readonly 'accept-lang'?: readonly string[]
  /** Whether answers may use the connection that this message came on (Return-Route extension). */
  readonly return_route?: 'none' | 'all' | 'thread'
  /** The thread whose answers may, with `return_route` `thread`. */
  readonly return_route_thread?: string
  /** Asks a mediator to wait so many milliseconds before it forwards; if negative, a random time up to that (§ Routing Protocol). */
  readonly delay_milli?: number
  /** A URI to report the message's way to (§ Route Tracing). Nothing here acts on it. */
  readonly trace?: string
  readonly [header: string]: unknown
}

/**
 * A plaintext message (DIDComm v2.1 § Plaintext Message Structure): plain JSON, as it travels.
 *
 * @typeParam Body - the type of `body`, which the application vouches for
 */
export interface Message<Body extends object = Record<string, unknown>> extends MessageHeaders {
  /** Unique to the sender. */
  readonly id: string
  /** The message type URI, such as `https://didcomm.org/basicmessage/2.0/message`. */
  readonly type: string
  readonly body: Body
}

/** A message to be packed: `id`, `typ`, an empty `body` and the ids of attachments are filled in. */
export interface MessageInput<Body extends object = object> extends MessageHeaders {
  /** Unique to the sender, of unreserved URI characters; a UUID by default. */
  readonly id?: string
  /** The message type URI, such as `https://didcomm.org/basicmessage/2.0/message`. */
  readonly type: string
  readonly body?: Body
}
