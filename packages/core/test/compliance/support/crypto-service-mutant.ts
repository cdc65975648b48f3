import type { CryptoService, CryptoSupport } from '@didcomm/core/contracts'
import { NodeCryptoService } from './node-crypto-service.ts'

/** What the mutants claim: enough to see what is wrong with them, and no more. */
export const MUTANT_SUPPORT: CryptoSupport = {
  curves: ['X25519', 'P-256', 'Ed25519', 'secp256k1'],
  enc: ['A256CBC-HS512', 'A256GCM'],
  sig: ['EdDSA', 'ES256', 'ES256K'],
}

/** A backend with one fault, and cases that find it, each as `group › case`. */
export interface Mutant {
  readonly fault: string
  readonly crypto: CryptoService
  readonly caughtBy: readonly string[]
}

/** Makes a mutant: the honest backend with a few methods overridden. */
export function mutant(
  fault: string,
  change: (base: typeof NodeCryptoService) => typeof NodeCryptoService,
  caughtBy: readonly string[],
  supports = MUTANT_SUPPORT,
): Mutant {
  const Changed = change(NodeCryptoService)
  return { fault, crypto: new Changed(supports), caughtBy }
}

type Method = 'encryptContent' | 'decryptContent' | 'wrapKey' | 'unwrapKey' | 'sign' | 'verify'

/** Makes a mutant that keeps what a method is given in a variable, and takes its time: calls that overlap get mixed up. */
export function mixing(method: Method, caughtBy: readonly string[]): Mutant {
  const honest = new NodeCryptoService(MUTANT_SUPPORT)
  let last: unknown
  const mixed = async (options: unknown) => {
    last = options
    await Promise.resolve()
    return honest[method](last as never)
  }
  const crypto = new Proxy(honest, {
    get: (_, name) => {
      const value: unknown = Reflect.get(honest, name)
      if (name === method) return mixed
      return typeof value === 'function' ? value.bind(honest) : value
    },
  })
  return { fault: `mixes up calls of ${method} that overlap`, crypto, caughtBy }
}

/** Makes what copies bytes to one place, where the next ones overwrite them. */
export function reusedBuffer(): (bytes: Uint8Array) => Uint8Array {
  const buffer = new Uint8Array(200_000)
  return (bytes) => {
    buffer.set(bytes)
    return buffer.subarray(0, bytes.length)
  }
}

/** All of the memory under a view, as `new Uint8Array(view.buffer)` has it. Not for the pool of small Buffers. */
export function wholeBuffer(view: Uint8Array): Uint8Array {
  const { buffer } = view
  return buffer.byteLength < 8192 ? new Uint8Array(buffer) : view
}

export const EMPTY = Buffer.alloc(0)
