import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { AskarCryptoService, type AskarSource } from '@didcomm/crypto-askar-wasm'
import { errorOf } from '@didcomm/test-support'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const FILE = new URL('../wasm/askar.wasm', import.meta.url)
const bytes = new Uint8Array(await readFile(FILE))
const module = await WebAssembly.compile(bytes)
/** Exports nothing and imports nothing (WebAssembly 1.0 §5.5.16). */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

let server: Server
let address: string

beforeAll(async () => {
  server = createServer((request, response) => {
    const found = request.url?.startsWith('/askar')
    const type = request.url === '/askar.wasm' ? 'application/wasm' : 'application/octet-stream'
    response.writeHead(found ? 200 : 404, { 'content-type': type }).end(found ? bytes : 'no')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

function wasm(type: string): Response {
  return new Response(bytes, { headers: { 'content-type': type } })
}

async function expectWorks(crypto: AskarCryptoService): Promise<void> {
  const digest = await crypto.sha256(new TextEncoder().encode('abc'))
  expect(Buffer.from(digest).toString('hex')).toBe(ABC)
}

describe('AskarCryptoService.load', () => {
  const SOURCES: readonly (readonly [string, () => AskarSource | Promise<AskarSource>])[] = [
    ['a compiled module', () => module],
    ['bytes', () => bytes],
    ['an ArrayBuffer', () => bytes.slice().buffer],
    ['a promise of bytes', () => readFile(FILE)],
    ['an answer with the media type of WebAssembly', () => wasm('application/wasm')],
    ['an answer with another media type', () => wasm('text/plain')],
    ['the URL of a file', () => FILE],
    ['the URL of a file, as text', () => FILE.href],
    ['the URL of a server', () => new URL(`${address}/askar.wasm`)],
    ['the URL of a server that does not know the media type', () => `${address}/askar`],
  ]

  it.each(SOURCES)('takes %s', async (_, source) => {
    await expectWorks(await AskarCryptoService.load(source()))
  })

  it('finds the file beside the code', async () => {
    await expectWorks(await AskarCryptoService.load())
  })

  it('fetches a file where there is no file system of Node', async () => {
    const fetched: unknown[] = []
    vi.stubGlobal('process', undefined)
    vi.stubGlobal('fetch', async (input: unknown) => {
      fetched.push(input)
      return wasm('application/wasm')
    })
    try {
      await expectWorks(await AskarCryptoService.load())
    } finally {
      vi.unstubAllGlobals()
    }
    expect(fetched.map(String)).toEqual([FILE.href])
  })

  it('gives each service its own keys', async () => {
    const [one, other] = [
      await AskarCryptoService.load(module),
      await AskarCryptoService.load(module),
    ]
    const { secretKey } = await one.generateKeyPair('Ed25519')
    const signing = () => other.sign({ alg: 'EdDSA', secretKey, data: bytes })
    expect(await errorOf(signing)).toMatchObject({
      code: 'INVALID_KEY',
      message: 'the private key is of another AskarCryptoService',
    })
  })

  const MISSING = new URL('missing.wasm', pathToFileURL(`${import.meta.dirname}/`))
  it.each<[string, () => unknown, RegExp]>([
    ['an answer that is none', () => `${address}/gone`, /gone answers with status 404$/],
    ['a file that is missing', () => MISSING, /cannot be loaded: ENOENT/],
    ['bytes that are no module', () => bytes.subarray(1), /cannot be loaded: .*WebAssembly/],
    ['a module that was cut', () => bytes.subarray(0, 1000), /cannot be loaded: .*WebAssembly/],
    ['another module', () => EMPTY_MODULE, /is not the WebAssembly module of this version/],
    ['null', () => null, /cannot be loaded/],
    ['an object of another kind', () => ({}), /cannot be loaded/],
    ['a number', () => 7, /cannot be loaded/],
  ])('refuses %s', async (_, source, message) => {
    const error = await errorOf(() => AskarCryptoService.load(source() as AskarSource))
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(error.message).toMatch(message)
  })

  it('passes on the error of a promise', async () => {
    const failing = Promise.reject(new Error('no network'))
    await expect(AskarCryptoService.load(failing)).rejects.toThrow('no network')
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses %s cached agreements',
    async (maxCachedAgreements) => {
      const error = await errorOf(() => AskarCryptoService.load(module, { maxCachedAgreements }))
      expect(error.code).toBe('INVALID_ARGUMENT')
      expect(error.message).toContain('maxCachedAgreements')
    },
  )
})
