import {
  type DIDResolver,
  type ExternalKey,
  PrefixResolver,
  type WritableSecretsManager,
} from '@didcomm/core'
import {
  type DIDResolverSuiteOptions,
  didResolverSuite,
  registerSuite,
} from '@didcomm/core/compliance'
import { CachingResolver, fromDidResolver, toDidResolver } from '@didcomm/core/did'
import { NobleCryptoService, type NobleSecretKey } from '@didcomm/crypto-noble'
import { createPeerDID, type CreatePeerDIDOptions, DIDPeerResolver } from '@didcomm/did-peer'
import { didPeerVectors } from '@didcomm/test-support'
import { Resolver } from 'did-resolver'
import { describe, it } from 'vitest'

type SecretKey = NobleSecretKey | ExternalKey
type Creation = Omit<CreatePeerDIDOptions<SecretKey>, 'crypto' | 'secrets'>

const crypto = new NobleCryptoService()
const { numalgo0, numalgo2, numalgo3, numalgo4 } = didPeerVectors

/** The short forms among them resolve, as the resolver has seen the long ones. */
const RESOLVABLE = [
  { did: numalgo0.did },
  { did: numalgo2.did, document: numalgo2.document },
  ...numalgo3.map((pair) => ({ did: pair.numalgo2 })),
  { did: numalgo4.long.did, document: numalgo4.long.document },
  ...numalgo3.map((pair) => ({ did: pair.numalgo3 })),
  { did: numalgo4.short.did, document: numalgo4.short.document },
]

/** What carries its document within itself, and needs no resolver that remembers. */
const LONG_FORMS = RESOLVABLE.slice(0, -numalgo3.length - 1)

const INVALID = [
  'did:peer:2',
  'did:peer:2.',
  'did:peer:0z6Mk',
  'did:peer:0nonsense',
  `${numalgo2.did}.`,
  `${numalgo2.did}.Xz6LSg8zQom395jKLrGiBNruB9MM6V8PWuf2FpEy4uRFiqQBR`,
  numalgo4.long.did.replace('zQm', 'zQn'),
  `${numalgo4.long.did}1`,
  'did:peer:3zQm',
]

/** Short forms that nobody has seen the long form of. */
const NOT_FOUND = [numalgo4.short.did, ...numalgo3.map((pair) => pair.numalgo3)].map((did) =>
  did.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
)

function remembering(): DIDPeerResolver {
  const resolver = new DIDPeerResolver()
  for (const { did } of LONG_FORMS) resolver.remember(did)
  return resolver
}

function creating(options: Creation = {}): DIDResolverSuiteOptions<SecretKey>['create'] & object {
  return {
    crypto,
    createDID: (secrets: WritableSecretsManager<SecretKey>) =>
      createPeerDID({ crypto, secrets, ...options }),
  }
}

function suiteOf(title: string, resolver: DIDResolver) {
  return {
    title,
    resolver,
    resolvable: RESOLVABLE,
    invalid: INVALID,
    notFound: NOT_FOUND,
    create: creating(),
  }
}

const peers = remembering()
const CREATIONS: Record<string, Creation> = {
  'numalgo 2': { services: [{ uri: 'https://peer.example/didcomm' }] },
  'numalgo 4': { numalgo: 4, services: [{ uri: 'https://peer.example/didcomm' }] },
  'many keys': {
    keyAgreement: ['P-521', 'X25519', 'P-256', 'P-384'],
    authentication: ['secp256k1', 'P-256', 'Ed25519'],
  },
  'keys to encrypt to alone': { authentication: [] },
  'keys to sign with alone': { numalgo: 4, keyAgreement: [] },
}

registerSuite(didResolverSuite(suiteOf('DIDPeerResolver', peers)), { describe, it })
registerSuite(
  didResolverSuite(
    suiteOf('PrefixResolver over DIDPeerResolver', new PrefixResolver({ 'did:peer:': peers })),
  ),
  { describe, it },
)
registerSuite(
  didResolverSuite(
    suiteOf('CachingResolver over DIDPeerResolver', new CachingResolver({ resolver: peers })),
  ),
  { describe, it },
)
for (const cache of [false, true]) {
  const theirs = new Resolver(toDidResolver(remembering(), ['peer']), { cache })
  registerSuite(
    didResolverSuite(
      suiteOf(`did-resolver over DIDPeerResolver, cache ${cache}`, fromDidResolver(theirs)),
    ),
    { describe, it },
  )
}
for (const [name, options] of Object.entries(CREATIONS)) {
  registerSuite(
    didResolverSuite({
      title: `createPeerDID with ${name}`,
      resolver: new DIDPeerResolver(),
      resolvable: LONG_FORMS,
      create: creating(options),
    }),
    { describe, it },
  )
}
