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

  constructor({ name = 'didcomm-secrets', indexedDB }: IndexedDBSecretsOptions = {}) {
    this.#name = name
    this.#factory = indexedDB ?? globalThis.indexedDB
  }

  /** Returns the secret of `kid`, or `undefined` if it is not held. @throws `SECRETS_MANAGER_FAILED` */
  async get(kid: string): Promise<WebCryptoSecretKey | undefined> {
    const found: unknown = await this.#run('readonly', (store) => store.get(kid))
    return isWebCryptoSecretKey(found) ? found : undefined
  }

  /**
   * Keeps `secretKey` under `kid`, in the place of one that was there.
   *
   * @throws `INVALID_ARGUMENT` for an `ExternalKey`, and for a key of another backend, which would lie there to be read;
   * `SECRETS_MANAGER_FAILED`
   */
  async add(kid: string, secretKey: WebCryptoSecretKey | ExternalKey): Promise<void> {
    if (!isWebCryptoSecretKey(secretKey)) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        `the secret of ${quote(kid)} is no key of WebCrypto`,
      )
    }
    await this.#run('readwrite', (store) => store.put(secretKey, kid))
  }

  /** Forgets the secret of `kid`, and tells whether there was one. @throws `SECRETS_MANAGER_FAILED` */
  async delete(kid: string): Promise<boolean> {
    const held = await this.#run('readwrite', (store) => {
      const count = store.count(kid)
      store.delete(kid)
      return count
    })
    return held > 0
  }

  /** The ids of all secrets that are held. @throws `SECRETS_MANAGER_FAILED` */
  async kids(): Promise<string[]> {
    const keys = await this.#run('readonly', (store) => store.getAllKeys())
    return keys.filter((key) => typeof key === 'string')
  }

  /** Runs a request, and waits until its transaction is complete. */
  async #run<Result>(
    mode: IDBTransactionMode,
    request: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    try {
      this.#opened ??= open(this.#factory, this.#name)
      const transaction = (await this.#opened).transaction(STORE, mode)
      const { result } = await completion(transaction, request(transaction.objectStore(STORE)))
      return result
    } catch (cause) {
      this.#opened = undefined
      throw new DIDCommError('SECRETS_MANAGER_FAILED', `IndexedDB ${this.#name} failed`, { cause })
    }
  }
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}

function completion<Result>(
  transaction: IDBTransaction,
  request: IDBRequest<Result>,
): Promise<IDBRequest<Result>> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve(request))
    for (const failure of ['error', 'abort']) {
      transaction.addEventListener(failure, () => reject(transaction.error))
    }
  })
}
