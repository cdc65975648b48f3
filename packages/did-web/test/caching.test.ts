import { CachingResolver } from '@didcomm/core/did'
import { DIDWebResolver } from '@didcomm/did-web'
import { errorOf } from '@didcomm/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeWeb, json, startWeb, text } from './support/fake-web.ts'

const DID = 'did:web:example.com'
const PAGE = 'https://example.com/.well-known/did.json'

let web: FakeWeb
let now = 0
let cached: CachingResolver

beforeEach(async () => {
  web = await startWeb()
  const resolver = new DIDWebResolver({ fetch: web.fetch })
  cached = new CachingResolver({ resolver, ttlSeconds: 60, maxEntries: 2, now: () => now })
})
afterEach(() => web.close())

describe('a CachingResolver before it', () => {
  it('[DID-5] asks the server once, until the time is over', async () => {
    web.pages.set(PAGE, json({ id: DID, version: 1 }))
    const [first, second] = await Promise.all([cached.resolve(DID), cached.resolve(DID)])
    expect(second).toBe(first)
    web.pages.set(PAGE, json({ id: DID, version: 2 }))
    expect(await cached.resolve(DID)).toBe(first)
    expect(web.requests).toHaveLength(1)
    now += 60
    expect(await cached.resolve(DID)).toEqual({ id: DID, version: 2 })
  })

  it('[DID-5] keeps no failure', async () => {
    for (const page of [
      text('', 500),
      text('', 404),
      text('{'),
      json({ id: 'did:web:other.example' }),
    ]) {
      web.pages.set(PAGE, page)
      await errorOf(cached.resolve(DID))
    }
    const both = await Promise.allSettled([cached.resolve(DID), cached.resolve(DID)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(web.requests).toHaveLength(5)
    web.pages.set(PAGE, json({ id: DID }))
    expect(await cached.resolve(DID)).toEqual({ id: DID })
  })

  it('[DID-5] does not go on with an old document when the new one cannot be had', async () => {
    web.pages.set(PAGE, json({ id: DID }))
    await cached.resolve(DID)
    web.pages.set(PAGE, text('', 410))
    now += 60
    expect((await errorOf(cached.resolve(DID))).code).toBe('DID_NOT_FOUND')
  })

  it('[DID-5] tells of which method a DID is', () => {
    expect(cached.isResolvable(DID)).toBe(true)
    expect(cached.isResolvable('did:peer:2')).toBe(false)
  })
})
