import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { SummaryReporter } from './summary-reporter.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  resolve: {
    // Tests run the sources; what is published is tested from the build by the examples and checks.
    alias: [
      { find: /^@didcomm\/core\/(\w+)$/, replacement: `${root}packages/core/src/$1/index.ts` },
      { find: /^@didcomm\/([^/]+)$/, replacement: `${root}packages/$1/src/index.ts` },
    ],
  },
  test: {
    // The second pattern is for a package that runs its own with `--dir .`.
    include: ['{packages,examples}/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', new SummaryReporter()],
    testTimeout: 30_000,
    // A title that is a row of a table is not cut short.
    chaiConfig: { truncateThreshold: 120 },
  },
})
