import type { Party } from './parties.ts'

/** What is packed: the same for every library. */
export interface PlainMessage {
  readonly id: string
  readonly typ: string
  readonly type: string
  readonly from: string
  readonly to: string[]
  readonly body: { readonly content: string }
}

/** A library under test, with the keys of both parties. */
export interface Subject {
  readonly name: string
  authcrypt(message: PlainMessage): Promise<string>
  anoncrypt(message: PlainMessage): Promise<string>
  sign(message: PlainMessage): Promise<string>
  /** Opens any of them, and returns the content that was packed. */
  unpack(packed: string): Promise<string>
}

/** A message whose content has `bytes` bytes. */
export function createMessage(sender: Party, recipient: Party, bytes: number): PlainMessage {
  return {
    id: 'b5c7c3e0-3f0a-4f0e-9d4a-2f6c1f2f3a55',
    typ: 'application/didcomm-plain+json',
    type: 'https://didcomm.org/basicmessage/2.0/message',
    from: sender.did,
    to: [recipient.did],
    body: { content: 'x'.repeat(bytes) },
  }
}
