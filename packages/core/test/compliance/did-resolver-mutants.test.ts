import { type DIDDocument, DIDCommError, type DIDResolver } from '@didcomm/core'
import {
  ComplianceFailure,
  type DIDResolverSuiteOptions,
  didResolverSuite,
  runSuite,
} from '@didcomm/core/compliance'
import { offCurveJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import {
  ALICE,
  ALICE_KEYS,
  BOB,
  CAROL,
  createToyDID,
  type SecretKey,
  TOY,
  toyDocument,
  ToyResolver,
  withKey,
} from './support/did-resolver-toy.ts'

type Changes = Partial<DIDResolverSuiteOptions<SecretKey>>

interface Mutant {
  readonly fault: string
  /** The title of the case that is there to catch it. */
  readonly caughtBy: string
  /** What the case says, where others could catch it by chance. */
  readonly says?: RegExp
  readonly make: () => Changes
}

const toy = new ToyResolver()
const { crypto } = TOY.create

/** A did:toy resolver with other methods in the place of its own. */
function resolverWith(changes: Partial<DIDResolver>): Changes {
  return {
    resolver: {
      resolve: (did) => toy.resolve(did),
      isResolvable: (did) => toy.isResolvable(did),
      equivalentIds: (id) => toy.equivalentIds(id),
      ...changes,
    },
  }
}

/** A did:toy resolver that changes what it resolved. */
function documentsWith(change: (document: DIDDocument, did: string) => unknown): Changes {
  return resolverWith({
    resolve: async (did) => change(await toy.resolve(did), did) as DIDDocument,
  })
}

/** A did:toy resolver that fails in another way. */
function failingWith(toError: (error: DIDCommError, did: string) => unknown): Changes {
  return resolverWith({
    resolve: async (did) => {
      try {
        return await toy.resolve(did)
      } catch (error) {
        throw DIDCommError.is(error) ? toError(error, did) : error
      }
    },
  })
}

const DOCUMENT_OF_THE_DID = '[DID-1] returns the document of the DID that was asked for'
const NOTHING_BUT_JSON = '[DID-1] returns nothing but JSON'
const ISOLATED = '[DID-1] returns nothing that a receiver can change for the next'
const NOT_SHARED = '[DID-1] returns nothing that two who ask at once can change for each other'
const UNDETERRED = '[DID-2] resolves what it should while it refuses the rest, and afterwards'
const SAME_KEYS = '[DID-4] returns no DID that has other keys, and no id of another key'
const NEW_KEYS = 'makes new keys for each DID'
const CONCURRENT = '[DID-1] returns to each its own when several are asked for at once'
const REFERENCES = '[DID-1] leads each reference to one key'
const KEY_NAMES = '[DID-1] names each key by its DID and a fragment of its own'
const READABLE = '[ENC-20] lists keys that can be read, each on its curve'
const SERVICES = '[DID-1] lists services that can be read, each of its own name'
const NO_DID = '[DID-2] refuses what is no DID with INVALID_DID or DID_METHOD_NOT_SUPPORTED'
const OTHER_METHODS =
  '[DID-2] refuses DIDs of other methods with INVALID_DID or DID_METHOD_NOT_SUPPORTED'
const DID_URLS =
  '[DID-2] refuses DID URLs that are more than a DID with INVALID_DID or DID_METHOD_NOT_SUPPORTED'
const CHANGED = '[DID-2] refuses a DID with a change, unless it has a document of its own'
const STRANGE = '[DID-2] refuses a strange DID, unless it has a document of its own'
const INVALID = '[DID-2] refuses DIDs that are not valid with INVALID_DID'
const NOT_FOUND = '[DID-2] refuses DIDs that do not exist with DID_NOT_FOUND'
const PROMISE = '[DID-2] returns a promise, and throws nothing before'
const RESOLVABLE = '[DID-1] is true for the DIDs that resolve'
const NOT_RESOLVABLE = '[DID-1] is false for DIDs of other methods, and for what is no DID'
const NO_TEXT = '[DID-1] is false for what is no text'
const SAME_KIND = '[DID-4] returns other ids of the same kind, at once'
const LEAD_BACK = '[DID-4] returns ids that lead back'
const NO_EQUIVALENT = '[DID-4] returns none for what it does not know, and throws nothing'
const ANOTHER_DID = '[DID-1] makes another DID each time, which resolves'
const SECRETS = 'leaves the secret of each key that the document lists, under its kid'

const MUTANTS: readonly Mutant[] = [
  {
    fault: "returns another DID's document",
    caughtBy: DOCUMENT_OF_THE_DID,
    make: () => documentsWith((document, did) => ({ ...document, id: did === ALICE ? BOB : did })),
  },
  {
    fault: 'returns undefined',
    caughtBy: DOCUMENT_OF_THE_DID,
    make: () => documentsWith(() => undefined),
  },
  {
    fault: 'resolves nothing',
    caughtBy: DOCUMENT_OF_THE_DID,
    make: () =>
      documentsWith((_, did) => {
        throw new DIDCommError('DID_NOT_FOUND', `${did} is not known`)
      }),
  },
  {
    fault: 'never answers',
    caughtBy: DOCUMENT_OF_THE_DID,
    make: () => ({
      ...resolverWith({ resolve: () => new Promise(() => undefined) }),
      timeoutSeconds: 0,
      notFound: [],
    }),
  },
  {
    fault: 'leaves out what is published',
    caughtBy: '[DID-1] returns the document that is published for the DID',
    make: () => documentsWith(({ service: _, ...document }) => document),
  },
  {
    fault: 'has a member that is undefined',
    caughtBy: NOTHING_BUT_JSON,
    make: () => documentsWith((document) => ({ ...document, alsoKnownAs: undefined })),
  },
  {
    fault: 'has a function in a key',
    caughtBy: NOTHING_BUT_JSON,
    make: () =>
      documentsWith((document) => ({
        ...document,
        verificationMethod: document.verificationMethod?.map((method) => ({
          ...method,
          sign: () => new Uint8Array(64),
        })),
      })),
  },
  {
    fault: 'has a date in it',
    caughtBy: NOTHING_BUT_JSON,
    make: () => documentsWith((document) => ({ ...document, created: new Date(0) })),
  },
  {
    fault: 'has itself in it',
    caughtBy: NOTHING_BUT_JSON,
    make: () =>
      documentsWith((document) => {
        const cyclic: Record<string, unknown> = { ...document }
        cyclic.itself = cyclic
        return cyclic
      }),
  },
  {
    fault: 'writes another document each time',
    caughtBy: '[DID-1] returns an equal document each time',
    make: () => {
      let version = 0
      return documentsWith((document) => ({ ...document, version: ++version }))
    },
  },
  {
    fault: 'answers with the last DID that was asked for',
    caughtBy: CONCURRENT,
    make: () => {
      let last = ''
      return resolverWith({
        resolve: async (did) => {
          if (!toy.isResolvable(did)) return toy.resolve(did)
          last = did
          await Promise.resolve()
          return toy.resolve(last)
        },
      })
    },
  },
  {
    fault: 'hands everybody the same object',
    caughtBy: ISOLATED,
    make: () => {
      const cache = new Map<string, Promise<DIDDocument>>()
      return resolverWith({
        resolve: (did) => {
          const document = cache.get(did) ?? toy.resolve(did)
          cache.set(did, document)
          return document
        },
      })
    },
  },
  {
    fault: 'hands everybody the same list of services in a frozen document',
    caughtBy: ISOLATED,
    make: () => {
      const service = [
        { id: '#inbox', type: 'Inbox', serviceEndpoint: { uri: 'https://a.example' } },
      ]
      return documentsWith((document) => Object.freeze({ ...document, service }))
    },
  },
  {
    fault: 'refers to a key that is not there',
    caughtBy: REFERENCES,
    make: () => documentsWith((document) => ({ ...document, keyAgreement: ['#key-1'] })),
  },
  {
    fault: 'refers to a key that is there twice',
    caughtBy: REFERENCES,
    make: () =>
      documentsWith(({ verificationMethod = [], ...document }) => ({
        ...document,
        verificationMethod: [...verificationMethod, ...verificationMethod],
      })),
  },
  {
    fault: 'refers to a key that is not there for a purpose of others',
    caughtBy: REFERENCES,
    make: () => documentsWith((document) => ({ ...document, assertionMethod: ['#key-1'] })),
  },
  {
    fault: "names its keys by another DID's name",
    caughtBy: KEY_NAMES,
    make: () => documentsWith(renameKeys(() => `${BOB}#key-1`)),
  },
  {
    fault: 'names its keys by no DID URL',
    caughtBy: KEY_NAMES,
    make: () => documentsWith(renameKeys((_, index) => `key-${index}`)),
  },
  ...(['id', 'type', 'controller'] as const).map((member): Mutant => ({
    fault: `leaves out the ${member} of a key`,
    caughtBy: KEY_NAMES,
    says: new RegExp(`must have an? ${member}$`),
    make: () =>
      documentsWith((document) => ({
        ...document,
        verificationMethod: document.verificationMethod?.map((method) => without(method, member)),
      })),
  })),
  {
    fault: 'has a reference among its keys',
    caughtBy: REFERENCES,
    says: /verificationMethod must hold keys/,
    make: () =>
      documentsWith(({ verificationMethod = [], ...document }) => ({
        ...document,
        verificationMethod: [...verificationMethod, ...verificationMethod.map(({ id }) => id)],
      })),
  },
  {
    fault: 'has a number in the place of a reference',
    caughtBy: REFERENCES,
    says: /an id must be text, not number/,
    make: () => documentsWith((document) => ({ ...document, assertionMethod: [1] })),
  },
  {
    fault: 'has a reference in the place of a list of them',
    caughtBy: REFERENCES,
    says: /assertionMethod must be a list/,
    make: () => documentsWith((document) => ({ ...document, assertionMethod: '#key-1' })),
  },
  {
    fault: 'has a key that is not on its curve',
    caughtBy: READABLE,
    says: /must be a point on P-256/,
    make: () =>
      documentsWith(withKey({ type: 'JsonWebKey2020', publicKeyJwk: offCurveJwk('P-256') })),
  },
  {
    fault: 'has a key that is cut short',
    caughtBy: READABLE,
    says: /cannot be used/,
    make: () => documentsWith(withKey({ type: 'Multikey', publicKeyMultibase: 'z6Mk' })),
  },
  {
    fault: 'lists its keys for no purpose of DIDComm',
    caughtBy: 'lists a key to encrypt to or to sign with',
    make: () =>
      documentsWith(({ keyAgreement: _, authentication: assertionMethod, ...document }) => ({
        ...document,
        assertionMethod,
      })),
  },
  {
    fault: 'has one key, which signs, for key agreement',
    caughtBy: 'lists a key to encrypt to or to sign with',
    make: () =>
      documentsWith(({ authentication = [], keyAgreement = [], ...document }) => ({
        ...document,
        keyAgreement: authentication,
        authentication: keyAgreement,
      })),
  },
  ...(
    [
      ['id', /a service must have an id$/],
      ['type', /must have a type$/],
      ['serviceEndpoint', /must have texts or objects as its endpoint$/],
    ] as const
  ).map(([member, says]): Mutant => ({
    fault: `leaves out the ${member} of a service`,
    caughtBy: SERVICES,
    says,
    make: () =>
      documentsWith((document) => ({
        ...document,
        service: document.service?.map((service) => without(service, member)),
      })),
  })),
  {
    fault: 'has a text in the place of a service',
    caughtBy: SERVICES,
    says: /a service must be an object/,
    make: () => documentsWith((document) => ({ ...document, service: ['https://a.example'] })),
  },
  {
    fault: 'has two services of one id',
    caughtBy: SERVICES,
    make: () =>
      documentsWith(({ service = [], ...document }) => ({
        ...document,
        service: [...service, ...service.map((one) => ({ ...one, id: `${document.id}${one.id}` }))],
      })),
  },
  {
    fault: 'throws a bare error for DIDs that are not valid',
    caughtBy: INVALID,
    make: () => failingWith(({ code, message }) => new Error(`${code}: ${message}`)),
  },
  {
    fault: 'throws a TypeError for what is no DID',
    caughtBy: NO_DID,
    make: () =>
      failingWith((error, did) =>
        did.split(':').length < 3 ? new TypeError('undefined is not an object') : error,
      ),
  },
  {
    fault: 'throws a RangeError for long DIDs',
    caughtBy: STRANGE,
    make: () =>
      failingWith((error, did) =>
        did.length > 10_000 ? new RangeError('Maximum call stack size exceeded') : error,
      ),
  },
  {
    fault: 'never answers for DIDs that are not valid',
    caughtBy: INVALID,
    make: () => ({
      ...resolverWith({
        resolve: (did) =>
          did === 'did:toy:nonsense' ? new Promise(() => undefined) : toy.resolve(did),
      }),
      timeoutSeconds: 0.1,
    }),
  },
  {
    fault: 'says of all that it cannot resolve that it does not exist',
    caughtBy: OTHER_METHODS,
    make: () => failingWith(() => new DIDCommError('DID_NOT_FOUND', 'not found')),
  },
  {
    fault: 'reports what does not exist as an invalid document',
    caughtBy: NOT_FOUND,
    make: () =>
      failingWith((error) =>
        error.code === 'DID_NOT_FOUND'
          ? new DIDCommError('INVALID_DID_DOCUMENT', 'there is no document')
          : error,
      ),
  },
  {
    fault: 'resolves what does not exist to an empty document',
    caughtBy: NOT_FOUND,
    make: () =>
      resolverWith({
        resolve: async (did) => (/^did:toy:\d+$/.test(did) ? { id: did } : toy.resolve(did)),
      }),
  },
  {
    fault: 'resolves a DID URL with a fragment as if it were the DID',
    caughtBy: DID_URLS,
    make: () => resolverWith({ resolve: async (did) => toy.resolve(did.replace(/#.*/s, '')) }),
  },
  {
    fault: 'resolves a DID URL with a query as if it were a DID',
    caughtBy: DID_URLS,
    make: () =>
      resolverWith({
        resolve: async (did) => ({
          ...(await toy.resolve(did.replace(/\?.*/s, ''))),
          id: did,
        }),
      }),
  },
  {
    fault: 'trims what it is given',
    caughtBy: NO_DID,
    make: () => resolverWith({ resolve: async (did) => toy.resolve(did.trim()) }),
  },
  {
    fault: 'does not mind upper case in the scheme',
    caughtBy: NO_DID,
    make: () => resolverWith({ resolve: async (did) => toy.resolve(did.replace(/^DID:/, 'did:')) }),
  },
  {
    fault: 'resolves what a DID begins with',
    caughtBy: CHANGED,
    make: () =>
      resolverWith({
        resolve: async (did) =>
          toy.resolve(TOY.resolvable.find((known) => did.startsWith(known.did))?.did ?? did),
      }),
  },
  {
    fault: 'resolves DIDs without regard to case',
    caughtBy: CHANGED,
    make: () => {
      const known = new Map(TOY.resolvable.map(({ did }) => [did.toLowerCase(), did]))
      return resolverWith({
        resolve: async (did) => toy.resolve(known.get(did.toLowerCase()) ?? did),
      })
    },
  },
  {
    fault: 'throws before there is a promise',
    caughtBy: PROMISE,
    make: () =>
      resolverWith({
        resolve: (did) => {
          if (did === '') throw new DIDCommError('INVALID_DID', 'it is empty')
          return toy.resolve(did)
        },
      }),
  },
  {
    fault: 'returns no promise',
    caughtBy: PROMISE,
    make: () =>
      resolverWith({
        resolve: (did) =>
          (did === ALICE
            ? toyDocument(ALICE, ALICE_KEYS)
            : toy.resolve(did)) as Promise<DIDDocument>,
      }),
  },
  {
    fault: 'does not know its own DIDs',
    caughtBy: RESOLVABLE,
    make: () => resolverWith({ isResolvable: (did) => did.startsWith('did:toy:1') }),
  },
  {
    fault: 'says of everything that it is resolvable',
    caughtBy: NOT_RESOLVABLE,
    make: () => resolverWith({ isResolvable: () => true }),
  },
  {
    fault: 'throws instead of saying that something is not resolvable',
    caughtBy: NOT_RESOLVABLE,
    make: () =>
      resolverWith({
        isResolvable: (did) => {
          if (!toy.isResolvable(did)) throw new DIDCommError('INVALID_DID', 'no')
          return true
        },
      }),
  },
  {
    fault: 'throws when it is asked whether no text is resolvable',
    caughtBy: NO_TEXT,
    make: () => resolverWith({ isResolvable: (did) => did.startsWith('did:toy:') }),
  },
  {
    fault: 'promises to say whether something is resolvable',
    caughtBy: RESOLVABLE,
    make: () =>
      resolverWith({
        isResolvable: (async (did: string) => toy.isResolvable(did)) as unknown as () => boolean,
      }),
  },
  {
    fault: 'calls an id equivalent to itself',
    caughtBy: SAME_KIND,
    make: () => resolverWith({ equivalentIds: (id) => [id, ...toy.equivalentIds(id)] }),
  },
  {
    fault: 'calls a key equivalent to its DID',
    caughtBy: SAME_KIND,
    says: /must be a DID with a fragment/,
    make: () => resolverWith({ equivalentIds: (id) => (id.includes('#') ? id.split('#', 1) : []) }),
  },
  {
    fault: 'promises equivalent ids',
    caughtBy: SAME_KIND,
    make: () =>
      resolverWith({
        equivalentIds: (async (id: string) =>
          toy.equivalentIds(id)) as unknown as () => readonly string[],
      }),
  },
  {
    fault: 'claims ids that do not lead back',
    caughtBy: LEAD_BACK,
    make: () =>
      resolverWith({
        equivalentIds: (id) => (id.endsWith('#key-1') ? [] : toy.equivalentIds(id)),
      }),
  },
  {
    fault: 'throws when it knows no equivalent ids',
    caughtBy: NO_EQUIVALENT,
    make: () =>
      resolverWith({
        equivalentIds: (id) => {
          if (!id.startsWith('did:toy:')) throw new DIDCommError('INVALID_DID', 'no')
          return toy.equivalentIds(id)
        },
      }),
  },
  {
    fault: 'makes up equivalent ids for other methods',
    caughtBy: NO_EQUIVALENT,
    make: () =>
      resolverWith({
        equivalentIds: (id) =>
          id.startsWith('did:toy:') ? toy.equivalentIds(id) : [id.replace(/^did:\w+:/, 'did:toy:')],
      }),
  },
  {
    fault: 'makes the same DID twice',
    caughtBy: ANOTHER_DID,
    make: () => creating(() => Promise.resolve(CAROL)),
  },
  {
    fault: 'makes a DID and does not tell which',
    caughtBy: ANOTHER_DID,
    make: () =>
      creating(async (secrets) => {
        await createToyDID(crypto, secrets)
        return undefined as unknown as string
      }),
  },
  {
    fault: 'makes a DID without a key',
    caughtBy: SECRETS,
    says: /must have a key to use/,
    make: () => {
      const known: readonly string[] = TOY.resolvable.map(({ did }) => did)
      return documentsWith((document, did) =>
        known.includes(did) ? document : { '@context': document['@context'], id: did },
      )
    },
  },
  {
    fault: 'leaves the secrets under other kids',
    caughtBy: SECRETS,
    says: /must be held under it/,
    make: () =>
      creating((secrets) =>
        createToyDID(crypto, {
          get: () => undefined,
          add: (kid, secretKey) => secrets.add(kid.replace('#', '#secret-'), secretKey),
          delete: (kid) => secrets.delete(kid),
        }),
      ),
  },
  {
    fault: 'leaves the secrets of other keys',
    caughtBy: SECRETS,
    make: () =>
      creating((secrets) =>
        createToyDID(crypto, {
          get: () => undefined,
          add: async (kid) => {
            const { secretKey } = await crypto.generateKeyPair('X25519')
            await secrets.add(kid, secretKey)
          },
          delete: (kid) => secrets.delete(kid),
        }),
      ),
  },
  {
    fault: 'leaves no secret to sign with',
    caughtBy: '[SIG-1] signs, if it has keys to sign with',
    make: () => creating((secrets) => createWithout(secrets, '#z6Mk')),
  },
  {
    fault: 'leaves no secret to open anoncrypt with',
    caughtBy: '[ENC-1] receives anoncrypt, if it has keys to encrypt to',
    make: () => creating((secrets) => createWithout(secrets, '#z6LS')),
  },
  {
    fault: 'leaves no secret to send authcrypt with',
    caughtBy: '[ENC-2] sends and receives authcrypt, if it has keys to encrypt to',
    make: () => creating((secrets) => createWithout(secrets, '#z6LS')),
  },
  {
    fault: 'answers all who ask at once with the same object',
    caughtBy: NOT_SHARED,
    make: () => {
      const underWay = new Map<string, Promise<DIDDocument>>()
      return resolverWith({
        resolve: (did) => {
          const answer = underWay.get(did) ?? toy.resolve(did).finally(() => underWay.delete(did))
          underWay.set(did, answer)
          return answer
        },
      })
    },
  },
  {
    fault: 'resolves nothing any more once it refused something',
    caughtBy: UNDETERRED,
    make: () => {
      let broken = false
      return resolverWith({
        resolve: async (did) => {
          if (broken && toy.isResolvable(did)) throw new DIDCommError('DID_NOT_FOUND', 'not now')
          try {
            return await toy.resolve(did)
          } catch (error) {
            broken = true
            throw error
          }
        },
      })
    },
  },
  {
    fault: 'fails for all that wait when one fails',
    caughtBy: UNDETERRED,
    make: () => {
      let waiting: Promise<unknown>[] = []
      return resolverWith({
        resolve: async (did) => {
          const document = toy.resolve(did)
          waiting.push(document)
          await Promise.resolve()
          const all = waiting
          await Promise.all(all).finally(() => (waiting = []))
          return document
        },
      })
    },
  },
  {
    fault: 'calls two DIDs equivalent that have different keys',
    caughtBy: SAME_KEYS,
    make: () =>
      resolverWith({
        equivalentIds: (id) => {
          if (id === ALICE) return [BOB]
          return id === BOB ? [ALICE] : toy.equivalentIds(id)
        },
      }),
  },
  {
    fault: 'calls two keys of a DID equivalent',
    caughtBy: SAME_KEYS,
    make: () =>
      resolverWith({
        equivalentIds: (id) => {
          const kids = CAROL.replace('did:toy:', '')
            .split('.')
            .map((key) => `${CAROL}#${key}`)
          return kids.includes(id) ? kids.filter((kid) => kid !== id) : toy.equivalentIds(id)
        },
      }),
  },
  {
    fault: 'makes two DIDs of one key',
    caughtBy: NEW_KEYS,
    make: () => {
      const pair = crypto.generateKeyPair('Ed25519')
      const repeating = Object.create(crypto, {
        generateKeyPair: {
          value: (curve: 'X25519' | 'Ed25519') =>
            curve === 'Ed25519' ? pair : crypto.generateKeyPair(curve),
        },
      }) as typeof crypto
      return creating((secrets) => createToyDID(repeating, secrets))
    },
  },
]

describe('what didResolverSuite catches', () => {
  it.each(MUTANTS.map(({ fault, ...mutant }) => [fault, mutant] as const))(
    '[DID-1][DID-2] a resolver that %s',
    async (_, { caughtBy, says = /./, make }) => {
      const { failed } = await runSuite(didResolverSuite({ ...TOY, ...make() }))
      for (const { error } of failed) expect(error).toBeInstanceOf(ComplianceFailure)
      const caught = failed.find(({ title }) => title.endsWith(` › ${caughtBy}`))
      expect(caught?.error).toMatchObject({ message: expect.stringMatching(says) })
    },
  )
})

function renameKeys(rename: (id: string, index: number) => string) {
  return ({ verificationMethod = [], ...document }: DIDDocument): unknown => {
    const methods = verificationMethod.map((method, i) => ({ ...method, id: rename(method.id, i) }))
    return {
      ...document,
      verificationMethod: methods,
      keyAgreement: [],
      authentication: methods.map(({ id }) => id),
    }
  }
}

function without(value: object, member: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member))
}

function creating(createDID: typeof TOY.create.createDID): Changes {
  return { create: { crypto, createDID } }
}

function createWithout(
  secrets: Parameters<typeof TOY.create.createDID>[0],
  name: string,
): Promise<string> {
  return createToyDID(crypto, {
    get: () => undefined,
    add: (kid, secretKey) => (kid.includes(name) ? undefined : secrets.add(kid, secretKey)),
    delete: (kid) => secrets.delete(kid),
  })
}
