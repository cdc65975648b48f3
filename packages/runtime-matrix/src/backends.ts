import { RUNTIME_NAMES, type RuntimeName } from './runtime-names.ts'

/** A column of the matrix: a backend, and one way to get it. */
export interface Backend {
  /** Of the column, and of the file in `program/backends/` that makes the backend ready. */
  readonly name: string
  /** Where it has to pass; elsewhere it is not run. */
  readonly claims: readonly RuntimeName[]
  /** How it comes by WebAssembly, if it has any: from a file of its own, or from its code alone. */
  readonly wasm?: 'file' | 'inline'
  /** How many suites of its own it brings to a runtime, beside those that every backend has to pass; none unless given. */
  readonly ownSuites?: (runtime: RuntimeName) => number
}

/** Where a backend has to fail, with a clear error, because a Content-Security-Policy forbids WebAssembly. */
export const FORBIDDING: RuntimeName = 'chromium-without-wasm-eval'

const EVERYWHERE = RUNTIME_NAMES.filter((name) => name !== FORBIDDING)

/** Where every module runs as it was published: enough for backends whose packages are bundled in another column. */
const UNBUNDLED = EVERYWHERE.slice(0, EVERYWHERE.indexOf('chromium-page') + 1)

/** Where there are sites, and with them IndexedDB. */
const SITES: readonly RuntimeName[] = EVERYWHERE.slice(EVERYWHERE.indexOf('chromium-page'))

/** Where a file has to be imported: esbuild copies no other, and workerd compiles no other. */
const IMPORTS_FILES: readonly RuntimeName[] = ['workerd', 'esbuild-page', 'esbuild-worker']

/** All columns. A new backend is an entry here, a file in `program/backends/` and a dependency in `package.json`. */
export const backends: readonly Backend[] = [
  { name: 'noble', claims: EVERYWHERE },
  {
    name: 'askar-wasm',
    claims: [...EVERYWHERE.filter((name) => !IMPORTS_FILES.includes(name)), FORBIDDING],
    wasm: 'file',
  },
  {
    name: 'askar-wasm-imported',
    claims: IMPORTS_FILES,
    wasm: 'file',
  },
  {
    name: 'askar-wasm-inline',
    claims: [...EVERYWHERE.filter((name) => name !== 'workerd'), FORBIDDING],
    wasm: 'inline',
  },
  // Others have node:crypto as well, without AES key wrapping and without all of the curves.
  { name: 'node', claims: ['node20', 'node22', 'node24'] },
  {
    name: 'webcrypto',
    claims: EVERYWHERE,
    // Keys that cannot be exported; on a site, keys in IndexedDB as well.
    ownSuites: (runtime) => (SITES.includes(runtime) ? 2 : 1),
  },
  { name: 'webcrypto-filled', claims: UNBUNDLED },
]
