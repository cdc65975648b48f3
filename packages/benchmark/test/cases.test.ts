import { describe, expect, it } from 'vitest'
import { FULL, makeCase, QUICK, sizeLabel } from '../src/cases.ts'

describe('makeCase', () => {
  it.each([
    [{}, 'authcrypt X25519 100 B'],
    [{ kind: 'signed', bytes: 10_000 }, 'signed Ed25519 10 kB'],
    [{ curve: 'P-256', recipientKeys: 10 }, 'authcrypt P-256 100 B 10 keys'],
    [{ kind: 'forward', mediators: 1 }, 'forward X25519 100 B 1 mediator'],
    [{ kind: 'forward', mediators: 2 }, 'forward X25519 100 B 2 mediators'],
  ] as const)('names %o %s', (given, name) => {
    expect(makeCase(given).name).toBe(name)
  })
})

describe.each([
  ['the default', FULL],
  ['--quick', QUICK],
])('%s', (_, { cases, webCases }) => {
  it('has no case twice', () => {
    const names = cases.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('times authcrypt X25519 of 100 B in both modes, in Node and in Chromium', () => {
    for (const list of [cases, webCases]) {
      const headline = list.find(({ name }) => name === 'authcrypt X25519 100 B')
      expect(headline?.modes).toEqual(['blocks', 'turns'])
    }
  })
})

describe('sizeLabel', () => {
  it.each([
    [100, '100 B'],
    [10_000, '10 kB'],
    [1_000_000, '1 MB'],
  ])('says %d bytes as %s', (bytes, label) => {
    expect(sizeLabel(bytes)).toBe(label)
  })
})
