import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { backends } from '../src/backends.ts'
import { RUNTIME_NAMES } from '../src/runtime-names.ts'
import { runtimes } from '../src/runtimes/runtimes.ts'

it('has a row for each name', () => {
  expect(runtimes.map(({ name }) => name)).toEqual(RUNTIME_NAMES)
})

it('runs something on each row', () => {
  const claimed = new Set(backends.flatMap(({ claims }) => claims))
  expect(RUNTIME_NAMES.filter((name) => !claimed.has(name))).toEqual([])
})

it.each(backends)('has a file that makes $name ready', ({ name }) => {
  const file = new URL(`../src/program/backends/${name}.ts`, import.meta.url)
  expect(existsSync(file)).toBe(true)
})

it('wants keys in IndexedDB wherever there is a site', () => {
  const webcrypto = backends.find(({ name }) => name === 'webcrypto')
  const counts = new Map(webcrypto?.claims.map((name) => [name, webcrypto.ownSuites?.(name)]))
  for (const name of ['chromium-page', 'esbuild-worker', 'vite-dev'] as const) {
    expect(counts.get(name)).toBe(2)
  }
  for (const name of ['node20', 'deno', 'workerd'] as const) expect(counts.get(name)).toBe(1)
})
