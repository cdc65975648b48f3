import { InMemorySecretsManager } from '@didcomm/core'
import type { AskarSecretKey } from './askar-keys.ts'
import { makeDisposable } from './handle.ts'

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
  /**
   * Keeps a key, in the place of one that was there, which is wiped.
   *
   * @throws `INVALID_DID`
   */
  override add(kid: string, secretKey: AskarSecretKey): void {
    const before = this.get(kid)
    super.add(kid, secretKey)
    this.#wipe(before)
  }

  /** Forgets and wipes the secret of `kid`, and tells whether there was one. */
  override delete(kid: string): boolean {
    const before = this.get(kid)
    const deleted = super.delete(kid)
    this.#wipe(before)
    return deleted
  }

  /** Forgets and wipes all secrets. */
  dispose(): void {
    for (const kid of this.kids()) this.delete(kid)
  }

  /** One key may stand under several kids. */
  #wipe(key: AskarSecretKey | undefined): void {
    if (this.kids().every((kid) => this.get(kid) !== key)) key?.dispose()
  }

  static {
    makeDisposable(this)
  }
}
