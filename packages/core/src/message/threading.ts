import type { Message } from './message.ts'

/** Returns the thread that a message belongs to: its `thid`, or else its own `id` (DIDComm v2.1 § Threads). */
export function threadIdOf(message: Pick<Message, 'id' | 'thid'>): string {
  return message.thid ?? message.id
}

/** Tells whether two values of `id`, `thid` or `pthid` are the same, in upper or lower case (DIDComm v2.1 § Message IDs). */
export function isSameId(a: string, b: string): boolean {
  return lowerCase(a) === lowerCase(b)
}

/**
 * Tells whether a message's `expires_time` has come (DIDComm v2.1 § Message Headers). Unpacking drops no message for
 * it: what to do is the application's to say.
 *
 * @param nowSeconds - seconds since the epoch; the platform's clock by default
 */
export function isExpired(
  message: Pick<Message, 'expires_time'>,
  nowSeconds: number = Date.now() / 1000,
): boolean {
  return message.expires_time !== undefined && message.expires_time <= nowSeconds
}

/** In ASCII alone: `toLowerCase` makes the Kelvin sign a `k`. */
function lowerCase(id: string): string {
  return id.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
