import {
  type DIDResolver,
  InMemorySecretsManager,
  PackagingService,
  type UnpackResult,
} from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import published from './published-envelope.json' with { type: 'json' }

/** Opens the most nested envelope that the standard publishes, with the keys that it publishes for Bob. */
export async function openPublishedEnvelope(): Promise<UnpackResult> {
  const crypto = new NobleCryptoService()
  const secrets = new InMemorySecretsManager(crypto)
  for (const { kid, ...jwk } of published.secrets) await secrets.addJwk(kid, jwk)

  const documents = new Map(Object.values(published.didDocuments).map((doc) => [doc.id, doc]))
  const resolver: DIDResolver = {
    async resolve(did) {
      const document = documents.get(did)
      if (!document) throw new Error(`${did} is not in the appendix`)
      return document
    },
  }
  return new PackagingService({ crypto, secrets, resolver }).unpack(
    JSON.stringify(published.message),
  )
}
