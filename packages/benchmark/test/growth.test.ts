import { describe, expect, it } from 'vitest'
import { growthOf } from '../src/growth.ts'
import { row, times } from './figures.ts'

describe('growthOf', () => {
  it('compares cases that differ in ten times as many bytes or keys alone', () => {
    const rows = [
      row({ bytes: 100_000 }, 'pack', { blocks: times({ one: 2, other: 3 }) }),
      row({ bytes: 100_000 }, 'unpack', { blocks: times({ one: 9 }) }),
      row({ kind: 'anoncrypt', bytes: 1_000_000 }, 'pack', { blocks: times({ one: 7 }) }),
      row({ bytes: 1_000_000 }, 'pack', { blocks: times({ one: 21, third: 5 }) }),
      row({ recipientKeys: 10 }, 'pack', { blocks: times({ one: 4 }) }),
      row({ recipientKeys: 100 }, 'pack', { blocks: times({ one: 36 }) }),
    ]
    expect(growthOf(rows)).toEqual([
      {
        name: 'authcrypt X25519 1 MB, pack: over 100 kB',
        dimension: 'bytes',
        factors: { one: 10.5 },
      },
      {
        name: 'authcrypt X25519 100 B 100 keys, pack: over 10 keys',
        dimension: 'recipientKeys',
        factors: { one: 9 },
      },
    ])
  })
})
