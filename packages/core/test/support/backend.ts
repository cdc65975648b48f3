import {
  type CryptoSupport,
  type DIDResolver,
  InMemorySecretsManager,
  PackagingService,
} from '@didcomm/core'
import { createCryptoService, type CryptoPrimitives } from '@didcomm/core/crypto'
import { noblePrimitives, type NoblePublicKey, type NobleSecretKey } from '@didcomm/crypto-noble'
import type { Identity } from '@didcomm/test-support'

/** What a test changes about a backend; what it supports is replaced kind by kind. */
export type BackendChanges = Partial<
  Omit<CryptoPrimitives<NobleSecretKey, NoblePublicKey>, 'supports'>
> & { readonly supports?: Partial<CryptoSupport> }

/** A PackagingService on a backend that differs from noble, with those secrets of `identity` that it can import. */
export async function partyOn(
  { supports, ...changes }: BackendChanges,
  identity: Pick<Identity, 'secrets'>,
  resolver: DIDResolver,
): Promise<PackagingService> {
  const crypto = createCryptoService({
    ...noblePrimitives,
    ...changes,
    supports: { ...noblePrimitives.supports, ...supports },
  })
  const secrets = new InMemorySecretsManager(crypto)
  for (const [kid, jwk] of Object.entries(identity.secrets)) {
    if (crypto.supports.curves.includes(jwk.crv)) await secrets.addJwk(kid, jwk)
  }
  return new PackagingService({ crypto, secrets, resolver })
}
