import type { Runtime } from '../runtime.ts'
import { bundledPages } from './bundled-pages.ts'
import { esbuild, vite, webpack } from './bundlers.ts'
import { bun, deno, node } from './script-runtimes.ts'
import { chromiumPage, chromiumWithoutWasmEval } from './unbundled-page.ts'
import { viteDev } from './vite-dev.ts'
import { workerd } from './workerd.ts'

/** All rows of the matrix. */
export const runtimes: readonly Runtime[] = [
  node(20),
  node(22),
  node(24),
  deno,
  bun,
  workerd,
  chromiumPage,
  chromiumWithoutWasmEval,
  ...bundledPages(esbuild),
  ...bundledPages(vite),
  viteDev,
  ...bundledPages(webpack),
]
