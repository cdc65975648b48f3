import { DIDCommError, type ExternalKey, type WritableSecretsManager } from '@didcomm/core'
import { quote } from '@didcomm/core/encoding'
import { isWebCryptoSecretKey, type WebCryptoSecretKey } from './keys.ts'

const STORE = 'secrets'

/** Options of {@link IndexedDBSecretsManager}. */
export interface IndexedDBSecretsOptions {
  /** The database; `didcomm-secrets` unless given. Each user of an application wants one. */
  readonly name?: string
  /** The platform's `indexedDB` unless given. */
  readonly indexedDB?: IDBFactory
}

/** What lies in the database under a kid. */
interface Entry {
  /** Another one each time that a secret is added, by whichever tab. */
  readonly revision: string
  readonly secretKey: WebCryptoSecretKey
}

/**
 * Keeps private keys in IndexedDB, where they survive the page without ever being bytes: what lies there are CryptoKeys
 * that cannot be exported.
 *
 * @example
 * ```ts
 * const crypto = await WebCryptoService.create()
 * const secrets = new IndexedDBSecretsManager({ name: 'alice' })
 * const did = await createPeerDID({ crypto, secrets })
 * ```
 */
export class IndexedDBSecretsManager implements WritableSecretsManager<WebCryptoSecretKey> {
  readonly #name: string
  readonly #factory: IDBFactory
  #opened: Promise<IDBDatabase> | undefined
  #handedOut = new Map<string, Entry>()

  constructor({ name = 'didcomm-secrets', indexedDB }: IndexedDBSecretsOptions = {}) {
    this.#name = name
    this.#factory = indexedDB ?? globalThis.indexedDB
  }

  /**
   * Returns the secret of `kid`, or `undefined` if it is not held. It is the same object as before until it is added
   * again, here or in another tab: what a crypto service keeps of a key, it keeps by the object.
   *
   * @throws `SECRETS_MANAGER_FAILED`
   */
  async get(kid: string): Promise<WebCryptoSecretKey | undefined> {
    const handedOut = this.#handedOut
    const found: unknown = await this.#run('readonly', (store) => store.get(kid))
    const known = handedOut.get(kid)
    const entry = isEntry(found) ? found : undefined
    if (entry && entry.revision === known?.revision) return known.secretKey
    if (entry) handedOut.set(kid, entry)
    else handedOut.delete(kid)
    return entry?.secretKey
  }

  /**
   * Keeps `secretKey` under `kid`, in the place of one that was there. Nothing else that the object may have is kept.
   *
   * @throws `INVALID_ARGUMENT` for what would lie there to be read: a key of another backend, and a CryptoKey that can be
   * exported; for a CryptoKey that is not private, and for an `ExternalKey`; `SECRETS_MANAGER_FAILED`
   */
  async add(kid: string, secretKey: WebCryptoSecretKey | ExternalKey): Promise<void> {
    if (!isWebCryptoSecretKey(secretKey) || !isLocked(secretKey)) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        `the secret of ${quote(kid)} is no private key of WebCrypto that cannot be exported`,
      )
    }
    const { curve, agreement, signing } = secretKey
    const kept = { curve, ...(agreement && { agreement }), ...(signing && { signing }) }
    const entry = { revision: crypto.randomUUID(), secretKey: kept }
    await this.#run('readwrite', (store) => store.put(entry, kid))
    this.#handedOut.delete(kid)
  }

  /** Forgets the secret of `kid`, and tells whether there was one. @throws `SECRETS_MANAGER_FAILED` */
  async delete(kid: string): Promise<boolean> {
    const held = await this.#run('readwrite', (store) => {
      const count = store.count(kid)
      store.delete(kid)
      return count
    })
    this.#handedOut.delete(kid)
    return held > 0
  }

  /** The ids of all secrets that are held. @throws `SECRETS_MANAGER_FAILED` */
  async kids(): Promise<string[]> {
    const keys = await this.#run('readonly', (store) => store.getAllKeys())
    return keys.filter((key) => typeof key === 'string')
  }

  /**
   * Closes the database, and forgets the objects that were handed out, as when a user logs out. The secrets stay in the
   * database. What was begun before is still done; the next call opens the database again.
   */
  close(): void {
    if (this.#opened) this.#end(this.#opened)
  }

  /** Runs a request, and waits until its transaction is complete. */
  async #run<Result>(
    mode: IDBTransactionMode,
    request: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    const opened = (this.#opened ??= this.#open())
    try {
      // A lost key is a lost DID: a write is complete only when it is on the disk.
      const transaction = (await opened).transaction(STORE, mode, { durability: 'strict' })
      const { result } = await completion(transaction, request(transaction.objectStore(STORE)))
      return result
    } catch (cause) {
      this.#end(opened)
      throw new DIDCommError('SECRETS_MANAGER_FAILED', `IndexedDB ${this.#name} failed`, { cause })
    }
  }

  #open(): Promise<IDBDatabase> {
    const opened = open(this.#factory, this.#name, () => this.#forget(opened))
    return opened
  }

  /** Closes a connection once what runs on it has run, so that failures leave none open. */
  #end(opened: Promise<IDBDatabase>): void {
    this.#forget(opened)
    opened.then(
      (database) => database.close(),
      () => undefined,
    )
  }

  #forget(opened: Promise<IDBDatabase>): void {
    if (this.#opened !== opened) return
    this.#opened = undefined
    // Not cleared: calls that are under way still fill the old one.
    this.#handedOut = new Map()
  }
}

function isEntry(found: unknown): found is Entry {
  return (
    typeof found === 'object' &&
    found !== null &&
    'revision' in found &&
    typeof found.revision === 'string' &&
    'secretKey' in found &&
    isWebCryptoSecretKey(found.secretKey)
  )
}

/** Tells whether all of a key is private and cannot be exported. */
function isLocked({ agreement, signing }: WebCryptoSecretKey): boolean {
  return [agreement, signing].every(
    (key) =>
      key === undefined || (key instanceof CryptoKey && key.type === 'private' && !key.extractable),
  )
}

/** Opens the database, until the platform closes it, or somebody wants to delete it and waits for that. */
function open(factory: IDBFactory, name: string, onEnd: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
    request.addEventListener('success', () => {
      const { result: database } = request
      database.addEventListener('close', onEnd)
      database.addEventListener('versionchange', () => {
        database.close()
        onEnd()
      })
      resolve(database)
    })
    request.addEventListener('error', () => reject(request.error))
  })
}

function completion<Result>(
  transaction: IDBTransaction,
  request: IDBRequest<Result>,
): Promise<IDBRequest<Result>> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve(request))
    // An error ends in an abort, before which the transaction does not know it.
    transaction.addEventListener('abort', () => reject(transaction.error ?? request.error))
  })
}
