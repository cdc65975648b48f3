import { lookup } from 'node:dns/promises'
import { DIDWebResolver } from '@didcomm/did-web'
import { errorOf } from '@didcomm/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeWeb, json, redirect, startWeb } from './support/fake-web.ts'

const DID = 'did:web:example.com'
const PAGE = 'https://example.com/.well-known/did.json'

let web: FakeWeb

beforeAll(async () => {
  web = await startWeb()
})
beforeEach(() => {
  web.pages.clear()
  web.requests.length = 0
  web.pages.set(PAGE, json({ id: DID }))
})
afterAll(() => web.close())

describe('private hosts', () => {
  it.each([
    'localhost',
    'a.localhost',
    'printer.local',
    'metadata.google.internal',
    'router.home.arpa',
    'intranet',
  ])('[DID-5] %s is not asked unless it is allowed', async (host) => {
    for (const [did, url] of [
      [`did:web:${host}`, `https://${host}/.well-known/did.json`],
      [`did:web:${host.toUpperCase()}%3A8443:a`, `https://${host}:8443/a/did.json`],
    ] as const) {
      web.pages.set(url, json({ id: did }))
      const error = await errorOf(new DIDWebResolver({ fetch: web.fetch }).resolve(did))
      expect(error.code).toBe('DID_RESOLUTION_FAILED')
      expect(error.message).toContain(`${url} is at a private address`)
      expect(web.requests).toEqual([])
      const allowed = new DIDWebResolver({ fetch: web.fetch, allowPrivateAddresses: true })
      expect(await allowed.resolve(did)).toEqual({ id: did })
      web.requests.length = 0
    }
  })

  it.each([
    ['127.0.0.1'],
    ['93.184.215.14', '10.0.0.1'],
    ['::1'],
    ['fe80::1%eth0'],
    ['fd00::1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    ['::ffff:192.168.0.1'],
    ['64:ff9b::a00:1'],
    ['not an address'],
    ['example.com'],
    [''],
  ])('[DID-5] a name that is found to be at %s is not asked', async (...addresses) => {
    const resolver = new DIDWebResolver({ fetch: web.fetch, lookup: () => addresses })
    const error = await errorOf(resolver.resolve(DID))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toContain('is at a host with a private address')
    expect(web.requests).toEqual([])
  })

  it('[DID-5] a name is asked that is found to be at public addresses alone', async () => {
    const names: string[] = []
    const resolver = new DIDWebResolver({
      fetch: web.fetch,
      lookup: async (name) => {
        names.push(name)
        return ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '64:ff9b::5db8:d70e']
      },
    })
    expect(await resolver.resolve(DID)).toEqual({ id: DID })
    expect(names).toEqual(['example.com'])
  })

  it('[DID-5] a name is looked up again for every redirect', async () => {
    web.pages.set(PAGE, redirect('/a'))
    web.pages.set('https://example.com/a', json({ id: DID }))
    const answers = [['93.184.215.14'], ['192.168.0.1']]
    const resolver = new DIDWebResolver({ fetch: web.fetch, lookup: () => answers.shift() ?? [] })
    const error = await errorOf(resolver.resolve(DID))
    expect(error.message).toContain('private address')
    expect(web.requests.map(({ url }) => url)).toEqual([PAGE])
  })

  it('[DID-5] a name without an address, or that is not found, is not asked', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    for (const [find, problem, cause] of [
      [() => [], 'is at a host without an address', undefined],
      [() => Promise.reject(failure), 'is at a host whose address is not found', failure],
      [() => null as never, 'is at a host whose address is not found', expect.any(TypeError)],
    ] as const) {
      const error = await errorOf(
        new DIDWebResolver({ fetch: web.fetch, lookup: find }).resolve(DID),
      )
      expect(error.code).toBe('DID_RESOLUTION_FAILED')
      expect(error.message).toContain(problem)
      expect(error.cause).toEqual(cause)
    }
    expect(web.requests).toEqual([])
  })

  it("[DID-5] Node's lookup fits", async () => {
    const resolver = new DIDWebResolver({
      fetch: web.fetch,
      lookup: async () => (await lookup('127.0.0.1', { all: true })).map(({ address }) => address),
    })
    expect((await errorOf(resolver.resolve(DID))).message).toContain('private address')
  })

  it('[DID-5] nothing is looked up when private addresses are allowed', async () => {
    const resolver = new DIDWebResolver({
      fetch: web.fetch,
      allowPrivateAddresses: true,
      lookup: () => Promise.reject(new Error('asked')),
    })
    expect(await resolver.resolve(DID)).toEqual({ id: DID })
  })
})
