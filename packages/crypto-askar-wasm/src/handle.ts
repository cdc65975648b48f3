import { DIDCommError } from '@didcomm/core'
import type { AskarInstance } from './askar-instance.ts'

/** Something in the memory of an instance, where it is wiped when it is freed. */
export class Handle<Pointer extends { free(): void }> {
  readonly #what: string
  readonly #instance: AskarInstance
  #pointer: Pointer | undefined

  /** @param what - the subject of the sentence in an error, such as `the private key` */
  constructor(what: string, instance: AskarInstance, pointer: Pointer) {
    this.#what = what
    this.#instance = instance
    this.#pointer = pointer
  }

  get instance(): AskarInstance {
    return this.#instance
  }

  /**
   * Returns what may be passed to `instance`, which must be the one that it lives in.
   *
   * @throws `INVALID_KEY` when it lives in another one, or does not live any more
   */
  openIn(instance: AskarInstance): Pointer {
    const { end } = this.#instance
    if (end !== undefined) throw this.#unusable(`is lost: ${end}`)
    if (instance !== this.#instance) throw this.#unusable('is of another AskarCryptoService')
    if (this.#pointer === undefined) throw this.#unusable('was disposed of')
    return this.#pointer
  }

  /** Wipes and frees it; does nothing the second time. */
  free(): void {
    const pointer = this.#pointer
    this.#pointer = undefined
    if (this.#instance.end === undefined) pointer?.free()
  }

  #unusable(problem: string): DIDCommError {
    return new DIDCommError('INVALID_KEY', `${this.#what} ${problem}`)
  }
}

/** Gives a class with `dispose` what `using` calls, where the platform has it. */
export function makeDisposable({ prototype }: { readonly prototype: { dispose(): void } }): void {
  if (typeof Symbol.dispose !== 'symbol') return
  Object.defineProperty(prototype, Symbol.dispose, { value: prototype.dispose })
}
