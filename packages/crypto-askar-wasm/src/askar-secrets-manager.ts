import { InMemorySecretsManager } from '@didcomm/core'
import { type AskarSecretKey, secretKeyHandle } from './askar-keys.ts'
import { makeDisposable } from './disposable.ts'

/**
 * Keeps private keys in the memory of Askar's module. A key that is added belongs to the manager: it is wiped when it is
 * deleted or replaced.
 *
 * @example
 * ```ts
 * const crypto = await AskarCryptoService.load()
 * const secrets = new AskarSecretsManager(crypto)
 * await secrets.addJwk('did:example:alice#key-1', { kty: 'OKP', crv: 'X25519', x: '…', d: '…' })
 * ```
 */
export class AskarSecretsManager extends InMemorySecretsManager<AskarSecretKey> {
  /** What `using` calls, where the platform has it: {@link dispose}. */
  declare readonly [Symbol.dispose]: () => void
  /** Under how many kids a key stands. */
  readonly #uses = new Map<AskarSecretKey, number>()

  /**
   * Keeps a key, in the place of one that was there, which is wiped.
   *
   * @throws `INVALID_DID`; `INVALID_ARGUMENT` for what is no private key of this backend
   */
  override add(kid: string, secretKey: AskarSecretKey): void {
    secretKeyHandle(secretKey)
    const before = this.get(kid)
    super.add(kid, secretKey)
    this.#uses.set(secretKey, (this.#uses.get(secretKey) ?? 0) + 1)
    if (before) this.#drop(before)
  }

  /** Forgets and wipes the secret of `kid`, and tells whether there was one. */
  override delete(kid: string): boolean {
    const before = this.get(kid)
    if (before) this.#drop(before)
    return super.delete(kid)
  }

  /** Forgets and wipes all secrets. */
  dispose(): void {
    for (const kid of this.kids()) this.delete(kid)
  }

  #drop(key: AskarSecretKey): void {
    const uses = (this.#uses.get(key) ?? 1) - 1
    if (uses > 0) {
      this.#uses.set(key, uses)
      return
    }
    this.#uses.delete(key)
    key.dispose()
  }

  static {
    makeDisposable(this)
  }
}
