import { PackagingService } from '@didcomm/core'
import { type ComplianceSuite, runSuite } from '@didcomm/core/compliance'
import {
  IndexedDBSecretsManager,
  type WebCryptoSecretKey,
  WebCryptoService,
} from '@didcomm/crypto-webcrypto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { didOfEarlierPage, keptKeysSuite } from '../src/program/kept-keys.ts'
import { nonExtractableKeysSuite } from '../src/program/non-extractable-keys.ts'

const { subtle } = globalThis.crypto
const crypto = await WebCryptoService.create()

/** WebCrypto that makes all keys in a form that can be exported. */
const careless: SubtleCrypto = new Proxy(subtle, {
  get(target, property) {
    const method: unknown = Reflect.get(target, property)
    if (typeof method !== 'function') return method
    return (...args: unknown[]) =>
      Reflect.apply(
        method,
        target,
        args.map((arg) => (arg === false ? true : arg)),
      )
  },
})

/** The titles of the cases that fail, without those of the suite. */
async function failures(suite: ComplianceSuite): Promise<string[]> {
  const { failed } = await runSuite(suite)
  return failed.map(({ title }) => title.slice(suite.title.length + ' › '.length))
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the suite of keys that cannot be exported', () => {
  it('passes on keys that stay inside', async () => {
    const { passed, failed } = await runSuite(nonExtractableKeysSuite(crypto))
    expect(failed).toEqual([])
    expect(passed).toHaveLength(15)
  })

  it('fails on keys that come out', async () => {
    const service = await WebCryptoService.create({ subtle: careless })
    expect(await failures(nonExtractableKeysSuite(service))).toEqual(
      ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519'].flatMap((curve) => [
        `private keys on ${curve} › stay inside when they were generated`,
        `private keys on ${curve} › stay inside when they were imported`,
      ]),
    )
  })

  it('fails on keys that are no CryptoKeys', async () => {
    vi.spyOn(crypto, 'generateKeyPair').mockResolvedValue({
      publicJwk: { kty: 'OKP', crv: 'X25519', x: 'AA' },
      // @ts-expect-error a key that lies in memory
      secretKey: { d: new Uint8Array(32) },
    })
    expect(await failures(nonExtractableKeysSuite(crypto))).toHaveLength(5)
  })

  it('fails where keys that may come out do not, and the tries prove nothing', async () => {
    vi.spyOn(subtle, 'wrapKey').mockRejectedValue(new DOMException('', 'NotSupportedError'))
    const titles = await failures(nonExtractableKeysSuite(crypto))
    expect(titles).toContain(
      'private keys on X25519 › come out when they may, so that the others have tried what works',
    )
  })
})

describe('the suite of keys in IndexedDB', () => {
  beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()))

  it('passes on keys that are kept', async () => {
    const { passed, failed } = await runSuite(keptKeysSuite(crypto, undefined))
    expect(failed).toEqual([])
    expect(passed).toHaveLength(1)
  })

  it('fails on keys that are lost', async () => {
    vi.stubGlobal('indexedDB', {
      open: (name: string) => new IDBFactory().open(name),
    })
    expect(await failures(keptKeysSuite(crypto, undefined))).toEqual([
      'keys › work for a manager that was opened later',
    ])
  })

  it('fails on keys that can be exported', async () => {
    const service = await WebCryptoService.create({ subtle: careless })
    // The manager itself would refuse them.
    const held = new Map<string, WebCryptoSecretKey>()
    const { prototype } = IndexedDBSecretsManager
    vi.spyOn(prototype, 'kids').mockImplementation(async () => [...held.keys()])
    vi.spyOn(prototype, 'get').mockImplementation(async (kid) => held.get(kid))
    vi.spyOn(prototype, 'add').mockImplementation(async (kid, key) => {
      if ('curve' in key) held.set(kid, key)
    })
    const { failed } = await runSuite(keptKeysSuite(service, undefined))
    expect(failed.map(({ error }) => String(error))).toEqual([
      expect.stringContaining('a private key is not exported as'),
    ])
  })

  it('fails where a signature proves nothing', async () => {
    const unpack = vi.spyOn(PackagingService.prototype, 'unpack')
    // @ts-expect-error nothing else is looked at
    unpack.mockResolvedValue({ signer: undefined })
    expect(await failures(keptKeysSuite(crypto, undefined))).toHaveLength(1)
  })

  it('fails where no key could be looked at', async () => {
    vi.spyOn(IndexedDBSecretsManager.prototype, 'kids').mockResolvedValue([])
    expect(await failures(keptKeysSuite(crypto, undefined))).toHaveLength(1)
  })

  it('holds the keys of an earlier page to the same', async () => {
    const reload = vi.fn<() => void>()
    vi.stubGlobal('document', {})
    vi.stubGlobal('location', { reload })
    void didOfEarlierPage(crypto)
    await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce())

    const did = await didOfEarlierPage(crypto)
    expect(did).toMatch(/^did:peer:/)
    const { passed, failed } = await runSuite(keptKeysSuite(crypto, did))
    expect(failed).toEqual([])
    expect(passed).toHaveLength(2)
    expect(reload).toHaveBeenCalledOnce()

    vi.stubGlobal('indexedDB', new IDBFactory())
    expect(await failures(keptKeysSuite(crypto, did))).toEqual([
      'keys › work for a page that was loaded again',
    ])
  })

  it('knows of no earlier page in a worker', async () => {
    expect(await didOfEarlierPage(crypto)).toBeUndefined()
  })
})
