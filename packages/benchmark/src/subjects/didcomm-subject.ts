import { type CryptoService, InMemorySecretsManager } from '@didcomm/core'
import { DIDCommMessaging } from '@didcomm/messaging'
import { readForward } from '@didcomm/routing'
import { type Cast, everybody } from '../cast.ts'
import type { Subject } from '../library.ts'

/** This library on one of its backends. */
export async function createDIDCommSubject<SecretKey>(
  crypto: CryptoService<SecretKey>,
  cast: Cast,
): Promise<Subject> {
  const secrets = new InMemorySecretsManager(crypto)
  for (const party of everybody(cast)) {
    for (const [kid, jwk] of Object.entries(party.secrets)) await secrets.addJwk(kid, jwk)
  }
  const documents = new Map(everybody(cast).map(({ did, document }) => [did, document]))
  const resolver = {
    async resolve(did: string) {
      const document = documents.get(did)
      if (!document) throw new Error(`${did} takes no part`)
      return document
    },
  }
  // So that it reads what Veramo's encrypters wrote; costs nothing where the standard was followed.
  const policy = { tolerate: ['missing-apv'] } as const
  const didcomm = new DIDCommMessaging({ crypto, secrets, resolver, policy })
  const { packaging } = didcomm
  const to = cast.recipient.did
  return {
    async pack(kind, message) {
      if (kind === 'signed') {
        return (await packaging.packSigned(message, { signBy: cast.sender.did })).packed
      }
      if (kind === 'forward') {
        const [target] = (await didcomm.pack(message)).deliveries[0].targets
        if (!target) throw new Error('there is no way to the recipient')
        return target.packed
      }
      const anonymous = kind === 'anoncrypt'
      return (await packaging.packEncrypted(message, { to, anonymous })).packed
    },
    unpack: async (packed) =>
      (await packaging.unpack<{ content: string }>(packed)).message.body.content,
    async unwrap(packed) {
      const [payload] = readForward((await packaging.unpack(packed)).message).payloads
      if (payload === undefined) throw new Error('the forward is empty')
      return payload
    },
  }
}
