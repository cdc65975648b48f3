import { StaticResolver } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import type { DIDDocument, DIDResolver } from '../src/contracts/did-resolver.ts'
import { CachingResolver } from '../src/did/caching-resolver.ts'

/** Makes a new document for each call, as resolvers over a network do. */
function counting(): { resolver: DIDResolver; calls: string[] } {
  const calls: string[] = []
  const resolver: DIDResolver = {
    async resolve(id) {
      calls.push(id)
      return { id, call: calls.length }
    },
  }
  return { calls, resolver }
}

/** So many lists, each but the last with the next in it. */
function nested(count: number): unknown[] {
  let list: unknown[] = []
  for (let depth = 1; depth < count; depth++) list = [list]
  return list
}

describe('CachingResolver', () => {
  it('[DID-3] resolves once and returns the same object until the time-to-live is over', async () => {
    const { resolver, calls } = counting()
    let now = 1000
    const cached = new CachingResolver({ resolver, ttlSeconds: 60, now: () => now })
    const first = await cached.resolve('did:example:a')
    now = 1059
    expect(await cached.resolve('did:example:a')).toBe(first)
    now = 1060
    expect(await cached.resolve('did:example:a')).not.toBe(first)
    expect(calls).toEqual(['did:example:a', 'did:example:a'])
  })

  it('[DID-3] does not let a use prolong the time-to-live', async () => {
    const { resolver, calls } = counting()
    let now = 0
    const cached = new CachingResolver({ resolver, ttlSeconds: 60, now: () => now })
    for (now = 0; now < 120; now += 20) await cached.resolve('did:example:a')
    expect(calls).toHaveLength(2)
  })

  it('[DID-3] does not trust an entry from the future', async () => {
    const { resolver, calls } = counting()
    let now = 1_000_000
    const cached = new CachingResolver({ resolver, now: () => now })
    await cached.resolve('did:example:a')
    now = 1000
    await cached.resolve('did:example:a')
    expect(calls).toHaveLength(2)
  })

  it('[DID-3] keeps nothing when the time-to-live or the time is no number', async () => {
    for (const options of [{ ttlSeconds: Number.NaN }, { now: () => Number.NaN }]) {
      const { resolver, calls } = counting()
      const cached = new CachingResolver({ resolver, ...options })
      await cached.resolve('did:example:a')
      await cached.resolve('did:example:a')
      expect(calls).toHaveLength(2)
    }
  })

  it('[DID-3] forgets what was not used for longest when there are too many', async () => {
    const { resolver, calls } = counting()
    const cached = new CachingResolver({ resolver, maxEntries: 2, now: () => 0 })
    await cached.resolve('did:example:a')
    await cached.resolve('did:example:b')
    await cached.resolve('did:example:a')
    await cached.resolve('did:example:c')
    expect(calls).toEqual(['did:example:a', 'did:example:b', 'did:example:c'])
    await cached.resolve('did:example:a')
    expect(calls).toHaveLength(3)
    await cached.resolve('did:example:b')
    expect(calls).toHaveLength(4)
  })

  it('[DID-3] keeps nothing when there may be no entries', async () => {
    const { resolver, calls } = counting()
    const cached = new CachingResolver({ resolver, maxEntries: 0 })
    await cached.resolve('did:example:a')
    await cached.resolve('did:example:a')
    expect(calls).toHaveLength(2)
  })

  it('[DID-3] shares one resolution among concurrent requests', async () => {
    const { resolver, calls } = counting()
    const cached = new CachingResolver({ resolver })
    const documents = await Promise.all(
      Array.from({ length: 5 }, () => cached.resolve('did:example:a')),
    )
    expect(calls).toHaveLength(1)
    expect(new Set(documents).size).toBe(1)
  })

  it('[DID-3] shares no more resolutions than it keeps documents', async () => {
    const asked: string[] = []
    const silent: DIDResolver = {
      resolve: (did) => {
        asked.push(did)
        return new Promise(() => undefined)
      },
    }
    const cached = new CachingResolver({ resolver: silent, maxEntries: 2 })
    for (const name of ['a', 'b', 'c', 'a', 'b', 'c']) void cached.resolve(`did:example:${name}`)
    expect(asked).toEqual(['a', 'b', 'c', 'c'].map((name) => `did:example:${name}`))
  })

  it('[DID-3] keeps a document as it was, whatever becomes of it', async () => {
    const original = {
      id: 'did:example:a',
      service: [{ id: '#a', type: 'A', serviceEndpoint: {} }],
    }
    const cached = new CachingResolver({ resolver: new StaticResolver([original]) })
    const document = await cached.resolve('did:example:a')
    original.service.pop()
    expect(await cached.resolve('did:example:a')).toEqual({
      id: 'did:example:a',
      service: [{ id: '#a', type: 'A', serviceEndpoint: {} }],
    })
    for (const part of [document, document.service, document.service?.[0]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(Object.isFrozen(original)).toBe(false)
  })

  it('[DID-2] keeps a member __proto__ as a member', async () => {
    const original = JSON.parse('{"id":"did:example:a","__proto__":{"id":"did:example:b"}}')
    const cached = new CachingResolver({ resolver: new StaticResolver([original]) })
    const document = await cached.resolve('did:example:a')
    expect(Object.getOwnPropertyNames(document)).toEqual(['id', '__proto__'])
  })

  it.each([undefined, null, 1, [], {}, { id: 1 }])(
    '[DID-2] does not keep %j for a document',
    async (answer) => {
      const resolver = { resolve: async () => answer } as unknown as DIDResolver
      await expect(
        new CachingResolver({ resolver }).resolve('did:example:a'),
      ).rejects.toMatchObject({
        code: 'INVALID_DID_DOCUMENT',
        message: expect.stringContaining('did:example:a'),
      })
    },
  )

  it.each([32, 100_000])(
    '[DID-2] refuses a document with %d lists in one another',
    async (count) => {
      const resolver = new StaticResolver([{ id: 'did:example:a', deep: nested(count) }])
      const resolution = new CachingResolver({ resolver }).resolve('did:example:a')
      await expect(resolution).rejects.toMatchObject({ code: 'INVALID_DID_DOCUMENT' })
    },
  )

  it('[DID-2] refuses a document with more objects and lists than 2000', async () => {
    const resolve = (count: number): Promise<DIDDocument> => {
      const members = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? {} : []))
      const resolver = new StaticResolver([{ id: 'did:example:a', members }])
      return new CachingResolver({ resolver }).resolve('did:example:a')
    }
    expect((await resolve(1998))['members']).toHaveLength(1998)
    await expect(resolve(1999)).rejects.toMatchObject({ code: 'INVALID_DID_DOCUMENT' })
  })

  it('[DID-2] counts an object for every place that it stands in', async () => {
    let shared: unknown = {}
    for (let level = 0; level < 20; level++) shared = [shared, shared]
    const resolver = new StaticResolver([{ id: 'did:example:a', shared }])
    await expect(new CachingResolver({ resolver }).resolve('did:example:a')).rejects.toMatchObject({
      code: 'INVALID_DID_DOCUMENT',
    })
  })

  it('[DID-2] reads a document with 31 lists in one another', async () => {
    const resolver = new StaticResolver([{ id: 'did:example:a', deep: nested(31) }])
    const { deep } = await new CachingResolver({ resolver }).resolve('did:example:a')
    expect(deep).toEqual(nested(31))
  })

  it('[DID-3] does not keep a failure, and hands it on as it is', async () => {
    const failure = new Error('offline')
    const answers: (() => Promise<DIDDocument>)[] = [
      () => Promise.reject(failure),
      () => {
        throw failure
      },
      () => Promise.resolve({ id: 'did:example:a' }),
    ]
    const resolver: DIDResolver = { resolve: () => answers.shift()?.() ?? expect.unreachable() }
    const cached = new CachingResolver({ resolver })
    await expect(cached.resolve('did:example:a')).rejects.toBe(failure)
    await expect(cached.resolve('did:example:a')).rejects.toBe(failure)
    expect(await cached.resolve('did:example:a')).toEqual({ id: 'did:example:a' })
  })

  it('[DID-3] leaves the other questions to its resolver', () => {
    const resolver: DIDResolver = {
      resolve: () => Promise.reject(new Error('not asked')),
      isResolvable: (did) => did === 'did:example:a',
      equivalentIds: (id) => [`${id}-short`],
    }
    const cached = new CachingResolver({ resolver })
    expect(cached.isResolvable('did:example:a')).toBe(true)
    expect(cached.isResolvable('did:example:b')).toBe(false)
    expect(cached.equivalentIds('did:example:a')).toEqual(['did:example:a-short'])

    const silent = new CachingResolver({ resolver: new StaticResolver() })
    expect(silent.isResolvable('did:example:a')).toBe(true)
    expect(silent.isResolvable('did:example:a#key-1')).toBe(false)
    expect(silent.isResolvable('nonsense')).toBe(false)
    expect(silent.equivalentIds('did:example:a')).toEqual([])
  })
})
