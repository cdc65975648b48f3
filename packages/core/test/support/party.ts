import {
  type DIDResolver,
  InMemorySecretsManager,
  PackagingService,
  type UnpackPolicy,
} from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { exampleDIDDocuments, type Identity, StaticResolver } from '@didcomm/test-support'

/** The backend that the tests of core run on. */
export const crypto = new NobleCryptoService()

/** What a test may set about a party. */
export interface PartyOptions {
  readonly resolver?: DIDResolver
  readonly policy?: UnpackPolicy
  readonly now?: () => number
  /** Holds these of its secrets alone. */
  readonly kids?: readonly string[]
}

/** A PackagingService with the secrets of some identities, over the example DID documents. */
export async function partyOf(
  identities: Identity | readonly Identity[],
  { resolver = new StaticResolver(exampleDIDDocuments), kids, policy, now }: PartyOptions = {},
): Promise<PackagingService> {
  const secrets = new InMemorySecretsManager(crypto)
  for (const identity of [identities].flat()) {
    for (const [kid, jwk] of Object.entries(identity.secrets)) {
      if (!kids || kids.includes(kid)) await secrets.addJwk(kid, jwk)
    }
  }
  return new PackagingService({
    crypto,
    secrets,
    resolver,
    ...(policy && { policy }),
    ...(now && { now }),
  })
}
