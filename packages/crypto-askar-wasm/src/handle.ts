import { DIDCommError } from '@didcomm/core'
import type { AskarInstance } from './askar-instance.ts'

/** A key in the memory of an instance, where it is wiped when it is freed. */
export class Handle<Key extends { free(): void }> {
  readonly #what: string
  readonly #instance: AskarInstance
  #key: Key | undefined

  /** @param what - the subject of the sentence in an error, such as `the private key` */
  constructor(what: string, instance: AskarInstance, key: Key) {
    this.#what = what
    this.#instance = instance
    this.#key = key
  }

  get instance(): AskarInstance {
    return this.#instance
  }

  /**
   * Returns what may be passed to `instance`, which must be the one that the key lives in.
   *
   * @throws `INVALID_KEY` when it lives in another one, or does not live any more
   */
  openIn(instance: AskarInstance): Key {
    const { end } = this.#instance
    if (end !== undefined) throw this.#unusable(`is lost: ${end}`)
    if (instance !== this.#instance) throw this.#unusable('is of another AskarCryptoService')
    if (this.#key === undefined) throw this.#unusable('was disposed of')
    return this.#key
  }

  /** Wipes and frees the key; does nothing the second time, and never throws. */
  free(): void {
    const key = this.#key
    this.#key = undefined
    if (key === undefined || this.#instance.end !== undefined) return
    try {
      this.#instance.call(() => key.free())
    } catch {
      // A trap has ended the instance and overwritten the key with all the rest.
    }
  }

  #unusable(problem: string): DIDCommError {
    return new DIDCommError('INVALID_KEY', `${this.#what} ${problem}`)
  }
}
