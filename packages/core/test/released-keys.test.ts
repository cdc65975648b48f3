import {
  type CryptoService,
  DIDCommError,
  InMemorySecretsManager,
  PackagingService,
  type PackEncryptedOptions,
} from '@didcomm/core'
import { guardCryptoService } from '@didcomm/core/crypto'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { alice, bob, errorOf, exampleDIDDocuments, StaticResolver } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const ALICE = 'did:example:alice'
const BOB = 'did:example:bob'
const MESSAGE = {
  id: 'e4b1c2d3',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: { content: 'Lunch?' },
}
const KINDS: readonly (readonly [string, Omit<PackEncryptedOptions, 'to'>])[] = [
  ['anoncrypt', { anonymous: true }],
  ['authcrypt', {}],
  ['anoncrypt(authcrypt)', { protectSender: true }],
  ['anoncrypt(signed)', { signBy: ALICE }],
]

/** What a party's backend was asked for. */
interface Watched {
  readonly packaging: PackagingService
  /** Content keys and ephemeral keys, in the order in which they were made. */
  readonly made: unknown[]
  readonly released: unknown[]
  /** Makes a method fail from now on. */
  readonly breakMethod: (method: 'wrapKey' | 'decryptContent' | 'encryptContent') => void
}

/** Watches the keys of a backend; the use of a released one is an error. */
async function watched(): Promise<Watched> {
  const inner: CryptoService = new NobleCryptoService()
  const made: unknown[] = []
  const released: unknown[] = []
  const broken = new Set<string>()
  const use = async <T>(
    method: string,
    keys: readonly unknown[],
    run: () => T,
  ): Promise<Awaited<T>> => {
    if (broken.has(method)) throw new DIDCommError('INVALID_ARGUMENT', `${method} is broken`)
    const result = await run()
    if (keys.some((key) => released.includes(key))) throw new Error('a released key was used')
    return result
  }
  const crypto: CryptoService = {
    specificationVersion: 'v1',
    name: 'watched',
    supports: inner.supports,
    generateKeyPair: async (curve) => {
      const pair = await inner.generateKeyPair(curve)
      made.push(pair.secretKey)
      return pair
    },
    importSecretKey: (jwk) => inner.importSecretKey(jwk),
    importPublicKey: (jwk) => inner.importPublicKey(jwk),
    encryptContent: async (options) => {
      const content = await use('encryptContent', [], () => inner.encryptContent(options))
      made.push(content.contentKey)
      return content
    },
    decryptContent: (options) =>
      use('decryptContent', [options.contentKey], () => inner.decryptContent(options)),
    wrapKey: (options) =>
      use('wrapKey', [options.contentKey, options.ephemeral], () => inner.wrapKey(options)),
    unwrapKey: async (options) => {
      const contentKey = await inner.unwrapKey(options)
      made.push(contentKey)
      return contentKey
    },
    releaseKey: (key) => {
      released.push(key)
    },
    sign: (options) => inner.sign(options),
    verify: (options) => inner.verify(options),
    sha256: (data) => inner.sha256(data),
  }
  const secrets = new InMemorySecretsManager(crypto)
  for (const [kid, jwk] of Object.entries({ ...alice.secrets, ...bob.secrets })) {
    await secrets.addJwk(kid, jwk)
  }
  const resolver = new StaticResolver(exampleDIDDocuments)
  const packaging = new PackagingService({ crypto, secrets, resolver })
  return { packaging, made, released, breakMethod: (method) => broken.add(method) }
}

function expectAllReleased({ made, released }: Watched, count: number): void {
  expect(made).toHaveLength(count)
  expect(new Set(released)).toEqual(new Set(made))
  expect(released).toHaveLength(count)
}

describe('the keys of a message', () => {
  it.each(KINDS)('are released after it was packed and unpacked: %s', async (_, options) => {
    const sender = await watched()
    const { packed } = await sender.packaging.packEncrypted(MESSAGE, { to: BOB, ...options })
    const layers = options.protectSender ? 2 : 1
    expectAllReleased(sender, 2 * layers)
    const receiver = await watched()
    await receiver.packaging.unpack(packed)
    expectAllReleased(receiver, layers)
  })

  it.each([
    ['encryptContent', 1],
    ['wrapKey', 2],
  ] as const)('are released when %s fails', async (method, count) => {
    const sender = await watched()
    sender.breakMethod(method)
    const error = await errorOf(() => sender.packaging.packEncrypted(MESSAGE, { to: BOB }))
    expect(error.message).toBe(`${method} is broken`)
    expectAllReleased(sender, count)
  })

  it('are released when the content does not decrypt', async () => {
    const { packaging } = await watched()
    const { packed } = await packaging.packEncrypted(MESSAGE, { to: BOB })
    const receiver = await watched()
    receiver.breakMethod('decryptContent')
    expect((await errorOf(() => receiver.packaging.unpack(packed))).code).toBe('DECRYPTION_FAILED')
    expect(receiver.made.length).toBeGreaterThan(0)
    expectAllReleased(receiver, receiver.made.length)
  })

  it('do not make a message fail when the backend cannot release them', async () => {
    const crypto = {
      specificationVersion: 'v1',
      releaseKey: () => {
        throw new TypeError('no such key')
      },
    } as unknown as CryptoService
    expect(() => guardCryptoService(crypto).releaseKey?.('a key')).not.toThrow()
  })
})
