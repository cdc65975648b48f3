import { PackagingService, PrefixResolver } from '@didcomm/core'
import { CachingResolver } from '@didcomm/core/did'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { collectGarbage } from '@didcomm/test-support'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it, vi } from 'vitest'
import { IndexedDBSecretsManager, WebCryptoService } from '../src/index.ts'

const KID = 'did:example:alice#key-1'
const crypto = await WebCryptoService.create()
const { secretKey } = await crypto.generateKeyPair('X25519')

describe('a secret that is got twice', () => {
  async function held() {
    const indexedDB = new IDBFactory()
    const secrets = new IndexedDBSecretsManager({ indexedDB })
    await secrets.add(KID, secretKey)
    expect(await secrets.get(KID)).toMatchObject({ curve: 'X25519' })
    return { secrets, otherTab: new IndexedDBSecretsManager({ indexedDB }) }
  }

  it('is the same object, also at the same time', async () => {
    const { secrets } = await held()
    secrets.close()
    const [one, two] = await Promise.all([secrets.get(KID), secrets.get(KID)])
    expect(one).toBeDefined()
    expect(two).toBe(one)
    expect(await secrets.get(KID)).toBe(one)
  })

  it.each(['secrets', 'otherTab'] as const)('is another after %s replaced it', async (who) => {
    const tabs = await held()
    await tabs[who].add(KID, (await crypto.generateKeyPair('P-256')).secretKey)
    expect(await tabs.secrets.get(KID)).toMatchObject({ curve: 'P-256' })
  })

  it.each(['secrets', 'otherTab'] as const)('is gone after %s deleted it', async (who) => {
    const tabs = await held()
    expect(await tabs[who].delete(KID)).toBe(true)
    expect(await tabs.secrets.get(KID)).toBeUndefined()
  })

  it('spares the second agreement of its static keys', async () => {
    const secrets = new IndexedDBSecretsManager({ indexedDB: new IDBFactory() })
    const did = await createPeerDID({ crypto, secrets })
    const resolver = new CachingResolver({
      resolver: new PrefixResolver({ 'did:peer:': new DIDPeerResolver() }),
    })
    const packaging = new PackagingService({ crypto, secrets, resolver })
    const message = { type: 'https://example.org/1.0/hello', from: did, to: [did], body: {} }
    const deriveBits = vi.spyOn(globalThis.crypto.subtle, 'deriveBits')
    try {
      for (let count = 0; count < 3; count++) await packaging.packEncrypted(message, { to: did })
      expect(deriveBits).toHaveBeenCalledTimes(4)
    } finally {
      deriveBits.mockRestore()
    }
  })
})

describe('the object of a secret', () => {
  /** In a function of its own, so that nothing holds the object but the manager. */
  async function referenceTo(secrets: IndexedDBSecretsManager): Promise<WeakRef<object>> {
    const held = await secrets.get(KID)
    if (!held) throw new Error('no key')
    return new WeakRef(held)
  }

  it.each([
    ['deleted', (secrets: IndexedDBSecretsManager) => secrets.delete(KID)],
    ['replaced', (secrets: IndexedDBSecretsManager) => secrets.add(KID, secretKey)],
    [
      'deleted in another tab and looked for',
      async (secrets: IndexedDBSecretsManager, otherTab: IndexedDBSecretsManager) => {
        await otherTab.delete(KID)
        await secrets.get(KID)
      },
    ],
  ] as const)('is forgotten when it is %s', async (_, end) => {
    const indexedDB = new IDBFactory()
    const secrets = new IndexedDBSecretsManager({ indexedDB })
    await secrets.add(KID, secretKey)
    const reference = await referenceTo(secrets)
    await collectGarbage(() => reference.deref() === undefined)
    expect(reference.deref()).toBeDefined()
    await end(secrets, new IndexedDBSecretsManager({ indexedDB }))
    await collectGarbage(() => reference.deref() === undefined)
    expect(reference.deref()).toBeUndefined()
    await secrets.kids()
  })
})
