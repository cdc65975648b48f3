import { DIDCommError, type DIDCommErrorCode } from '@didcomm/core'
import { createGlue, type Glue } from '../wasm/askar.js'

/** The name that the module imports its glue by. */
const GLUE_MODULE = './askar_bg.js'

/** What stands in for the exports of an instance that has ended: the collector may still hand it keys to be freed. */
const NOTHING = new Proxy({}, { get: () => () => undefined })

/** The codes that Rust throws (`rust/src/errors.rs`), and what they are to a caller. */
const FAILURES: Readonly<Record<string, readonly [DIDCommErrorCode, string]>> = {
  INVALID_KEY: ['INVALID_KEY', 'the key is not valid on its curve, or d is not of its x and y'],
  CURVE_MISMATCH: ['INVALID_KEY', 'the key is not on the curve that the algorithm needs'],
  ZERO_SECRET: ['INVALID_KEY', 'the public key agrees on an all-zero secret (X25519)'],
  INVALID_ARGUMENT: ['INVALID_ARGUMENT', 'the content is no array of bytes, or too large'],
  DECRYPTION_FAILED: ['DECRYPTION_FAILED', 'the message could not be decrypted'],
  RANDOM_FAILED: ['INVALID_ARGUMENT', 'the platform gave no random bytes'],
}

/** A running copy of Askar's module: its memory, and the keys that live in it. */
export class AskarInstance {
  readonly #glue: Glue
  readonly #memory: WebAssembly.Memory
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
    const instance = await WebAssembly.instantiate(module, importsOf(glue)).catch(
      (cause: unknown) => {
        throw notAskar(cause)
      },
    )
    return new AskarInstance(glue, instance)
  }

  /** Starts another copy at once, of a module that has been started before. */
  static startAgain(module: WebAssembly.Module): AskarInstance {
    const glue = createGlue()
    return new AskarInstance(glue, new WebAssembly.Instance(module, importsOf(glue)))
  }

  /** Why this copy is no longer used, as the rest of a sentence; `undefined` while it is. */
  get end(): string | undefined {
    return this.#end
  }

  /**
   * Calls Askar.
   *
   * @throws Askar's own failures as `DIDCommError`s, everything else as it is: a `WebAssembly.RuntimeError` after a trap
   */
  call<T>(operation: (askar: Glue) => T): T {
    try {
      return operation(this.#glue)
    } catch (error) {
      const failure = error instanceof Error ? FAILURES[error.message] : undefined
      throw failure ? new DIDCommError(...failure) : error
    }
  }

  /** Ends this copy and overwrites the whole of its memory. */
  stop(reason: string): void {
    this.#end ??= reason
    this.#glue.setExports(NOTHING)
    new Uint8Array(this.#memory.buffer).fill(0)
  }
}

function importsOf(glue: Glue): WebAssembly.Imports {
  return { [GLUE_MODULE]: glue.imports }
}

function notAskar(cause?: unknown): DIDCommError {
  return new DIDCommError(
    'INVALID_ARGUMENT',
    'this is not the WebAssembly module of this version of @didcomm/crypto-askar-wasm',
    { cause },
  )
}
