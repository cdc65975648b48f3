import { DIDCommError, type DIDCommErrorCode } from '@didcomm/core'
import { createGlue, type Glue } from '../wasm/askar.js'

/** The name that the module imports its glue by. */
const GLUE_MODULE = './askar_bg.js'

/** The exports of an instance that has ended: the garbage collector may still hand it keys to be freed. */
const NO_EXPORTS = new Proxy({}, { get: () => () => undefined })

/** The codes that Rust throws (`rust/src/errors.rs`), and what they are to a caller. */
const FAILURES: Readonly<Record<string, readonly [DIDCommErrorCode, string]>> = {
  INVALID_KEY: ['INVALID_KEY', 'the key is not valid on its curve, or d is not of its x and y'],
  CURVE_MISMATCH: ['INVALID_KEY', 'the key is not on the curve that the algorithm needs'],
  ZERO_SECRET: ['INVALID_KEY', 'the public key agrees on an all-zero secret (X25519)'],
  INVALID_ARGUMENT: ['INVALID_ARGUMENT', 'the bytes are too many for the memory of the module'],
  DECRYPTION_FAILED: ['DECRYPTION_FAILED', 'the message could not be decrypted'],
  RANDOM_FAILED: ['INVALID_ARGUMENT', 'the platform gave no random bytes'],
}

/** Why an instance ended, as the rest of a sentence. */
export const TRAPPED = 'Askar failed, and its memory was overwritten'

/** A running copy of Askar's module: its memory, and the keys that live in it. */
export class AskarInstance {
  readonly #glue: Glue
  readonly #memory: WebAssembly.Memory
  #isBusy = false
  #end: string | undefined

  private constructor(glue: Glue, { exports }: WebAssembly.Instance) {
    const { memory, __wbindgen_start: start } = exports
    if (!(memory instanceof WebAssembly.Memory) || typeof start !== 'function') throw notAskar()
    this.#glue = glue
    this.#memory = memory
    glue.setExports(exports)
    start()
  }

  /**
   * Starts a copy without blocking.
   *
   * @throws `INVALID_ARGUMENT` for a module that is not Askar's of this version
   */
  static async start(module: WebAssembly.Module): Promise<AskarInstance> {
    const glue = createGlue()
    try {
      return new AskarInstance(glue, await WebAssembly.instantiate(module, importsOf(glue)))
    } catch (cause) {
      throw notAskar(cause)
    }
  }

  /** Starts another copy at once, of a module that has been started before. @throws `INVALID_ARGUMENT` */
  static startAgain(module: WebAssembly.Module): AskarInstance {
    const glue = createGlue()
    try {
      return new AskarInstance(glue, new WebAssembly.Instance(module, importsOf(glue)))
    } catch (cause) {
      throw new DIDCommError('INVALID_ARGUMENT', 'Askar failed, and cannot be started anew', {
        cause,
      })
    }
  }

  /** Why this copy is no longer used, as the rest of a sentence; `undefined` while it is. */
  get end(): string | undefined {
    return this.#end
  }

  /** @throws `INVALID_ARGUMENT` for a copy that has ended */
  assertRunning(): void {
    if (this.#end !== undefined) throw unusable(this.#end)
  }

  /**
   * Calls Askar, which is not to be called meanwhile. After a trap its memory is not to be trusted: the copy is stopped.
   *
   * @throws Askar's own failures as `DIDCommError`s; `INVALID_ARGUMENT` for a trap, and for a copy that was stopped
   */
  call<T>(operation: (askar: Glue) => T): T {
    this.assertRunning()
    if (this.#isBusy) throw unusable('it is called while it answers another call')
    this.#isBusy = true
    try {
      return operation(this.#glue)
    } catch (error) {
      if (this.#end !== undefined) throw unusable(this.#end, error)
      if (!isTrap(error)) throw asFailure(error)
      this.#end = TRAPPED
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        'Askar failed, and is started anew without the keys that it held',
        { cause: error },
      )
    } finally {
      this.#isBusy = false
      if (this.#end !== undefined) this.#overwrite()
    }
  }

  /** Ends this copy and overwrites the whole of its memory, at the latest when the call that it answers returns. */
  stop(reason: string): void {
    this.#end ??= reason
    if (!this.#isBusy) this.#overwrite()
  }

  #overwrite(): void {
    this.#glue.setExports(NO_EXPORTS)
    new Uint8Array(this.#memory.buffer).fill(0)
  }
}

function importsOf(glue: Glue): WebAssembly.Imports {
  return { [GLUE_MODULE]: glue.imports }
}

/** WebAssembly's own error, or a stack that is used up: in either case Rust did not finish what it began. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
}

function asFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !Object.hasOwn(FAILURES, error.message)) return error
  const failure = FAILURES[error.message]
  return failure ? new DIDCommError(...failure) : error
}

function unusable(problem: string, cause?: unknown): DIDCommError {
  return new DIDCommError('INVALID_ARGUMENT', `Askar cannot be used: ${problem}`, { cause })
}

function notAskar(cause?: unknown): DIDCommError {
  return new DIDCommError(
    'INVALID_ARGUMENT',
    'this is not the WebAssembly module of this version of @didcomm/crypto-askar-wasm',
    { cause },
  )
}
