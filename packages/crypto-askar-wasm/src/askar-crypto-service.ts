import { type DecryptContentOptions, DIDCommError } from '@didcomm/core'
import { GuardedCryptoService } from '@didcomm/core/crypto'
import { AskarAlgorithms, type AskarOptions, type AskarPublicKey } from './askar-algorithms.ts'
import type { AskarContentKey, AskarSecretKey } from './askar-keys.ts'
import { type AskarSource, compile } from './askar-source.ts'
import { makeDisposable } from './handle.ts'

/**
 * The cryptography of Askar, in WebAssembly. Private keys and content keys stay in its memory and are wiped there; each
 * service has a memory of its own, and only its own keys.
 *
 * @example
 * ```ts
 * const crypto = await AskarCryptoService.load()
 * const secrets = new AskarSecretsManager(crypto)
 * ```
 */
export class AskarCryptoService extends GuardedCryptoService<
  AskarSecretKey,
  AskarPublicKey,
  AskarContentKey
> {
  /** What `using` calls, where the platform has it: {@link dispose}. */
  declare readonly [Symbol.dispose]: () => void
  readonly #algorithms: AskarAlgorithms

  private constructor(algorithms: AskarAlgorithms) {
    if (!(algorithms instanceof AskarAlgorithms)) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        'an AskarCryptoService is made by await AskarCryptoService.load()',
      )
    }
    super(algorithms)
    this.#algorithms = algorithms
  }

  /**
   * Loads Askar's module and starts a copy of it.
   *
   * @param source - the module; unless told, the file `wasm/askar.wasm` of this package, by its place relative to the code
   * @throws `INVALID_ARGUMENT` when the module cannot be loaded or compiled, which a Content-Security-Policy without
   * `'wasm-unsafe-eval'` forbids, and for one that is not of this version
   */
  static async load(
    source?: AskarSource | PromiseLike<AskarSource>,
    options: AskarOptions = {},
  ): Promise<AskarCryptoService> {
    const { maxCachedAgreements: limit = 0 } = options
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new DIDCommError('INVALID_ARGUMENT', 'maxCachedAgreements is not a number from 0 on')
    }
    return new AskarCryptoService(await AskarAlgorithms.start(await compile(source), options))
  }

  override async decryptContent(
    options: DecryptContentOptions<AskarContentKey>,
  ): Promise<Uint8Array> {
    // Said here: everything that goes wrong in decryption is one error.
    this.#algorithms.assertContentKey(options.contentKey)
    return super.decryptContent(options)
  }

  /** Ends the service and overwrites the whole memory of its module, every key included. Nothing works afterwards. */
  dispose(): void {
    this.#algorithms.stop()
  }

  static {
    makeDisposable(this)
  }
}
