import {
  forceCloseDatabase,
  IDBDatabase as FakeDatabase,
  IDBFactory,
  IDBObjectStore as FakeObjectStore,
} from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { IndexedDBSecretsManager, WebCryptoService } from '../src/index.ts'

const KID = 'did:example:alice#key-1'
const crypto = await WebCryptoService.create()
const { secretKey } = await crypto.generateKeyPair('X25519')

/** A manager, its factory, and the connections that it has opened so far. */
function watched() {
  const indexedDB = new IDBFactory()
  const open = vi.spyOn(indexedDB, 'open')
  const opened = (): IDBDatabase[] => open.mock.results.map(({ value }) => value.result)
  return { secrets: new IndexedDBSecretsManager({ indexedDB }), indexedDB, opened }
}

function isOpen(database: IDBDatabase): boolean {
  try {
    database.transaction('secrets')
    return true
  } catch {
    return false
  }
}

/** Deletes the database, and tells the first thing that happens. */
function deletion(indexedDB: IDBFactory): Promise<string> {
  const request = indexedDB.deleteDatabase('didcomm-secrets')
  return new Promise((resolve) => {
    for (const type of ['blocked', 'success', 'error']) {
      request.addEventListener(type, () => resolve(type))
    }
  })
}

/** Has each `put` do this. */
function onPut(put: (store: IDBObjectStore, value: unknown, kid: IDBValidKey) => IDBRequest) {
  return vi.spyOn(FakeObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    value,
    kid = '',
  ) {
    return put(this, value, kid)
  })
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a database that somebody deletes', () => {
  it('is not held, and is opened anew by the next call', async () => {
    const { secrets, indexedDB } = watched()
    await secrets.add(KID, secretKey)
    expect(await deletion(indexedDB)).toBe('success')
    expect(await secrets.get(KID)).toBeUndefined()
    await secrets.add(KID, secretKey)
    expect(await secrets.kids()).toEqual([KID])
  })
})

describe('a database that the platform closes', () => {
  it('is opened anew by the next call', async () => {
    const { secrets, opened } = watched()
    await secrets.add(KID, secretKey)
    const [database] = opened()
    if (!database) throw new Error('no connection')
    const closed = new Promise((resolve) => {
      database.addEventListener('close', resolve)
    })
    // @ts-expect-error its types take the class for a database
    forceCloseDatabase(database)
    await closed
    expect(await secrets.kids()).toEqual([KID])
  })
})

describe('close', () => {
  it('lets what was begun be done, and closes', async () => {
    const { secrets, opened } = watched()
    const adding = secrets.add(KID, secretKey)
    secrets.close()
    await adding
    const reading = secrets.kids()
    secrets.close()
    expect(await reading).toEqual([KID])
    expect(opened().map(isOpen)).toEqual([false, false])
  })

  it('forgets the objects that were handed out, also by calls that still ran', async () => {
    const { secrets } = watched()
    await secrets.add(KID, secretKey)
    const reading = secrets.get(KID)
    secrets.close()
    const before = await reading
    const after = await secrets.get(KID)
    expect(after).toEqual(before)
    expect(after).not.toBe(before)
    secrets.close()
    expect(await secrets.get(KID)).not.toBe(after)
  })

  it('does nothing before the first call', async () => {
    const { secrets, opened } = watched()
    secrets.close()
    expect(opened()).toEqual([])
    expect(await secrets.kids()).toEqual([])
  })
})

describe('writing', () => {
  it('asks for the disk', async () => {
    const transaction = vi.spyOn(FakeDatabase.prototype, 'transaction')
    const { secrets } = watched()
    await secrets.kids()
    transaction.mockClear()
    await secrets.add(KID, secretKey)
    await secrets.delete(KID)
    const asked = ['secrets', 'readwrite', { durability: 'strict' }]
    expect(transaction.mock.calls).toEqual([asked, asked])
  })

  it('fails when the transaction ends after the request was answered', async () => {
    const put = onPut((store, value, kid) => {
      const request = store.add(value, kid)
      request.addEventListener('success', () => store.transaction.abort())
      return request
    })
    const { secrets } = watched()
    await expect(secrets.add(KID, secretKey)).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
    })
    put.mockRestore()
    expect(await secrets.kids()).toEqual([])
  })
})

describe('a failure', () => {
  it('has the cause that the transaction tells', async () => {
    onPut((store, value, kid) => {
      const request = store.add(value, kid)
      store.add(value, kid)
      return request
    })
    await expect(watched().secrets.add(KID, secretKey)).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      cause: { name: 'ConstraintError' },
    })
  })

  it('has the cause that the request tells, where the transaction tells none', async () => {
    onPut((store, value, kid) => {
      const request = store.add(value, kid)
      store.transaction.abort()
      return request
    })
    await expect(watched().secrets.add(KID, secretKey)).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      cause: { name: 'AbortError' },
    })
  })

  it('leaves no connection open', async () => {
    onPut(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const { secrets, opened } = watched()
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(secrets.add(KID, secretKey)).rejects.toMatchObject({
        code: 'SECRETS_MANAGER_FAILED',
        cause: { name: 'QuotaExceededError' },
      })
    }
    expect(opened().map(isOpen)).toEqual([false, false, false])
  })

  it('ends its own connection, and not one that was opened since', async () => {
    const { secrets, opened } = watched()
    const reading: Promise<string[]>[] = []
    onPut((store, value, kid) => {
      secrets.close()
      reading.push(secrets.kids())
      const request = store.add(value, kid)
      store.transaction.abort()
      return request
    })
    await expect(secrets.add(KID, secretKey)).rejects.toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
    })
    expect(await Promise.all(reading)).toEqual([[]])
    expect(await secrets.kids()).toEqual([])
    expect(opened().map(isOpen)).toEqual([false, true])
  })

  it('of opening is not kept', async () => {
    const { secrets, indexedDB } = watched()
    vi.mocked(indexedDB.open).mockImplementationOnce(() => {
      throw new Error('blocked')
    })
    await expect(secrets.kids()).rejects.toMatchObject({ code: 'SECRETS_MANAGER_FAILED' })
    expect(await secrets.kids()).toEqual([])
  })
})
