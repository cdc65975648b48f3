import { statSync } from 'node:fs'
import { expect, it } from 'vitest'

// What it may have when it is compressed is a row of size-budgets.ts in workspace-checks.
it('the module has at most 580 kB', () => {
  expect(statSync(new URL('../wasm/askar.wasm', import.meta.url)).size).toBeLessThanOrEqual(580_000)
})
