import { DIDCommError } from '../errors.ts'

/** A message type URI in its parts (DIDComm v2.1 § Message Type URI). */
export interface MessageType {
  /** Where the protocol is documented, without the delimiter behind it: `https://didcomm.org`. */
  readonly docUri: string
  /** `basicmessage`. */
  readonly protocolName: string
  readonly version: MessageTypeVersion
  /** `message`. */
  readonly messageName: string
  /** The protocol identifier URI, as written: `https://didcomm.org/basicmessage/2.0`. */
  readonly protocolUri: string
}

/** The version of a protocol (§ Semver Rules). */
export interface MessageTypeVersion {
  readonly major: number
  readonly minor: number
  readonly patch?: number
}

// `doc-uri delim protocol-name "/" semver "/" message-type-name`. No part after the first holds a character that
// could end it, so there is one way to match from each delimiter on, and time is linear.
const NAME = '([a-z](?:[\\w.-]*[a-z0-9])?)'
const NUMBER = '(0|[1-9]\\d{0,8})'
const URI = new RegExp(
  `^((.+)[?/&:;=]${NAME}/${NUMBER}\\.${NUMBER}(?:\\.${NUMBER})?)/${NAME}$`,
  'is',
)

/**
 * Parses a message type URI (DIDComm v2.1 § Message Type URI).
 *
 * @throws `INVALID_MESSAGE`
 */
export function parseMessageType(uri: string): MessageType {
  const parsed = tryParse(uri)
  if (!parsed) {
    throw new DIDCommError(
      'INVALID_MESSAGE',
      'type of the message is not like https://didcomm.org/basicmessage/2.0/message',
      { details: { header: 'type' } },
    )
  }
  return parsed
}

/**
 * Tells whether a received message's `type` is one that a handler of `expected` understands: the same protocol in
 * the same major version, and the same message name. Case and punctuation of the names do not count (§ Message
 * Type URI). A `type` that is no message type URI matches nothing but itself.
 *
 * @throws `INVALID_MESSAGE` when `expected` is no message type URI
 *
 * @example
 * ```ts
 * if (matchesMessageType(message.type, 'https://didcomm.org/basicmessage/2.0/message')) …
 * ```
 */
export function matchesMessageType(type: string, expected: string): boolean {
  if (type === expected) return true
  const wanted = parseMessageType(expected)
  const given = tryParse(type)
  return (
    given !== undefined &&
    given.docUri === wanted.docUri &&
    given.version.major === wanted.version.major &&
    plainName(given.protocolName) === plainName(wanted.protocolName) &&
    plainName(given.messageName) === plainName(wanted.messageName)
  )
}

function tryParse(uri: string): MessageType | undefined {
  if (typeof uri !== 'string') return undefined
  const [, protocolUri, docUri, protocolName, major, minor, patch, messageName] =
    URI.exec(uri) ?? []
  if (!protocolUri || !docUri || !protocolName || !messageName) return undefined
  return {
    docUri,
    protocolName,
    version: {
      major: Number(major),
      minor: Number(minor),
      ...(patch !== undefined && { patch: Number(patch) }),
    },
    messageName,
    protocolUri,
  }
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_.-]/g, '')
}
