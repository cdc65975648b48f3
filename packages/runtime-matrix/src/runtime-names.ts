/** The rows of the matrix, in their order. What stands before a hyphen names all rows that begin with it. */
export const RUNTIME_NAMES = [
  'node20',
  'node22',
  'node24',
  'deno',
  'bun',
  'workerd',
  'chromium-page',
  'chromium-without-wasm-eval',
  'esbuild-page',
  'esbuild-worker',
  'vite-page',
  'vite-worker',
  'vite-dev',
  'webpack-page',
  'webpack-worker',
] as const

/** A row of the matrix. */
export type RuntimeName = (typeof RUNTIME_NAMES)[number]
