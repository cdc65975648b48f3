import { type ExternalKey, externalKey, PackagingService, PrefixResolver } from '@didcomm/core'
import { registerSuite, secretsManagerSuite } from '@didcomm/core/compliance'
import { noblePrimitives } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { IndexedDBSecretsManager, type WebCryptoSecretKey, WebCryptoService } from '../src/index.ts'
import { inRawStore } from './support/raw-store.ts'

const KID = 'did:example:alice#key-1'

const crypto = await WebCryptoService.create()

function webKey(secretKey: WebCryptoSecretKey | ExternalKey): WebCryptoSecretKey {
  if ('curve' in secretKey) return secretKey
  throw new Error('an external key')
}

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
    await alice.add(KID, secretKey)
    expect(await bob.get(KID)).toBeUndefined()
  })

  it('holds what cannot be exported', async () => {
    const secrets = new IndexedDBSecretsManager({ indexedDB: new IDBFactory() })
    const { secretKey } = await crypto.generateKeyPair('P-256')
    await secrets.add(KID, secretKey)
    const held = await secrets.get(KID)
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
    await expect(secrets.add(KID, externalKey({}))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  it('takes no key of another backend, whose bytes could be read', async () => {
    const secrets = new IndexedDBSecretsManager({ indexedDB: new IDBFactory() })
    const filled = await WebCryptoService.create({ fillWith: noblePrimitives })
    const { secretKey } = await filled.generateKeyPair('secp256k1')
    // @ts-expect-error a key of another backend
    await expect(secrets.add(KID, secretKey)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    expect(await secrets.kids()).toEqual([])
  })

  it('says so where there is no IndexedDB', async () => {
    const secrets = new IndexedDBSecretsManager()
    await expect(secrets.get(KID)).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
    })
  })

  it('keeps nothing but the CryptoKeys and their curve', async () => {
    const indexedDB = new IDBFactory()
    const secrets = new IndexedDBSecretsManager({ indexedDB })
    const made = webKey((await crypto.generateKeyPair('P-256')).secretKey)
    const foreign = { ...made, d: 'secret', sign: () => undefined }
    await secrets.add(KID, foreign)
    expect(await inRawStore(indexedDB, (store) => store.get(KID))).toEqual({
      revision: expect.any(String),
      secretKey: made,
    })
    expect(await secrets.get(KID)).toEqual(made)
  })

  it('returns and lists nothing that somebody else put there', async () => {
    const indexedDB = new IDBFactory()
    const secrets = new IndexedDBSecretsManager({ indexedDB })
    const { secretKey } = await crypto.generateKeyPair('X25519')
    await secrets.kids()
    await inRawStore(indexedDB, (store) => store.put({ revision: '1', secretKey }, 7))
    for (const foreign of [
      null,
      'key',
      secretKey,
      { secretKey },
      { revision: 7, secretKey },
      { revision: '1' },
      { revision: '1', secretKey: { curve: 'X25519', d: 'secret' } },
    ]) {
      await inRawStore(indexedDB, (store) => store.put(foreign, KID))
      expect(await secrets.get(KID)).toBeUndefined()
    }
    expect(await secrets.kids()).toEqual([KID])
  })
})

const P256 = { name: 'ECDSA', namedCurve: 'P-256' }
const pair = (isExtractable: boolean) =>
  globalThis.crypto.subtle.generateKey(P256, isExtractable, ['sign', 'verify'])
const exportable = await pair(true)
const { privateKey } = await pair(false)
const imitation = { type: 'private', extractable: false, d: 'secret' }
/** Cannot be exported, unlike that of a new pair. */
const publicKey = await globalThis.crypto.subtle.importKey(
  'jwk',
  { ...publicJwk(generateJwk('P-256')) },
  P256,
  false,
  ['verify'],
)

describe('a secret that is added', () => {
  const refused: readonly (readonly [string, unknown])[] = [
    ['can be exported', { curve: 'P-256', signing: exportable.privateKey }],
    [
      'can be exported in part',
      { curve: 'P-256', agreement: privateKey, signing: exportable.privateKey },
    ],
    ['is public', { curve: 'P-256', signing: publicKey }],
    ['is public in part', { curve: 'P-256', agreement: publicKey, signing: privateKey }],
    ['imitates a CryptoKey', { curve: 'P-256', agreement: imitation, signing: privateKey }],
    ['has no curve', { signing: privateKey }],
    ['has no CryptoKey', { curve: 'P-256' }],
  ]

  it.each(refused)('is refused if it %s', async (_, secretKey) => {
    const indexedDB = new IDBFactory()
    const secrets = new IndexedDBSecretsManager({ indexedDB })
    // @ts-expect-error no key that the manager takes
    await expect(secrets.add(KID, secretKey)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(KID),
    })
    expect(await secrets.kids()).toEqual([])
  })
})
