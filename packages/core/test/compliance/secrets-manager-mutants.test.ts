import type { CryptoService, ExternalKey, WritableSecretsManager } from '@didcomm/core'
import { ComplianceFailure, runSuite, secretsManagerSuite } from '@didcomm/core/compliance'
import { createCryptoService } from '@didcomm/core/crypto'
import { noblePrimitives, type NobleSecretKey } from '@didcomm/crypto-noble'
import { describe, expect, it } from 'vitest'

type SecretKey = NobleSecretKey | ExternalKey
type Manager = WritableSecretsManager<SecretKey>

interface Mutant {
  readonly fault: string
  /** The title of the case that is there to catch it. */
  readonly caughtBy: string
  /** What the case says, where others could catch it by chance. */
  readonly says?: RegExp
  readonly create: () => Manager
}

/** With few curves, as each of them has two keys in nearly every case. */
const primitives = {
  ...noblePrimitives,
  supports: { ...noblePrimitives.supports, curves: ['X25519', 'Ed25519'], sig: ['EdDSA'] },
} as const
const crypto = createCryptoService(primitives)

/** A manager as it should be, over `store`, with other methods in the place of its own. */
function managerWith(
  change: (store: Map<string, SecretKey>) => Partial<Manager> & Record<string, unknown>,
  store = new Map<string, SecretKey>(),
): Manager {
  return {
    get: (kid) => store.get(kid),
    add: (kid, secretKey) => {
      store.set(kid, secretKey)
    },
    delete: (kid) => store.delete(kid),
    ...change(store),
  }
}

/** The first secret whose kid `fits`. */
function first(
  store: ReadonlyMap<string, SecretKey>,
  fits: (kid: string) => boolean,
): SecretKey | undefined {
  return [...store].find(([kid]) => fits(kid))?.[1]
}

/** A backend whose keys are their JWKs, which a careless manager shows. */
const careless = createCryptoService({
  ...primitives,
  importSecretKey: (jwk) => jwk as unknown as NobleSecretKey,
})

const FINDS = 'finds the secret of each kid that it holds'
const FINDS_AGAIN = 'finds it again, and for several at once'
const UNKNOWN = 'returns undefined for a kid that it does not hold'
const MEMBERS = 'returns undefined for the names of what every object has'
const RESEMBLING = 'returns undefined for what only resembles a kid that it holds'
const REPLACES = 'puts a secret in the place of the one that was there'
const TELLS = 'tells of each secret that it forgets whether there was one'
const KEEPS_OTHERS = 'keeps the others when it forgets one'
const SHARES_NOTHING = 'shares nothing with another manager'
const FROM_WHEN = 'finds a secret from when it is added until it is forgotten'
const AT_ONCE = 'keeps all that are added at once'
const LONG_KIDS = 'tells long kids apart by their ends'
const UNDER_ANOTHER = 'keeps a secret under one kid when it forgets it under another'
const SHOWS_NOTHING = 'shows no secret as text, as JSON, or in a property'

const shared = new Map<string, SecretKey>()
const stores: Map<string, SecretKey>[] = []

