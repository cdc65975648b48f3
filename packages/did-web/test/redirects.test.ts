import { DIDWebResolver } from '@didcomm/did-web'
import { errorOf } from '@didcomm/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeWeb, json, redirect, startWeb, text } from './support/fake-web.ts'

const DID = 'did:web:example.com'
const PAGE = 'https://example.com/.well-known/did.json'

let web: FakeWeb
let resolver: DIDWebResolver

beforeAll(async () => {
  web = await startWeb()
  resolver = new DIDWebResolver({ fetch: web.fetch })
})
beforeEach(() => {
  web.pages.clear()
  web.requests.length = 0
})
afterAll(() => web.close())

const asked = (): string[] => web.requests.map(({ url }) => url)

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    '[DID-5] of status %i is followed within the host',
    async (status) => {
      web.pages.set(PAGE, redirect('/did.json?v=2', status))
      web.pages.set('https://example.com/did.json?v=2', json({ id: DID }))
      expect(await resolver.resolve(DID)).toEqual({ id: DID })
      expect(asked()).toEqual([PAGE, 'https://example.com/did.json?v=2'])
    },
  )

  it('[DID-5] is followed however the same host is written', async () => {
    web.pages.set('https://example.com/a', json({ id: DID }))
    for (const location of [
      'https://example.com/a',
      'https://EXAMPLE.com:443/a',
      '//example.com/a',
      '../a',
      'https:/a',
    ]) {
      web.pages.set(PAGE, redirect(location))
      expect(await resolver.resolve(DID), location).toEqual({ id: DID })
    }
  })

  it.each([
    'https://evil.example/did.json',
    '//evil.example/did.json',
    'https://www.example.com/.well-known/did.json',
    'https://example.com.evil.example/',
    'https://example.com:8443/did.json',
    'https://example.com./did.json',
    'https://example.com@evil.example/',
    'http://example.com/did.json',
    'http://example.com:443/did.json',
    'https://127.0.0.1/did.json',
    'http://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'data:application/json,{"id":"did:web:example.com"}',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '\\\\evil.example\\did.json',
  ])('[DID-5] to %s is not followed', async (location) => {
    web.pages.set(PAGE, redirect(location))
    const error = await errorOf(resolver.resolve(DID))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toMatch(/ redirects to [a-z]+:\/\/\S*, which is not followed$/)
    expect(error.details).toEqual({ did: DID, status: 302 })
    expect(asked()).toEqual([PAGE])
  })

  it('[DID-5] is not followed with a user name, or to what is no URL', async () => {
    for (const [location, problem] of [
      ['https://user@example.com/a', 'has a user name or a password'],
      ['https://:pw@example.com/a', 'has a user name or a password'],
      ['https://a b/', 'redirects to what is not a URL'],
      ['https://', 'redirects to what is not a URL'],
    ] as const) {
      web.pages.set(PAGE, redirect(location))
      const error = await errorOf(resolver.resolve(DID))
      expect(error.code).toBe('DID_RESOLUTION_FAILED')
      expect(error.message).toContain(problem)
    }
    expect(new Set(asked())).toEqual(new Set([PAGE]))
  })

  it('[DID-5] within the host does not hide one to another', async () => {
    web.pages.set(PAGE, redirect('/a'))
    web.pages.set('https://example.com/a', redirect('https://evil.example/'))
    const error = await errorOf(resolver.resolve(DID))
    expect(error.message).toContain('redirects to https://evil.example, which is not followed')
    expect(asked()).toEqual([PAGE, 'https://example.com/a'])
  })

  it('[DID-5] is followed three times, and no more', async () => {
    web.pages.set(PAGE, redirect('/1'))
    web.pages.set('https://example.com/1', redirect('/2'))
    web.pages.set('https://example.com/2', redirect('/3'))
    web.pages.set('https://example.com/3', json({ id: DID }))
    expect(await resolver.resolve(DID)).toEqual({ id: DID })
    web.pages.set('https://example.com/3', redirect('/4'))
    web.pages.set('https://example.com/4', json({ id: DID }))
    const error = await errorOf(resolver.resolve(DID))
    expect(error).toMatchObject({ code: 'DID_RESOLUTION_FAILED' })
    expect(error.message).toContain('redirects too many times')
  })

  it('[DID-5] in a circle ends', async () => {
    web.pages.set(PAGE, redirect(PAGE))
    const error = await errorOf(resolver.resolve(DID))
    expect(error.message).toContain('redirects too many times')
    expect(asked()).toHaveLength(4)
  })

  it('[DID-5] without a place to go to is an answer that is none', async () => {
    web.pages.set(PAGE, text('', 302))
    const error = await errorOf(resolver.resolve(DID))
    expect(error.message).toContain('answers with status 302')
  })

  it('[DID-5] to nothing is a DID that does not exist', async () => {
    web.pages.set(PAGE, redirect('/gone'))
    expect((await errorOf(resolver.resolve(DID))).code).toBe('DID_NOT_FOUND')
  })

  it('[DID-5] that a browser does not show is refused, and says so', async () => {
    const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } })
    const browser = new DIDWebResolver({ fetch: async () => opaque })
    const error = await errorOf(browser.resolve(DID))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toContain('redirects, and a browser does not tell where to')
  })

  it('[DID-5] that the given fetch has followed by itself is refused', async () => {
    web.pages.set(PAGE, redirect('/'))
    const following = new DIDWebResolver({
      fetch: async (url, init) => {
        const response = await web.fetch(url, { ...init, redirect: 'manual' })
        return Object.defineProperties(Response.json({ id: DID }), {
          redirected: { value: response.status === 302 },
        })
      },
    })
    const error = await errorOf(following.resolve(DID))
    expect(error.message).toContain('was redirected by the fetch that was given')
  })
})
