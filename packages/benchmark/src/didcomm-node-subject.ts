import didcomm from 'didcomm-node'
import type { Party } from './parties.ts'
import type { Subject } from './subject.ts'

/** npm `didcomm-node`: Rust in WebAssembly. */
export async function createDidcommNodeSubject(sender: Party, recipient: Party): Promise<Subject> {
  const parties = [sender, recipient]
  const documents = new Map(parties.map(({ did, document }) => [did, document]))
  const known = new Map(
    parties
      .flatMap(({ secrets }) => [...secrets])
      .map(([id, privateKeyJwk]) => [id, { id, type: 'JsonWebKey2020', privateKeyJwk }]),
  )
  const resolver = { resolve: async (did: string) => documents.get(did) ?? null }
  const secrets = {
    get_secret: async (kid: string) => known.get(kid) ?? null,
    find_secrets: async (kids: string[]) => kids.filter((kid) => known.has(kid)),
  }
  const options = { forward: false, enc_alg_anon: 'A256cbcHs512EcdhEsA256kw' } as const
  return {
    name: 'didcomm-node',
    async authcrypt(message) {
      const [packed] = await new didcomm.Message(message).pack_encrypted(
        recipient.did,
        sender.did,
        null,
        resolver,
        secrets,
        options,
      )
      return packed
    },
    async anoncrypt(message) {
      const [packed] = await new didcomm.Message(message).pack_encrypted(
        recipient.did,
        null,
        null,
        resolver,
        secrets,
        options,
      )
      return packed
    },
    async sign(message) {
      const [packed] = await new didcomm.Message(message).pack_signed(sender.did, resolver, secrets)
      return packed
    },
    async unpack(packed) {
      const [message] = await didcomm.Message.unpack(packed, resolver, secrets, {})
      return message.as_value().body.content
    },
  }
}