const MUTANTS: readonly Mutant[] = [
  {
    fault: 'finds nothing',
    caughtBy: FINDS,
    says: /must be found/,
    create: () => managerWith(() => ({ get: () => undefined })),
  },
  {
    fault: 'finds the secret of another key to agree with',
    caughtBy: FINDS,
    says: /the secret of .*X25519-2 must work with its public key/,
    create: () => mixingUp('X25519'),
  },
  {
    fault: 'finds the secret of another key to sign with',
    caughtBy: FINDS,
    says: /a signature by the secret of .*Ed25519-2 must be one of its public key/,
    create: () => mixingUp('Ed25519'),
  },
  {
    fault: 'finds a secret once',
    caughtBy: FINDS_AGAIN,
    create: () =>
      managerWith((store) => ({
        get: (kid) => {
          const secretKey = store.get(kid)
          store.delete(kid)
          return secretKey
        },
      })),
  },
  {
    fault: 'answers with the kid that was asked for last',
    caughtBy: FINDS_AGAIN,
    create: () =>
      managerWith((store) => {
        let last = ''
        return {
          get: async (kid) => {
            last = kid
            await Promise.resolve()
            return store.get(last)
          },
        }
      }),
  },
  {
    fault: 'returns null for what it does not hold',
    caughtBy: UNKNOWN,
    create: () =>
      managerWith((store) => ({ get: (kid) => store.get(kid) ?? (null as unknown as undefined) })),
  },
  {
    fault: 'throws for what it does not hold',
    caughtBy: UNKNOWN,
    create: () =>
      managerWith((store) => ({
        get: (kid) => {
          if (!store.has(kid)) throw new Error(`no secret of ${kid}`)
          return store.get(kid)
        },
      })),
  },
  {
    fault: 'keeps its secrets in a plain object',
    caughtBy: MEMBERS,
    create: () => {
      const store: Record<string, SecretKey> = {}
      return managerWith(() => ({
        get: (kid) => store[kid],
        add: (kid, secretKey) => {
          store[kid] = secretKey
        },
        delete: (kid) => Object.hasOwn(store, kid) && delete store[kid],
      }))
    },
  },
  {
    fault: 'finds a key of the DID when it is asked for the DID',
    caughtBy: RESEMBLING,
    create: () =>
      managerWith((store) => ({
        get: (kid) => store.get(kid) ?? first(store, (other) => other.startsWith(`${kid}#`)),
      })),
  },
  {
    fault: 'finds a key by what its kid begins with',
    caughtBy: RESEMBLING,
    create: () =>
      managerWith((store) => ({
        get: (kid) =>
          store.get(kid) ?? first(store, (other) => kid.includes('#') && other.startsWith(kid)),
      })),
  },
  {
    fault: 'finds a key by its fragment',
    caughtBy: RESEMBLING,
    create: () =>
      managerWith((store) => ({
        get: (kid) =>
          store.get(kid) ?? first(store, (other) => kid.startsWith('#') && other.endsWith(kid)),
      })),
  },
  {
    fault: 'does not mind the case of kids',
    caughtBy: RESEMBLING,
    create: () =>
      managerWith((store) => ({
        get: (kid) => first(store, (other) => other.toLowerCase() === kid.toLowerCase()),
      })),
  },
  {
    fault: 'trims kids',
    caughtBy: RESEMBLING,
    create: () => managerWith((store) => ({ get: (kid) => store.get(kid.trim()) })),
  },
  {
    fault: 'keeps the first secret of a kid',
    caughtBy: REPLACES,
    create: () =>
      managerWith((store) => ({
        add: (kid, secretKey) => {
          if (!store.has(kid)) store.set(kid, secretKey)
        },
      })),
  },
  {
    fault: 'says of all that it forgot it',
    caughtBy: TELLS,
    says: /must be false for what is not held/,
    create: () =>
      managerWith((store) => ({
        delete: (kid) => {
          store.delete(kid)
          return true
        },
      })),
  },
  {
    fault: 'says of nothing that it forgot it',
    caughtBy: TELLS,
    says: /must be true for what was held/,
    create: () =>
      managerWith((store) => ({
        delete: (kid) => {
          store.delete(kid)
          return false
        },
      })),
  },
  {
    fault: 'says again that it forgot it',
    caughtBy: TELLS,
    says: /must be false the second time/,
    create: () => {
      const forgotten = new Set<string>()
      return managerWith((store) => ({
        delete: (kid) => {
          if (store.delete(kid)) forgotten.add(kid)
          return forgotten.has(kid)
        },
      }))
    },
  },
  {
    fault: 'does not forget',
    caughtBy: TELLS,
    create: () => managerWith((store) => ({ delete: (kid) => store.has(kid) })),
  },
  {
    fault: 'forgets all keys of the DID',
    caughtBy: KEEPS_OTHERS,
    create: () =>
      managerWith((store) => ({
        delete: (kid) => {
          const had = store.has(kid)
          store.clear()
          return had
        },
      })),
  },
  {
    fault: 'shares its store',
    caughtBy: SHARES_NOTHING,
    says: /undefined must be returned/,
    create: () => managerWith(() => ({}), shared),
  },
  {
    fault: 'forgets what others hold',
    caughtBy: SHARES_NOTHING,
    says: /must be found/,
    create: () =>
      managerWith((store) => {
        stores.push(store)
        return { delete: (kid) => stores.map((each) => each.delete(kid)).includes(true) }
      }),
  },
  {
    fault: 'remembers what it did not hold',
    caughtBy: FROM_WHEN,
    create: () =>
      managerWith((store) => {
        const missing = new Set<string>()
        return {
          get: (kid) => {
            if (!store.has(kid)) missing.add(kid)
            return missing.has(kid) ? undefined : store.get(kid)
          },
        }
      }),
  },
  {
    fault: 'remembers what it held, and was told to forget',
    caughtBy: FROM_WHEN,
    create: () => remembering(),
  },
  {
    fault: 'remembers what it held, and was told to replace',
    caughtBy: REPLACES,
    create: () => remembering(),
  },
  {
    fault: 'loses one of two secrets that are added at once',
    caughtBy: AT_ONCE,
    create: () => {
      let store: ReadonlyMap<string, SecretKey> = new Map()
      return managerWith(() => ({
        get: (kid) => store.get(kid),
        add: async (kid, secretKey) => {
          const copy = new Map(store)
          await Promise.resolve()
          store = copy.set(kid, secretKey)
        },
        delete: (kid) => {
          const copy = new Map(store)
          const had = copy.delete(kid)
          store = copy
          return had
        },
      }))
    },
  },
  {
    fault: 'cuts long kids, as names of files are cut',
    caughtBy: LONG_KIDS,
    create: () =>
      managerWith((store) => ({
        get: (kid) => store.get(kid.slice(0, 255)),
        add: (kid, secretKey) => {
          store.set(kid.slice(0, 255), secretKey)
        },
        delete: (kid) => store.delete(kid.slice(0, 255)),
      })),
  },
  {
    fault: 'forgets a secret under each of its kids',
    caughtBy: UNDER_ANOTHER,
    create: () =>
      managerWith((store) => ({
        delete: (kid) => {
          const forgotten = store.get(kid)
          for (const [other, secretKey] of store) if (secretKey === forgotten) store.delete(other)
          return forgotten !== undefined
        },
      })),
  },
  {
    fault: 'says that it forgot what every object has',
    caughtBy: TELLS,
    says: /must be false for/,
    create: () => managerWith((store) => ({ delete: (kid) => store.delete(kid) || kid in {} })),
  },
  {
    fault: 'decodes kids',
    caughtBy: RESEMBLING,
    create: () => managerWith((store) => ({ get: (kid) => store.get(decodeURIComponent(kid)) })),
  },
]

