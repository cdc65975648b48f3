import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** A file that a page downloads. */
export interface WebFile {
  /** Its path on the server. */
  readonly path: string
  readonly contents: Uint8Array
}

/** Where this package's build puts the modules of the page. */
const MODULES = fileURLToPath(new URL('chromium/page', import.meta.url))

/** Bundles one module of the page for production, with everything that it needs. @returns its files, its own first */
export async function bundle(source: string): Promise<readonly [WebFile, ...WebFile[]]> {
  const { outputFiles } = await build({
    absWorkingDir: MODULES,
    entryPoints: { [source]: `./${source}.js` },
    outdir: '/',
    publicPath: '/',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    loader: { '.wasm': 'file' },
    // This package's `paths` lead to sources; an application gets what `exports` names.
    tsconfigRaw: '{}',
    logLevel: 'silent',
  })
  const files = outputFiles.map(({ path, contents }) => ({ path, contents }))
  const [module, ...others] = files.sort((a, b) => Number(isScript(b)) - Number(isScript(a)))
  if (!module) throw new Error(`nothing was bundled of ${source}`)
  return [module, ...others]
}

/** What a page downloads for these files, gzipped, in bytes. */
export function downloadSize(files: readonly WebFile[]): { script: number; wasm: number } {
  const sum = (chosen: readonly WebFile[]) =>
    chosen.reduce((bytes, { contents }) => bytes + gzipSync(contents, { level: 9 }).length, 0)
  return {
    script: sum(files.filter(isScript)),
    wasm: sum(files.filter((file) => !isScript(file))),
  }
}

function isScript({ path }: WebFile): boolean {
  return path.endsWith('.js')
}
