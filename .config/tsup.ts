import { defineConfig, type Options } from 'tsup'

/** The one build of every package: ESM, type declarations, source maps. */
export function library(options: Pick<Options, 'entry'>): ReturnType<typeof defineConfig> {
  return defineConfig({
    ...options,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    // `paths` would inline the sources of the other packages into the declarations.
    dts: { compilerOptions: { paths: {} } },
    sourcemap: true,
    clean: true,
    splitting: true,
  })
}