const SHOWING: readonly Omit<Mutant, 'caughtBy'>[] = [
  {
    fault: 'has its store as a property',
    create: () => managerWith((store) => ({ store })),
  },
  {
    fault: 'writes its secrets as JSON',
    create: () => managerWith((store) => ({ toJSON: () => [...store] })),
  },
  {
    fault: 'writes its secrets as text',
    create: () =>
      managerWith((store) => ({ toString: () => `secrets: ${JSON.stringify([...store])}` })),
  },
  {
    fault: 'has its secrets as bytes in a property',
    create: () =>
      managerWith((store) => {
        const bytes: Uint8Array[] = []
        return {
          bytes,
          add: (kid, secretKey) => {
            store.set(kid, secretKey)
            const { d } = secretKey as { readonly d?: string }
            bytes.push(new Uint8Array(Buffer.from(d ?? '', 'base64url')))
          },
        }
      }),
  },
]

/** Finds again what it found once. */
function remembering(): Manager {
  return managerWith((store) => {
    const found = new Map<string, SecretKey>()
    return {
      get: (kid) => {
        const secretKey = found.get(kid) ?? store.get(kid)
        if (secretKey) found.set(kid, secretKey)
        return secretKey
      },
    }
  })
}

/** Finds the first key of a curve where the second is asked for. */
function mixingUp(curve: string): Manager {
  return managerWith((store) => ({
    get: (kid) => store.get(kid.endsWith(`-${curve}-2`) ? kid.slice(0, -2) : kid),
  }))
}

/** The cases that a manager does not pass, by their titles, and what each says. */
async function failedCases(
  backend: CryptoService<SecretKey>,
  create: () => Manager,
): Promise<ReadonlyMap<string, string>> {
  const { failed } = await runSuite(secretsManagerSuite({ crypto: backend, create }))
  return new Map(
    failed.map(({ title, error }) => {
      if (!(error instanceof ComplianceFailure)) throw error
      return [title.split(' › ')[2] ?? '', error.message]
    }),
  )
}

describe('what secretsManagerSuite catches', () => {
  it('lets a manager pass that has no fault', async () => {
    expect(await failedCases(crypto, () => managerWith(() => ({})))).toEqual(new Map())
  })

  it.each(MUTANTS.map(({ fault, ...mutant }) => [fault, mutant] as const))(
    'a manager that %s',
    async (_, { caughtBy, says = /./, create }) => {
      expect((await failedCases(crypto, create)).get(caughtBy)).toMatch(says)
    },
  )

  it.each(SHOWING.map(({ fault, create }) => [fault, create] as const))(
    'a manager that %s',
    async (_, create) => {
      expect([...(await failedCases(careless, create)).keys()]).toContain(SHOWS_NOTHING)
    },
  )

  it('does not take a manager to task for a careless backend', async () => {
    const failed = await failedCases(careless, () => managerWith(() => ({})))
    expect([...failed.keys()]).not.toContain(SHOWS_NOTHING)
  })

  it.each([
    ['curves', /must have a curve/],
    ['enc', /must have a content encryption/],
  ])('a backend without %s', async (member, says) => {
    const supports = { ...primitives.supports, [member]: [] }
    const backend = createCryptoService({ ...primitives, supports })
    const failed = await failedCases(backend, () => managerWith(() => ({})))
    expect([...failed.values()].join('\n')).toMatch(says)
  })
})
