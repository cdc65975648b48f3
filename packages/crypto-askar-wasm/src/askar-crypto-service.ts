import { type DecryptContentOptions, DIDCommError } from '@didcomm/core'
import { GuardedCryptoService } from '@didcomm/core/crypto'
import { AskarAlgorithms, type AskarPublicKey } from './askar-algorithms.ts'
import type { AskarContentKey, AskarSecretKey } from './askar-keys.ts'
import { AskarRuntime } from './askar-runtime.ts'
import { type AskarSource, compile } from './askar-source.ts'
import { makeDisposable } from './disposable.ts'

/** Options of `AskarCryptoService.load`. */
export interface AskarOptions {
  /**
   * For how many pairs of static keys the shared secret of ECDH-1PU is kept, so that the next authcrypt message of the
   * same two is cheaper; 256 unless told, 0 keeps none. Such a secret lies where the private key lies, and is wiped with it.
   */
  readonly maxCachedAgreements?: number
}

/** What a limit may be at most, in Rust. */
const MAX_UINT32 = 2 ** 32 - 1

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
  readonly #runtime: AskarRuntime
  readonly #algorithms: AskarAlgorithms

  private constructor(runtime: AskarRuntime) {
    if (!(runtime instanceof AskarRuntime)) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        'an AskarCryptoService is made by await AskarCryptoService.load()',
      )
    }
    const algorithms = new AskarAlgorithms(runtime)
    super(algorithms)
    this.#runtime = runtime
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
    const { maxCachedAgreements: limit } = options
    if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0 && limit <= MAX_UINT32)) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        `maxCachedAgreements is not a whole number from 0 to ${MAX_UINT32}`,
      )
    }
    return new AskarCryptoService(await AskarRuntime.start(await compile(source), limit))
  }

  override async decryptContent(
    options: DecryptContentOptions<AskarContentKey>,
  ): Promise<Uint8Array> {
    // What is wrong with the key, and whether all keys were lost, is said: whatever else goes wrong in decryption is one error.
    this.#algorithms.assertContentKey(options.contentKey)
    try {
      return await super.decryptContent(options)
    } catch (error) {
      this.#algorithms.assertContentKey(options.contentKey)
      throw error
    }
  }

  /** Ends the service and overwrites the whole memory of its module, every key included. Nothing works afterwards. */
  dispose(): void {
    this.#runtime.stop()
  }

  static {
    makeDisposable(this)
  }
}
