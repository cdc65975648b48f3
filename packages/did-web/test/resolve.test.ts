import { DIDWebResolver } from '@didcomm/did-web'
import { errorOf } from '@didcomm/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeWeb, json, startWeb, text } from './support/fake-web.ts'

const DID = 'did:web:example.com'
const URL_OF_DID = 'https://example.com/.well-known/did.json'
const ALICE = 'did:web:example.com%3A8443:user:alice'
const URL_OF_ALICE = 'https://example.com:8443/user/alice/did.json'

let web: FakeWeb
let resolver: DIDWebResolver

beforeAll(async () => {
  web = await startWeb()
  resolver = new DIDWebResolver({ fetch: web.fetch })
})
beforeEach(() => {
  web.pages.clear()
  web.requests.length = 0
  web.inits.length = 0
})
afterAll(() => web.close())

describe('DIDWebResolver', () => {
  it('[DID-5] fetches the document from where the DID says, and returns it as it is', async () => {
    const document = {
      '@context': 'https://www.w3.org/ns/did/v1',
      id: DID,
      keyAgreement: [{ id: '#key-1', type: 'X', controller: DID, unknown: [null, 1.5, 'é'] }],
      'x-member': { a: [] },
    }
    web.pages.set(URL_OF_DID, json(document))
    web.pages.set(URL_OF_ALICE, json({ id: ALICE }))
    expect(await resolver.resolve(DID)).toEqual(document)
    expect(await resolver.resolve(ALICE)).toEqual({ id: ALICE })
    expect(web.requests.map(({ url }) => url)).toEqual([URL_OF_DID, URL_OF_ALICE])
  })

  it('[DID-5] asks for JSON, and tells the server nothing of who asks', async () => {
    web.pages.set(URL_OF_DID, json({ id: DID }))
    await resolver.resolve(DID)
    const headers = web.requests[0]?.headers ?? {}
    expect(headers.accept).toBe('application/did+json, application/did+ld+json, application/json')
    for (const name of ['cookie', 'authorization', 'referer', 'origin']) {
      expect(headers).not.toHaveProperty(name)
    }
    expect(web.inits[0]).toMatchObject({
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
    })
  })

  it('[DID-5] reads a document of any media type', async () => {
    for (const type of ['application/did+ld+json', 'text/plain; charset=utf-8', 'image/png']) {
      web.pages.set(URL_OF_DID, (response) => {
        response.writeHead(200, { 'content-type': type }).end(JSON.stringify({ id: DID }))
      })
      expect(await resolver.resolve(DID)).toEqual({ id: DID })
    }
  })

  it('[DID-5] returns a document of its own every time, which nobody can change', async () => {
    web.pages.set(URL_OF_DID, json({ id: DID, service: [{ id: '#a', serviceEndpoint: ['x'] }] }))
    const [first, second] = [await resolver.resolve(DID), await resolver.resolve(DID)]
    expect(first).not.toBe(second)
    expect(Object.isFrozen(first)).toBe(true)
    expect(Object.isFrozen(first.service)).toBe(true)
    expect(Object.isFrozen(first.service?.[0]?.serviceEndpoint)).toBe(true)
  })

  it('[DID-5] knows a did:web by its first characters, without asking anybody', () => {
    for (const did of [DID, ALICE, 'did:web:', 'did:web:..']) {
      expect(resolver.isResolvable(did), did).toBe(true)
    }
    for (const did of [
      'did:webs:example.com',
      'did:peer:2',
      'DID:web:a.example',
      'x',
      '',
      null,
      7,
    ]) {
      expect(resolver.isResolvable(did as string)).toBe(false)
    }
    expect(web.requests).toEqual([])
  })

  it.each([404, 410])('[DID-5] tells by status %i that the DID does not exist', async (status) => {
    web.pages.set(URL_OF_DID, json({ id: DID, secret: 'body' }, status))
    const error = await errorOf(resolver.resolve(DID))
    expect(error.code).toBe('DID_NOT_FOUND')
    expect(error.message).toBe(
      `${DID} cannot be resolved: ${URL_OF_DID} answers with status ${status}`,
    )
    expect(error.details).toEqual({ did: DID, status })
  })

  it.each([300, 304, 400, 401, 403, 429, 500, 503])(
    '[DID-5] tells by status %i that resolving failed',
    async (status) => {
      web.pages.set(URL_OF_DID, json(status === 304 ? '' : { id: DID }, status))
      const error = await errorOf(resolver.resolve(DID))
      expect(error).toMatchObject({ code: 'DID_RESOLUTION_FAILED', details: { did: DID, status } })
      expect(error.message).toMatch(/ answers with status \d+$/)
      expect(error).not.toHaveProperty('cause')
    },
  )

  it.each([
    ['did:web:example.com:user', DID],
    ['did:web:example.org', DID],
    ['did:web:EXAMPLE.com', DID],
    [DID, 'did:web:EXAMPLE.com'],
    ['did:web:example.com%3A443', DID],
    ['did:web:example.com%3a8443', 'did:web:example.com%3A8443'],
    [`${DID}#`, DID],
    [[DID], DID],
    [null, DID],
    [undefined, DID],
  ])('[DID-5] refuses a document with the id %j as that of %s', async (id, did) => {
    for (const url of [URL_OF_DID, 'https://example.com:8443/.well-known/did.json']) {
      web.pages.set(url, json({ id, alsoKnownAs: [did] }))
    }
    const error = await errorOf(resolver.resolve(did))
    expect(error).toMatchObject({ code: 'INVALID_DID_DOCUMENT', details: { did } })
  })

  it('[DID-5] resolves a host in upper case, if that is the id of its document', async () => {
    web.pages.set(URL_OF_DID, json({ id: 'did:web:Example.com' }))
    expect(await resolver.resolve('did:web:Example.com')).toEqual({ id: 'did:web:Example.com' })
  })

  it.each([
    ['nothing', ''],
    ['HTML', '<!doctype html><title>did:web</title>'],
    ['half of a document', `{"id":"${DID}"`],
    ['an array', `[{"id":"${DID}"}]`],
    ['null', 'null'],
    ['what is not UTF-8', Buffer.from(`{"id":"${DID}","a":"\xff"}`, 'latin1')],
    ['UTF-16', Buffer.from(`{"id":"${DID}"}`, 'utf16le')],
  ])('[DID-5] refuses %s, and quotes none of it', async (_, body) => {
    web.pages.set(URL_OF_DID, text(body))
    const error = await errorOf(resolver.resolve(DID))
    expect(error.code).toBe('INVALID_DID_DOCUMENT')
    expect(error.message).toMatch(
      /^the document of did:web:example.com is not (JSON|a JSON object|UTF-8)$/,
    )
  })

  it('[DID-5] refuses what is nested too deep to be walked through', async () => {
    const nested = (levels: number, open: string, close: string): string =>
      `{"id":"${DID}","x":${open.repeat(levels - 1)}0${close.repeat(levels - 1)}}`
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      web.pages.set(URL_OF_DID, text(nested(32, open, close)))
      expect(await resolver.resolve(DID)).toHaveProperty('id', DID)
      for (const levels of [33, 10_000]) {
        web.pages.set(URL_OF_DID, text(nested(levels, open, close)))
        expect((await errorOf(resolver.resolve(DID))).code).toBe('INVALID_DID_DOCUMENT')
      }
    }
  })

  it('[DID-5] takes members with strange names for what they are', async () => {
    web.pages.set(URL_OF_DID, text(`{"id":"${DID}","__proto__":{"id":1},"constructor":null}`))
    const document = await resolver.resolve(DID)
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype)
    expect(Object.keys(document)).toEqual(['id', '__proto__', 'constructor'])
  })

  it('[DID-5] asks for nothing when the DID is not valid', async () => {
    for (const did of ['did:web:127.0.0.1', 'did:web:example.com:..', 'did:peer:2', '', 'x']) {
      await errorOf(resolver.resolve(did))
    }
    await errorOf(resolver.resolve(undefined as never))
    expect(web.requests).toEqual([])
  })

  it('[DID-5] keeps what fetch threw as the cause', async () => {
    const cause = new TypeError('fetch failed')
    const failing = new DIDWebResolver({ fetch: () => Promise.reject(cause) })
    const error = await errorOf(failing.resolve(DID))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toBe(`${DID} cannot be resolved: ${URL_OF_DID} cannot be fetched`)
    expect(error.cause).toBe(cause)
  })

  it("[DID-5] goes through the platform's fetch, and needs TLS, unless given another", async () => {
    const { port } = new URL(await originOf(web))
    const did = `did:web:localhost%3A${port}`
    const platform = new DIDWebResolver({ allowPrivateAddresses: true })
    const error = await errorOf(platform.resolve(did))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toContain(
      `https://localhost:${port}/.well-known/did.json cannot be fetched`,
    )
    expect(error.cause).toBeInstanceOf(TypeError)
    expect(web.requests).toEqual([])
  })
})

/** Where the fake web really is. */
async function originOf({ pages, fetch }: FakeWeb): Promise<string> {
  pages.set('https://where.example/', text('here'))
  const { url } = await fetch('https://where.example/', {})
  web.requests.length = 0
  return url
}
