import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  resolve: {
    // Tests run the sources; what is published is tested from the build by the examples and checks.
    alias: [
      { find: /^@didcomm\/core\/contracts$/, replacement: `${root}packages/core/src/contracts/index.ts` },
      { find: /^@didcomm\/([^/]+)$/, replacement: `${root}packages/$1/src/index.ts` },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
    testTimeout: 30_000,
  },
})
