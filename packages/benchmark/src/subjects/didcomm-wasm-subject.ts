import type { DIDDoc, IParsedForward, Message } from 'didcomm-node'
import { type Cast, everybody } from '../cast.ts'
import type { Subject } from '../library.ts'
import type { PlainMessage } from '../message.ts'

/** What npm `didcomm-node` and npm `didcomm` both export: Rust in WebAssembly, for Node and for browsers. */
export interface DidcommWasm {
  readonly Message: typeof Message
}

/** npm `didcomm-node` or `didcomm`. Messages in its memory have to be freed by hand, which is part of its time. */
export function createDidcommWasmSubject(
  { Message: WasmMessage }: DidcommWasm,
  cast: Cast,
): Subject {
  const documents = new Map<string, DIDDoc>(
    everybody(cast).map(({ did, document }) => [did, document]),
  )
  const known = new Map(
    everybody(cast)
      .flatMap((party) => Object.entries(party.secrets))
      .map(([id, privateKeyJwk]) => [id, { id, type: 'JsonWebKey2020', privateKeyJwk }] as const),
  )
  const resolver = { resolve: async (did: string) => documents.get(did) ?? null }
  const secrets = {
    get_secret: async (kid: string) => known.get(kid) ?? null,
    find_secrets: async (kids: string[]) => kids.filter((kid) => known.has(kid)),
  }
  const from = cast.sender.did
  const to = cast.recipient.did

  async function withMessage<Result>(
    message: PlainMessage,
    use: (held: Message) => Promise<Result>,
  ): Promise<Result> {
    const held = new WasmMessage(message)
    try {
      return await use(held)
    } finally {
      held.free()
    }
  }

  async function open<Result>(packed: string, read: (held: Message) => Result): Promise<Result> {
    const [held] = await WasmMessage.unpack(packed, resolver, secrets, {})
    try {
      return read(held)
    } finally {
      held.free()
    }
  }

  return {
    pack: (kind, message) =>
      withMessage(message, async (held) => {
        if (kind === 'signed') return (await held.pack_signed(from, resolver, secrets))[0]
        const sender = kind === 'anoncrypt' ? null : from
        const [packed] = await held.pack_encrypted(to, sender, null, resolver, secrets, {
          forward: kind === 'forward',
          // What ours takes as well; for the forwards around it too.
          enc_alg_anon: 'A256cbcHs512EcdhEsA256kw',
        })
        return packed
      }),
    unpack: (packed) => open(packed, (held) => held.as_value().body.content),
    unwrap: (packed) =>
      open(packed, (held) => {
        // Its declarations promise an object with `as_value()`; what comes is a plain one.
        const forward: unknown = held.try_parse_forward()
        return JSON.stringify((forward as IParsedForward).forwarded_msg)
      }),
  }
}
