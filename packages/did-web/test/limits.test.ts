import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { DIDWebResolver } from '@didcomm/did-web'
import { errorOf } from '@didcomm/test-support'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeWeb, json, type Page, redirect, startWeb, text } from './support/fake-web.ts'

const DID = 'did:web:example.com'
const PAGE = 'https://example.com/.well-known/did.json'
const DOCUMENT = JSON.stringify({ id: DID })

let web: FakeWeb

beforeEach(async () => {
  web = await startWeb()
})
afterEach(() => web.close())

/** What resolving comes to when the server answers like this. */
function resolve(page: Page, limits: { maxBytes?: number; timeoutSeconds?: number } = {}) {
  web.pages.set(PAGE, page)
  return new DIDWebResolver({ fetch: web.fetch, ...limits }).resolve(DID)
}

/** Writes for as long as the client reads. */
function endless(response: ServerResponse, chunk: string | Uint8Array): { written: number } {
  const count = { written: 0 }
  const write = (): void => {
    while (!response.destroyed) {
      count.written += chunk.length
      if (!response.write(chunk)) break
    }
  }
  response.on('drain', write)
  write()
  return count
}

describe('the size of a document', () => {
  it('[DID-5] is 65536 bytes at most, unless set otherwise', async () => {
    const padded = (size: number): Page => text(DOCUMENT.padEnd(size))
    expect(await resolve(padded(65_536))).toEqual({ id: DID })
    const error = await errorOf(resolve(padded(65_537)))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toBe(`${DID} cannot be resolved: ${PAGE} has more than 65536 bytes`)
    expect(await resolve(padded(1000), { maxBytes: 1000 })).toEqual({ id: DID })
    expect((await errorOf(resolve(padded(1001), { maxBytes: 1000 }))).message).toContain(
      '1000 bytes',
    )
  })

  it('[DID-5] is believed when it is announced as too large, before it comes', async () => {
    const error = await errorOf(
      resolve((response) => {
        response.writeHead(200, { 'content-length': 300_000 }).flushHeaders()
      }),
    )
    expect(error.message).toContain('has more than 65536 bytes')
  })

  it('[DID-5] is counted while it comes, and the rest is not waited for', async () => {
    let count = { written: 0 }
    const error = await errorOf(
      resolve((response) => {
        response.writeHead(200)
        count = endless(response, ' '.repeat(10_000))
      }),
    )
    expect(error.message).toContain('has more than 65536 bytes')
    await vi.waitFor(() => expect(web.unfinished.size).toBe(0), 10_000)
    expect(count.written).toBeLessThan(50_000_000)
  })

  it('[DID-5] is that of the decompressed document', async () => {
    const gzipped =
      (body: string): Page =>
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body))
      }
    expect(await resolve(gzipped(DOCUMENT))).toEqual({ id: DID })
    const bomb = gzipped(DOCUMENT.padEnd(50_000_000))
    expect((await errorOf(resolve(bomb))).message).toContain('has more than 65536 bytes')
  })

  it('[DID-5] must be the one that was announced', async () => {
    const truncated = await errorOf(
      resolve((response) => {
        response.writeHead(200, { 'content-length': DOCUMENT.length + 1 })
        response.write(DOCUMENT, () => response.destroy())
      }),
    )
    expect(truncated.code).toBe('DID_RESOLUTION_FAILED')
    expect(truncated.message).toContain('cannot be read to its end')
    expect(truncated.cause).toBeInstanceOf(Error)
  })
})

describe('the time that resolving takes', () => {
  it('[DID-5] ends when no answer comes, and the request with it', async () => {
    const error = await errorOf(resolve(() => {}, { timeoutSeconds: 0.2 }))
    expect(error.code).toBe('DID_RESOLUTION_FAILED')
    expect(error.message).toBe(`${DID} cannot be resolved: ${PAGE} takes longer than 0.2 seconds`)
    await vi.waitFor(() => expect(web.unfinished.size).toBe(0), 10_000)
  })

  it('[DID-5] ends when the document stops coming, or comes in drops', async () => {
    const stuck: Page = (response) => {
      response.writeHead(200).write(DOCUMENT.slice(0, 5))
    }
    const drops: Page = (response) => {
      response.writeHead(200).write(DOCUMENT)
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    }
    for (const page of [stuck, drops]) {
      const error = await errorOf(resolve(page, { timeoutSeconds: 0.2 }))
      expect(error.message).toContain('takes longer than 0.2 seconds')
    }
    await vi.waitFor(() => expect(web.unfinished.size).toBe(0), 10_000)
  })

  it('[DID-5] is one for all redirects together', async () => {
    const later =
      (page: Page): Page =>
      (response) => {
        setTimeout(() => page(response), 150)
      }
    for (const [from, to] of [
      ['1', '2'],
      ['2', '3'],
      ['3', '4'],
    ]) {
      web.pages.set(`https://example.com/${from}`, later(redirect(`/${to}`)))
    }
    web.pages.set('https://example.com/4', json({ id: DID }))
    const error = await errorOf(resolve(redirect('/1'), { timeoutSeconds: 0.3 }))
    expect(error.message).toContain('takes longer than 0.3 seconds')
  })

  it('[DID-5] ends even if the given fetch does not listen', async () => {
    const never = new DIDWebResolver({ fetch: () => new Promise(() => {}), timeoutSeconds: 0.02 })
    const error = await errorOf(never.resolve(DID))
    expect(error.message).toContain('takes longer than 0.02 seconds')
  })

  it('[DID-5] ends while a name is looked up, and nothing is fetched afterwards', async () => {
    let answer: (addresses: string[]) => void = () => {}
    const slow = new DIDWebResolver({
      fetch: web.fetch,
      timeoutSeconds: 0.02,
      lookup: () =>
        new Promise((resolveLookup) => {
          answer = resolveLookup
        }),
    })
    const error = await errorOf(slow.resolve(DID))
    expect(error.message).toContain('takes longer than 0.02 seconds')
    answer(['93.184.215.14'])
    await new Promise((resolveNow) => setImmediate(resolveNow))
    expect(web.inits).toEqual([])
  })
})

describe('a connection', () => {
  it('[DID-5] that is reset is a failure like any other', async () => {
    const before: Page = (response) => void response.socket?.resetAndDestroy()
    const within: Page = (response) => {
      response.writeHead(200)
      response.write(DOCUMENT, () => response.socket?.resetAndDestroy())
    }
    for (const [page, problem] of [
      [before, 'cannot be fetched'],
      [within, 'cannot be read to its end'],
    ] as const) {
      const error = await errorOf(resolve(page))
      expect(error).toMatchObject({ code: 'DID_RESOLUTION_FAILED', details: { did: DID } })
      expect(error.message).toContain(problem)
      expect(error.cause).toBeInstanceOf(Error)
    }
  })
})

describe('limits that are none', () => {
  it('[DID-5] are refused when the resolver is made', async () => {
    for (const limits of [
      { maxBytes: Number.NaN },
      { maxBytes: Infinity },
      { maxBytes: -1 },
      { maxBytes: 0.5 },
      { timeoutSeconds: 0 },
      { timeoutSeconds: -1 },
      { timeoutSeconds: Number.NaN },
      { timeoutSeconds: Infinity },
      { timeoutSeconds: 86_401 },
    ]) {
      const { code } = await errorOf(() => new DIDWebResolver(limits))
      expect(code, Object.keys(limits).join()).toBe('INVALID_ARGUMENT')
    }
  })
})
