import { externalKey, PackagingService, PrefixResolver } from '@didcomm/core'
import { registerSuite, secretsManagerSuite } from '@didcomm/core/compliance'
import { noblePrimitives } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { IndexedDBSecretsManager, WebCryptoService } from '../src/index.ts'

const crypto = await WebCryptoService.create()

registerSuite(
  secretsManagerSuite({
    title: 'IndexedDBSecretsManager',
    crypto,
    create: () => new IndexedDBSecretsManager({ indexedDB: new IDBFactory() }),
  }),
  { describe, it },
)

describe('IndexedDBSecretsManager', () => {
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })

  it('finds the keys again that another one added', async () => {
    const indexedDB = new IDBFactory()
    const first = new IndexedDBSecretsManager({ indexedDB })
    const did = await createPeerDID({ crypto, secrets: first })
    const packaging = new PackagingService({ crypto, secrets: first, resolver })
    const message = { type: 'https://example.org/1.0/hello', from: did, to: [did], body: {} }
    const { packed } = await packaging.packEncrypted(message, { to: did })

    const second = new IndexedDBSecretsManager({ indexedDB })
    expect(await second.kids()).toEqual([`${did}#key-1`, `${did}#key-2`])
    const restored = new PackagingService({ crypto, secrets: second, resolver })
    expect(await restored.unpack(packed)).toMatchObject({ sender: did, authenticated: true })
  })

  it('keeps the keys of one name from those of another', async () => {
    const indexedDB = new IDBFactory()
    const alice = new IndexedDBSecretsManager({ indexedDB, name: 'alice' })
    const bob = new IndexedDBSecretsManager({ indexedDB, name: 'bob' })
    const { secretKey } = await crypto.generateKeyPair('X25519')
    await alice.add('did:example:alice#key-1', secretKey)
    expect(await bob.get('did:example:alice#key-1')).toBeUndefined()
  })

  it('holds what cannot be exported', async () => {
    const secrets = new IndexedDBSecretsManager({ indexedDB: new IDBFactory() })
    const { secretKey } = await crypto.generateKeyPair('P-256')
    await secrets.add('did:example:alice#key-1', secretKey)
    const held = await secrets.get('did:example:alice#key-1')
    expect(held).toMatchObject({
      curve: 'P-256',
      agreement: { extractable: false },
      signing: { extractable: false },
    })
    if (!held?.signing) throw new Error('no key')
    await expect(globalThis.crypto.subtle.exportKey('jwk', held.signing)).rejects.toThrow()
  })

  it('takes no key that lives elsewhere', async () => {
    const secrets = new IndexedDBSecretsManager({ indexedDB: new IDBFactory() })
    await expect(secrets.add('did:example:alice#key-1', externalKey({}))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  it('takes no key of another backend, whose bytes could be read', async () => {
    const secrets = new IndexedDBSecretsManager({ indexedDB: new IDBFactory() })
    const filled = await WebCryptoService.create({ fillWith: noblePrimitives })
    const { secretKey } = await filled.generateKeyPair('secp256k1')
    // @ts-expect-error a key of another backend
    await expect(secrets.add('did:example:alice#key-1', secretKey)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    expect(await secrets.kids()).toEqual([])
  })

  it('says so where there is no IndexedDB', async () => {
    const secrets = new IndexedDBSecretsManager()
    await expect(secrets.get('did:example:alice#key-1')).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
    })
  })

  it('opens the database anew after it failed', async () => {
    const indexedDB = new IDBFactory()
    let failures = 1
    const flaky: IDBFactory = new Proxy(indexedDB, {
      get(target, property) {
        if (property === 'open' && failures-- > 0) throw new Error('blocked')
        const value: unknown = Reflect.get(target, property)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const secrets = new IndexedDBSecretsManager({ indexedDB: flaky })
    await expect(secrets.kids()).rejects.toMatchObject({ code: 'SECRETS_MANAGER_FAILED' })
    expect(await secrets.kids()).toEqual([])
  })
})
