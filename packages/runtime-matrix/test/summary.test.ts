import { describe, expect, it } from 'vitest'
import type { Row } from '../src/matrix.ts'
import { markdownTable, problemsOf } from '../src/summary.ts'

const backends = [{ name: 'noble' }, { name: 'askar-wasm' }]
const passed: Row = {
  runtime: 'node20',
  version: 'Node 20.20.2',
  outcomes: [{ kind: 'passed', cases: 470 }, { kind: 'unclaimed' }],
}
const refused: Row = {
  runtime: 'chromium-without-wasm-eval',
  version: 'Chromium 156.0',
  outcomes: [{ kind: 'unclaimed' }, { kind: 'refused' }],
}
const failed: Row = {
  runtime: 'bun',
  version: 'Bun 1.4.5',
  outcomes: [
    { kind: 'failed', problems: ['one', 'two'] },
    { kind: 'passed', cases: 396 },
  ],
}
const skipped: Row = {
  runtime: 'workerd',
  version: undefined,
  outcomes: [
    { kind: 'skipped', reason: 'no | such\nthing' },
    { kind: 'skipped', reason: 'none' },
  ],
}

describe('markdownTable', () => {
  it('has a row for each runtime and a column for each backend', () => {
    expect(markdownTable(backends, [passed, refused, failed, skipped])).toBe(
      [
        '| runtime | version | noble | askar-wasm |',
        '| --- | --- | --- | --- |',
        '| node20 | Node 20.20.2 | 470 passed |  |',
        '| chromium-without-wasm-eval | Chromium 156.0 |  | refused, as it must be |',
        '| bun | Bun 1.4.5 | **2 failed** | 396 passed |',
        String.raw`| workerd |  | skipped: no \| such thing | skipped: none |`,
      ].join('\n'),
    )
  })
})

describe('problemsOf', () => {
  it('has none where all that ran has passed', () => {
    expect(problemsOf(backends, [passed, refused, skipped], { strict: false })).toEqual([])
    expect(problemsOf(backends, [refused], { strict: false })).toEqual([])
  })

  it('names everything that failed', () => {
    expect(problemsOf(backends, [passed, failed], { strict: false })).toEqual([
      'bun, noble: one',
      'bun, noble: two',
    ])
  })

  it('fails a matrix in which nothing ran', () => {
    expect(problemsOf(backends, [], { strict: false })).toEqual(['nothing ran'])
    expect(problemsOf(backends, [skipped], { strict: false })).toEqual(['nothing ran'])
  })

  it('takes what was skipped for failed if asked to', () => {
    expect(problemsOf(backends, [passed, skipped], { strict: true })).toEqual([
      'workerd, noble was skipped: no | such\nthing',
      'workerd, askar-wasm was skipped: none',
    ])
  })
})
