import { readFile } from 'node:fs/promises'
import type { NamedSecrets } from './secrets-in-memory.ts'

/** Bytes, or numbers as bytes, that went from the module to JavaScript. */
export interface Crossing {
  /** The function that was called, or that returned. */
  readonly name: string
  readonly bytes: Uint8Array
  /** The array that was made of them, where there is one. */
  readonly array?: Uint8Array
}

type Call = (...args: unknown[]) => unknown

/** A copy of the module, and what can be seen and changed of it from outside. */
export interface WatchedCopy {
  readonly memory: WebAssembly.Memory
  /** What was in the memory when it was started: the module's constants. */
  readonly initial: Uint8Array
  /** How many keys live in it. */
  readonly liveHandles: () => number
  /** The functions of the module as they are. */
  readonly functions: Readonly<Record<string, Call>>
  /** What is called in the place of functions of the module; empty at first. */
  readonly replaced: Map<string, Call>
  /** The functions of the module that were called with 0 for a pointer, as of a handle that was freed. */
  readonly zeroPointers: string[]
  /** All random bytes that the host gave: private keys, and content keys with their IVs. */
  readonly random: Uint8Array[]
  /** What went out; `undefined` until it is set to an array. */
  outward: Crossing[] | undefined
}

/** A compiled module, and the copies of it that were started: the running one is the last. */
export interface WatchedModule {
  readonly module: WebAssembly.Module
  readonly copies: readonly WatchedCopy[]
  /** The running copy. */
  readonly running: WatchedCopy
}

/** Which arguments of the module's functions are pointers to keys. */
const POINTERS: Readonly<Record<string, readonly number[]>> = {
  __wbg_secretkey_free: [0],
  __wbg_contentkey_free: [0],
  secretkey_publicBytes: [0],
  secretkey_exportSecretBytes: [0],
  secretkey_toX25519: [0],
  sign: [1],
  decryptContent: [1],
  wrapKeyES: [0, 1],
  wrapKey1PU: [0, 1, 2],
  unwrapKeyES: [3],
  unwrapKey1PU: [4],
}

/** The longest private key, of P-384. */
const MAX_PRIVATE_KEY_SIZE = 48

/** The private keys that were made in the module, and the content keys, of which a half is enough, without their IVs. */
export function madeInside({ random }: WatchedCopy): NamedSecrets {
  return Object.fromEntries(
    random.map((bytes, index) => [
      `random bytes ${index + 1}`,
      bytes.length > MAX_PRIVATE_KEY_SIZE ? bytes.subarray(0, 32) : bytes,
    ]),
  )
}

/** Tells whether the whole memory was overwritten. */
export function isZero({ memory }: WatchedCopy): boolean {
  return new Uint8Array(memory.buffer).every((byte) => byte === 0)
}

const copiesOf = new Map<WebAssembly.Module, WatchedCopy[]>()

/** Compiles the module; whoever starts it, is watched. */
export async function watchedModule(): Promise<WatchedModule> {
  const bytes = await readFile(new URL('../../wasm/askar.wasm', import.meta.url))
  const module = await WebAssembly.compile(bytes)
  const copies: WatchedCopy[] = []
  copiesOf.set(module, copies)
  return {
    module,
    copies,
    get running() {
      const last = copies.at(-1)
      if (!last) throw new Error('the module was not started')
      return last
    },
  }
}

const { Instance } = WebAssembly

/** What the module's imports need, before there is an instance. */
interface Seen extends Pick<WatchedCopy, 'random' | 'outward'> {
  memory: WebAssembly.Memory | undefined
}

/** Starts a module and keeps what can be seen of it. Others than those of {@link watchedModule} are started as ever. */
function start(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
  const copies = copiesOf.get(module)
  if (!copies) return new Instance(module, imports)
  const seen: Seen = { random: [], outward: undefined, memory: undefined }
  const traced = Object.entries(imports).map(([from, functions]) => [
    from,
    mapCalls(functions, (name, run) => tracedImport(name, run, seen)),
  ])
  const { exports } = new Instance(module, Object.fromEntries(traced))
  const { memory } = exports
  const functions = exports as Record<string, Call>
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('it exports no memory')
  const copy: WatchedCopy = Object.assign(seen, {
    memory,
    initial: new Uint8Array(memory.buffer).slice(),
    functions,
    liveHandles: () => Number(functions['liveHandles']?.()),
    replaced: new Map<string, Call>(),
    zeroPointers: [],
  })
  copies.push(copy)
  return { exports: mapCalls(exports, (name, run) => tracedExport(name, run, copy)) }
}

function mapCalls<T extends object>(members: T, wrap: (name: string, run: Call) => Call): T {
  const entries = Object.entries(members).map(([name, member]) => [
    name,
    typeof member === 'function' ? wrap(name, member) : member,
  ])
  return Object.fromEntries(entries)
}

/** Keeps what every two numbers point at, as far as they can be an address and a length, and the bytes that are made. */
function tracedImport(name: string, run: Call, seen: Seen): Call {
  return (...args) => {
    const pointed = () =>
      args.flatMap((_, index) => bytesAt(seen.memory, args[index], args[index + 1]))
    if (seen.outward) seen.outward.push(...pointed().map((bytes) => ({ name, bytes })))
    const result = run(...args)
    if (name.includes('getRandomValues')) seen.random.push(...pointed())
    seen.outward?.push({
      name,
      bytes: bytesOf([result]),
      ...(result instanceof Uint8Array && { array: result }),
    })
    return result
  }
}

function tracedExport(name: string, run: Call, copy: WatchedCopy): Call {
  return (...args) => {
    if (POINTERS[name]?.some((index) => args[index] === 0)) copy.zeroPointers.push(name)
    const result = (copy.replaced.get(name) ?? run)(...args)
    copy.outward?.push({ name, bytes: bytesOf([result].flat()) })
    return result
  }
}

function bytesAt(
  memory: WebAssembly.Memory | undefined,
  address: unknown,
  length: unknown,
): Uint8Array[] {
  if (!memory || typeof address !== 'number' || typeof length !== 'number') return []
  const [start, size] = [address >>> 0, length >>> 0]
  if (size === 0 || start + size > memory.buffer.byteLength) return []
  return [new Uint8Array(memory.buffer).slice(start, start + size)]
}

/** The bytes of what a function returned: byte arrays, and numbers as WebAssembly has them. */
function bytesOf(results: readonly unknown[]): Uint8Array {
  return Buffer.concat(
    results.flatMap((result) => {
      if (result instanceof Uint8Array) return [result]
      return typeof result === 'number' ? [new Uint8Array(Int32Array.of(result).buffer)] : []
    }),
  )
}

Object.assign(WebAssembly, {
  instantiate: async (module: WebAssembly.Module, imports: WebAssembly.Imports) =>
    start(module, imports),
  Instance: function instance(module: WebAssembly.Module, imports: WebAssembly.Imports) {
    return start(module, imports)
  },
})
