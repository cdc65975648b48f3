import { expect, it } from 'vitest'
import { backends } from '../src/backends.ts'
import { RUNTIME_NAMES } from '../src/runtime-names.ts'
import { readSelection } from '../src/selection.ts'

function backendNames(args: readonly string[]): string[] {
  return readSelection(args).backends.map(({ name }) => name)
}

it('runs everything unless told otherwise', () => {
  expect(readSelection([])).toEqual({
    runtimes: RUNTIME_NAMES,
    backends,
    strict: false,
    keep: false,
  })
})

it('takes names, and what rows have in common before a hyphen, in the order of the matrix', () => {
  expect(readSelection(['--only', 'vite,node20, webpack-page']).runtimes).toEqual([
    'node20',
    'vite-page',
    'vite-worker',
    'vite-dev',
    'webpack-page',
  ])
  expect(backendNames(['--backend', 'noble'])).toEqual(['noble'])
  expect(backendNames(['--backend=askar'])).toEqual(
    backends.map(({ name }) => name).filter((name) => name.startsWith('askar')),
  )
})

it('refuses what it does not know, rather than run nothing', () => {
  expect(() => readSelection(['--only', 'node20,nod'])).toThrow('there is no nod; there are node20')
  expect(() => readSelection(['--only', ''])).toThrow('there is no ')
  expect(() => readSelection(['--backend', 'nobl'])).toThrow('there is no nobl')
  expect(() => readSelection(['--fast'])).toThrow('--fast')
})
