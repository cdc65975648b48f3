import type { Glue } from '../wasm/askar.js'
import { AskarInstance, TRAPPED } from './askar-instance.ts'

/** As many as one envelope may have recipients: with fewer kept, one to more would find none of them. */
const DEFAULT_MAX_CACHED_AGREEMENTS = 256

/** The copy of Askar's module that one service works with, and another one after it trapped. */
export class AskarRuntime {
  readonly #module: WebAssembly.Module
  readonly #maxCachedAgreements: number
  #instance: AskarInstance

  private constructor(
    module: WebAssembly.Module,
    maxCachedAgreements: number,
    instance: AskarInstance,
  ) {
    this.#module = module
    this.#maxCachedAgreements = maxCachedAgreements
    this.#instance = this.#prepared(instance)
  }

  /**
   * Starts a copy, with a memory of its own.
   *
   * @throws `INVALID_ARGUMENT` for a module that is not Askar's of this version
   */
  static async start(
    module: WebAssembly.Module,
    maxCachedAgreements: number = DEFAULT_MAX_CACHED_AGREEMENTS,
  ): Promise<AskarRuntime> {
    return new AskarRuntime(module, maxCachedAgreements, await AskarInstance.start(module))
  }

  /**
   * The copy that runs. One that trapped is replaced here, at the next call, and not where its stack was used up.
   *
   * @throws `INVALID_ARGUMENT` after `stop`
   */
  get instance(): AskarInstance {
    if (this.#instance.end === TRAPPED) {
      this.#instance = this.#prepared(AskarInstance.startAgain(this.#module))
    }
    this.#instance.assertRunning()
    return this.#instance
  }

  /** Calls the copy that runs. @throws as {@link AskarInstance.call} */
  call<T>(operation: (askar: Glue) => T): T {
    return this.instance.call(operation)
  }

  /** Ends the copy for good, and overwrites its memory. */
  stop(): void {
    this.#instance.stop('its AskarCryptoService was disposed of')
  }

  #prepared(instance: AskarInstance): AskarInstance {
    instance.call((askar) => askar.setAgreementCacheLimit(this.#maxCachedAgreements))
    return instance
  }
}
