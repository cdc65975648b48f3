import { randomUUID } from 'node:crypto'
import {
  type CryptoService,
  type Curve,
  InMemorySecretsManager,
  PackagingService,
} from '@didcomm/core'
import { testDidcommNodeExchange } from './didcomm-node-exchange.ts'
import type { Identity } from './identities.ts'
import { testJoseExchange } from './jose-exchange.ts'
import { madeIdentity } from './made-identity.ts'
import { testNodeCryptoExchange } from './node-crypto-exchange.ts'
import { StaticResolver } from './static-resolver.ts'

const AGREEMENT: readonly Curve[] = ['X25519', 'P-256']
const SIGNING: readonly Curve[] = ['Ed25519', 'P-256', 'secp256k1']

/** Registers tests in which a backend and others, `jose`, `didcomm-node` and `node:crypto`, write to each other. */
export function testBackendExchange<SecretKey>(crypto: CryptoService<SecretKey>): void {
  const { curves } = crypto.supports
  const resolver = new StaticResolver()
  const makeIdentity = (curve: Curve): Identity => {
    const identity = madeIdentity(`did:example:${randomUUID()}`, {
      ...(AGREEMENT.includes(curve) && { keyAgreement: [curve] }),
      ...(SIGNING.includes(curve) && { authentication: [curve] }),
    })
    resolver.documents.set(identity.did, identity.document)
    return identity
  }
  testJoseExchange(crypto)
  testNodeCryptoExchange(crypto)
  testDidcommNodeExchange({
    resolver,
    agreement: AGREEMENT.filter((curve) => curves.includes(curve)),
    signing: SIGNING.filter((curve) => curves.includes(curve)),
    peerOn: makeIdentity,
    async partyOn(curve) {
      const { did, secrets: own } = makeIdentity(curve)
      const secrets = new InMemorySecretsManager(crypto)
      for (const [kid, jwk] of Object.entries(own)) await secrets.addJwk(kid, jwk)
      return { did, packaging: new PackagingService({ crypto, secrets, resolver }) }
    },
  })
}
