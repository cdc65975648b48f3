import { type CryptoService, InMemorySecretsManager, PackagingService } from '@didcomm/core'
import type { Party } from './parties.ts'
import type { Subject } from './subject.ts'

/** This library on one of its backends. */
export async function createDIDCommSubject<SecretKey>(
  crypto: CryptoService<SecretKey>,
  sender: Party,
  recipient: Party,
): Promise<Subject> {
  const secrets = new InMemorySecretsManager(crypto)
  const documents = new Map([sender, recipient].map(({ did, document }) => [did, document]))
  for (const party of [sender, recipient]) {
    for (const [kid, jwk] of party.secrets) await secrets.addJwk(kid, jwk)
  }
  const resolver = {
    async resolve(did: string) {
      const document = documents.get(did)
      if (!document) throw new Error(`${did} takes no part`)
      return document
    },
  }
  const packaging = new PackagingService({ crypto, secrets, resolver })
  const to = recipient.did
  return {
    name: `crypto-${crypto.name}`,
    authcrypt: async (message) => (await packaging.packEncrypted({ ...message }, { to })).packed,
    anoncrypt: async (message) =>
      (await packaging.packEncrypted({ ...message }, { to, anonymous: true })).packed,
    sign: async (message) =>
      (await packaging.packSigned({ ...message }, { signBy: sender.did })).packed,
    unpack: async (packed) =>
      (await packaging.unpack<{ content: string }>(packed)).message.body.content,
  }
}
