import { type DIDDocument, type DIDResolver, PrefixResolver } from '@didcomm/core'
import {
  type DIDResolverSuiteOptions,
  didResolverSuite,
  registerSuite,
  runSuite,
} from '@didcomm/core/compliance'
import { CachingResolver, fromDidResolver, toDidResolver } from '@didcomm/core/did'
import { Resolver } from 'did-resolver'
import { describe, expect, it } from 'vitest'
import {
  ALICE,
  createToyDID,
  type SecretKey,
  TOY,
  ToyResolver,
  withKey,
} from './support/did-resolver-toy.ts'

const { crypto } = TOY.create

/** Hands everybody the same object, which all of them may change. */
class SharingResolver extends ToyResolver {
  readonly #documents = new Map<string, Promise<DIDDocument>>()

  override resolve(did: string): Promise<DIDDocument> {
    const document = this.#documents.get(did) ?? super.resolve(did)
    this.#documents.set(did, document)
    return document
  }
}

const sharing = new Resolver(toDidResolver(new ToyResolver(), ['toy']), { cache: true })

const RESOLVERS: readonly (readonly [title: string, resolver: DIDResolver])[] = [
  ['did:toy', TOY.resolver],
  ['PrefixResolver over did:toy', new PrefixResolver({ 'did:toy:': TOY.resolver })],
  ['CachingResolver over did:toy', new CachingResolver({ resolver: new SharingResolver() })],
  ['did-resolver over did:toy', fromDidResolver(sharing)],
]
for (const [title, resolver] of RESOLVERS) {
  registerSuite(didResolverSuite({ ...TOY, title, resolver }), { describe, it })
}

function titlesOf(options: DIDResolverSuiteOptions<SecretKey>): string[] {
  return didResolverSuite(options).groups.flatMap(({ cases }) => cases.map(({ title }) => title))
}

describe('didResolverSuite', () => {
  it.each([['X25519'], ['Ed25519']] as const)(
    '[DID-1] lets a method pass whose DIDs have %s keys alone',
    async (curve) => {
      const { failed } = await runSuite(
        didResolverSuite({
          ...TOY,
          create: { crypto, createDID: (secrets) => createToyDID(crypto, secrets, [curve]) },
        }),
      )
      expect(failed).toEqual([])
    },
  )

  it('[DID-1][ENC-20] lets a key pass of a type that core does not know', async () => {
    const addKey = withKey({ type: 'Bls12381G2Key2020', publicKeyBase58: '25EEkQtcLKsEzQ6JTo' })
    const { failed } = await runSuite(
      didResolverSuite({
        resolver: { resolve: async (did) => addKey(await TOY.resolver.resolve(did)) },
        resolvable: TOY.resolvable.map(({ did }) => ({ did })),
      }),
    )
    expect(failed).toEqual([])
  })

  it('[DID-1] has no cases for what a method does not do', () => {
    const toy = new ToyResolver()
    const { resolvable } = TOY
    const all = titlesOf(TOY)
    const few = titlesOf({
      resolver: { resolve: (did) => toy.resolve(did) },
      resolvable: resolvable.map(({ did }) => ({ did })),
    })
    expect(all.filter((title) => !few.includes(title))).toEqual([
      '[DID-1] returns the document that is published for the DID',
      '[DID-1] is true for the DIDs that resolve',
      '[DID-1] is false for DIDs of other methods, and for what is no DID',
      '[DID-1] is false for what is no text',
      '[DID-2] refuses DIDs that are not valid with INVALID_DID',
      '[DID-2] refuses DIDs that do not exist with DID_NOT_FOUND',
      '[DID-4] returns other ids of the same kind, at once',
      '[DID-4] returns ids that lead back',
      '[DID-4] returns no DID that has other keys, and no id of another key',
      '[DID-4] returns none for what it does not know, and throws nothing',
      '[DID-1] makes another DID each time, which resolves',
      'makes new keys for each DID',
      'leaves the secret of each key that the document lists, under its kid',
      '[SIG-1] signs, if it has keys to sign with',
      '[ENC-1] receives anoncrypt, if it has keys to encrypt to',
      '[ENC-2] sends and receives authcrypt, if it has keys to encrypt to',
    ])
  })

  it('[DID-1] has a title for each case, no two alike', () => {
    const titles = titlesOf(TOY)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it.each([[[]], [[{ did: ALICE }]], [[{ did: ALICE }, { did: ALICE }]]])(
    '[DID-1] cannot be made of fewer than two DIDs',
    (resolvable) => {
      expect(() => didResolverSuite({ ...TOY, resolvable })).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    },
  )

  it('[DID-2] cannot be made of what is no DID', () => {
    const resolvable = [{ did: ALICE }, { did: `${ALICE}#key-1` }]
    expect(() => didResolverSuite({ ...TOY, resolvable })).toThrow(
      expect.objectContaining({ code: 'INVALID_DID' }),
    )
  })
})
