import { describe, expect, it } from 'vitest'
import { writeJson } from '../src/json.ts'
import { writeMarkdown } from '../src/markdown.ts'
import { figures, row, times } from './figures.ts'

const one = figures({
  rows: [
    row({ modes: ['blocks', 'turns'] }, 'pack', {
      blocks: times({ 'crypto-node': 50, 'didcomm-node': 450 }),
      turns: times({ 'crypto-node': 100, 'didcomm-node': 700 }),
    }),
    row({ kind: 'signed' }, 'unpack', { blocks: times({ 'crypto-node': 61.23 }) }),
  ],
  memory: [{ library: 'crypto-node', direction: 'pack', bytes: 1_000_000, peak: 5_200_000 }],
})

/** The cells of a row of the report. */
function cells(report: string, heading: string, name: string): string[] {
  const section = report.split('\n## ').find((part) => part.startsWith(heading)) ?? ''
  const line = section.split('\n').find((text) => text.startsWith(`| ${name} `)) ?? ''
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim())
}

describe('writeMarkdown', () => {
  const report = writeMarkdown(one)

  it('says where the figures come from', () => {
    expect(report).toContain('- Processor, 2 processors, load 0.1 before the run')
    expect(report).toContain('- crypto-node: @didcomm/crypto-node 0.0.0')
  })

  it('says who was left out, and why', () => {
    const absent = { Veramo: 'npm took too long' }
    expect(writeMarkdown(figures({ absent }))).toContain('- Veramo is left out: npm took too long')
    expect(JSON.parse(writeJson(figures({ absent })))).toMatchObject({ absent })
  })

  it('has medians in blocks, and in turns in brackets', () => {
    expect(cells(report, 'Medians', 'authcrypt X25519 100 B, pack')).toEqual([
      '50.0 (100)',
      '–',
      '–',
      '–',
      '450 (700)',
      '–',
    ])
    expect(cells(report, 'Medians', 'signed Ed25519 100 B, verify')[0]).toBe('61.2')
  })

  it('has how many times as fast as another library each is', () => {
    const ratios = cells(report, 'Times as fast as didcomm-node', 'authcrypt X25519 100 B, pack')
    expect(ratios[0]).toBe('9.00 × (7.00 ×)')
  })

  it('has what the calls of an envelope take, and what all else takes', () => {
    const times100 = { blocks: times({ envelope: 100, bare: 70 }) }
    const names = { backend: 'crypto-node', curve: 'X25519', direction: 'pack' } as const
    const overhead = [{ ...names, times: times100, steps: { 'key wrapping': 6 } }]
    const withSteps = writeMarkdown(figures({ overhead }))
    expect(cells(withSteps, 'Where the time', 'key wrapping')).toEqual(['6.0'])
    expect(cells(withSteps, 'Where the time', 'everything but cryptography')).toEqual(['30.0'])
    expect(report).not.toContain('Where the time')
  })

  it('has targets, with a verdict for each', () => {
    const name = 'authcrypt X25519 100 B, pack: crypto-node against didcomm-node'
    expect(cells(report, 'Targets', name)).toEqual([
      '≥ 8 ×',
      '9.00 × in blocks, 7.00 × in turns',
      'partly',
    ])
  })

  it('has memory over the size of the message', () => {
    expect(cells(report, 'Peak of memory', 'crypto-node pack 1 MB')).toEqual(['5.2', '5.20 ×'])
  })

  it('leaves out parts that were not run, and says why Chromium was not', () => {
    expect(report).not.toContain('bare primitives')
    expect(report).toMatch(/## Chromium\n\nnot asked for\n$/)
  })

  it('has what a page downloads', () => {
    const downloads = [{ library: 'didcomm', script: 4300, wasm: 326_400 }]
    const web = writeMarkdown(figures({ chromium: { version: '1', rows: [], downloads } }))
    expect(cells(web, 'What a page downloads', 'didcomm')).toEqual(['4.3', '326.4', '330.7'])
  })
})

describe('writeJson', () => {
  it('has medians, ratios and targets', () => {
    expect(JSON.parse(writeJson(one))).toMatchObject({
      environment: { node: '20.0.0', cpu: 'Processor', date: '2026-01-02T03:04:05.678Z' },
      rows: [
        {
          name: 'authcrypt X25519 100 B, pack',
          times: { blocks: { 'crypto-node': { median: 50 } } },
          ratios: { 'didcomm-node': { blocks: { 'crypto-node': 9 }, turns: { 'crypto-node': 7 } } },
        },
        { name: 'signed Ed25519 100 B, verify' },
      ],
      targets: [{ wanted: { atLeast: 8 }, verdict: 'partly' }, { wanted: { atMost: 8 } }],
      chromium: 'not asked for',
    })
  })
})
