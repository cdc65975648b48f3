import type { Cast } from './cast.ts'

/** What is packed: the same for every library. */
export type PlainMessage = {
  readonly id: string
  readonly typ: string
  readonly type: string
  readonly from: string
  readonly to: string[]
  readonly body: { readonly content: string }
}

/** Makes a message whose content has `bytes` bytes. */
export function createMessage({ sender, recipient }: Cast, bytes: number): PlainMessage {
  return {
    id: 'b5c7c3e0-3f0a-4f0e-9d4a-2f6c1f2f3a55',
    typ: 'application/didcomm-plain+json',
    type: 'https://didcomm.org/basicmessage/2.0/message',
    from: sender.did,
    to: [recipient.did],
    // Decoded, so that it is one flat string: `repeat` makes a tree that the first to read it would flatten.
    body: { content: new TextDecoder().decode(new Uint8Array(bytes).fill(0x78)) },
  }
}
