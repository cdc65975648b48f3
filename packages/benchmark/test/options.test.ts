import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FULL, QUICK } from '../src/cases.ts'
import { readOptions } from '../src/options.ts'

describe('readOptions', () => {
  it('runs everything and writes into results unless told otherwise', () => {
    const options = readOptions([])
    expect(options.plan).toBe(FULL)
    expect(options.isWanted('anything')).toBe(true)
    expect(options.chromium).toBe(false)
    expect(basename(options.out)).toBe('results')
  })

  it('takes what it is told, after the hyphens that pnpm passes on', () => {
    const options = readOptions(['--', '--quick', '--chromium', '--out', 'elsewhere'])
    expect(options.plan).toBe(QUICK)
    expect(options.chromium).toBe(true)
    expect(options.out).toBe('elsewhere')
  })

  it('selects by parts of names, in any case', () => {
    const { isWanted } = readOptions(['--only', 'x25519 100 b, MEMORY'])
    expect(isWanted('authcrypt X25519 100 B')).toBe(true)
    expect(isWanted('memory')).toBe(true)
    expect(isWanted('authcrypt P-256 100 B')).toBe(false)
  })

  it.each([['--unknown'], ['stray'], ['--out']])('refuses %s', (argument) => {
    expect(() => readOptions([argument])).toThrow()
  })
})
