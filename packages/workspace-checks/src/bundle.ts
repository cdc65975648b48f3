import { build, type BuildOptions, type BuildResult } from 'esbuild'

const options = {
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  // Left in as they are: layers.ts says which package may have one.
  external: ['node:*'],
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  outdir: 'bundled',
  // A module of WebAssembly is an entry of its own, as it is.
  loader: { '.wasm': 'copy' },
  // The packages' own `paths` lead to sources; an application gets what `exports` names.
  tsconfigRaw: '{}',
  logLevel: 'silent',
} as const satisfies BuildOptions

/** What is bundled, and whether what it depends on is left out. */
export type BundleEntry = Pick<BuildOptions, 'entryPoints' | 'stdin' | 'packages'>

/** Bundles what lies in `dist/`, as an application's bundler would. @throws esbuild's `BuildFailure`. */
export function bundle(root: string, entry: BundleEntry): Promise<BuildResult<typeof options>> {
  return build({ ...options, absWorkingDir: root, ...entry })
}
