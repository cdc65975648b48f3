import { defineConfig, type Options } from 'tsup'

type Entry = Pick<Options, 'entry' | 'external'>
type Config = ReturnType<typeof defineConfig>

/** A plugin of esbuild. */
export type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const shared = { format: 'esm', sourcemap: true, clean: true } as const

interface LibraryOptions extends Entry, Pick<Options, 'esbuildPlugins'> {
  /** What the type declarations begin with. */
  readonly declarationsBanner?: string
}

/** The build of every published package: ESM for any runtime, type declarations, source maps. */
export function library({ declarationsBanner: banner = '', ...options }: LibraryOptions): Config {
  return defineConfig({
    ...options,
    ...shared,
    platform: 'neutral',
    // Deno and workerd know the modules of Node by this prefix alone.
    removeNodeProtocol: false,
    target: 'es2022',
    // `paths` would inline the sources of the other packages into the declarations.
    dts: { compilerOptions: { paths: {}, stripInternal: true }, banner },
    splitting: true,
  })
}

/** The build of a program that Node runs: an example, the benchmark, the workspace's own checks. */
export function program(options: Entry): Config {
  return defineConfig({ ...options, ...shared, platform: 'node', target: 'node20' })
}
