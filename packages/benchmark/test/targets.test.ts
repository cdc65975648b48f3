import { describe, expect, it } from 'vitest'
import { FULL, type Plan, QUICK } from '../src/cases.ts'
import { type Target, targetsOf, verdictOf } from '../src/targets.ts'
import { figures, row, times } from './figures.ts'

/** What a run of this plan gives when every library takes as long. */
function even({ cases, webCases }: Plan): readonly Target[] {
  const same = times({ 'crypto-node': 1, 'crypto-noble': 1, 'didcomm-node': 1, Veramo: 1 })
  const web = times({ 'crypto-webcrypto': 1, didcomm: 3 })
  const overhead = { backend: 'crypto-node', curve: 'X25519', direction: 'pack' } as const
  const memory = { library: 'crypto-node', direction: 'pack', bytes: 10, peak: 20 } as const
  return targetsOf(
    figures({
      rows: cases.flatMap((given) => [
        row(given, 'pack', { blocks: same, turns: same }),
        row(given, 'unpack', { blocks: same, turns: same }),
      ]),
      overhead: [{ ...overhead, times: { blocks: times({ envelope: 5, bare: 4 }) }, steps: {} }],
      memory: [{ ...memory }],
      chromium: {
        version: '1',
        rows: webCases.map((given) => row(given, 'pack', { blocks: web })),
        downloads: [],
      },
    }),
  )
}

describe('targetsOf', () => {
  it.each([
    ['the default', FULL],
    ['--quick', QUICK],
  ])('finds the figures of every target in %s', (_, plan) => {
    const named = even(plan).map((target) => `${target.name} ${verdictOf(target)}`)
    expect(named).toEqual(
      expect.arrayContaining([
        'authcrypt X25519 100 B, pack: crypto-node against didcomm-node not met',
        'authcrypt X25519 100 B, unpack: crypto-node against didcomm-node not met',
        'authcrypt P-256 100 B, pack: crypto-node against didcomm-node not met',
        'authcrypt X25519 100 kB, unpack: crypto-node against didcomm-node not met',
        'anoncrypt X25519 100 B, pack: crypto-node against didcomm-node not met',
        'signed Ed25519 100 B, sign: crypto-node against didcomm-node not met',
        'signed Ed25519 100 B, verify: crypto-node against didcomm-node not met',
        'authcrypt X25519 100 B, pack: crypto-noble against Veramo not met',
        'authcrypt X25519 100 B, pack: crypto-node over its bare primitives met',
        'in Chromium: authcrypt X25519 100 B, pack: crypto-webcrypto against didcomm met',
        'authcrypt X25519 1 MB, pack: over 100 kB met',
        'authcrypt X25519 100 B 100 keys, unpack: over 10 keys met',
        "memory for authcrypt of 1 MB, pack: over the message's size met",
      ]),
    )
  })

  it('leaves out what was not measured', () => {
    expect(targetsOf(figures({}))).toEqual([])
  })
})

describe('verdictOf', () => {
  it.each([
    [{ atLeast: 2 }, [2, 3], 'met'],
    [{ atLeast: 2 }, [1.9, 2], 'partly'],
    [{ atLeast: 2 }, [1.9], 'not met'],
    [{ atMost: 11 }, [11], 'met'],
    [{ atMost: 11 }, [11.1, 3], 'partly'],
    [{ atMost: 11 }, [11.1], 'not met'],
  ])('calls %o of %o %s', (wanted, ratios, verdict) => {
    const measured = ratios.map((ratio) => ({ ratio, of: '' }))
    expect(verdictOf({ name: '', wanted, measured })).toBe(verdict)
  })
})
