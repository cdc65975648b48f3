import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { library, type Plugin } from '../../.config/tsup.ts'

/** Puts a file that is imported with `?gzip-base64` into the code, as `src/inlined-file.d.ts` declares it. */
const gzipBase64: Plugin = {
  name: 'gzip-base64',
  setup(build) {
    build.onResolve({ filter: /\?gzip-base64$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\?.*$/, '')),
      namespace: 'gzip-base64',
    }))
    build.onLoad({ filter: /./, namespace: 'gzip-base64' }, async ({ path }) => ({
      contents: gzipSync(await readFile(path), { level: 9 }),
      loader: 'base64',
    }))
  },
}

export default library({
  entry: ['src/index.ts', 'src/inline.ts'],
  esbuildPlugins: [gzipBase64],
  // So that `Symbol.dispose` has a type in programs that are checked with an older library.
  declarationsBanner: '/// <reference lib="esnext.disposable" />',
})
