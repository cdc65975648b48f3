import { type Case, makeCase } from '../src/cases.ts'
import type { Times } from '../src/measure.ts'
import type { Figures } from '../src/run.ts'
import type { Direction, Row } from '../src/scoreboard.ts'
import { summarize, type Summary } from '../src/statistics.ts'

const EFFORT = { warmUp: 1, measured: 1, rounds: 1 }

/** Times of one run each. */
export function times(medians: Readonly<Record<string, number>>): Record<string, Summary> {
  return Object.fromEntries(
    Object.entries(medians).map(([name, median]) => [name, summarize([median])]),
  )
}

/** A row of the scoreboard. */
export function row(given: Partial<Case>, direction: Direction, measured: Times): Row {
  return { case: makeCase(given), direction, times: measured }
}

/** The figures of a run that ran nothing but this. */
export function figures(given: Partial<Figures>): Figures {
  return {
    environment: {
      date: '2026-01-02T03:04:05.678Z',
      node: '20.0.0',
      v8: '11',
      openssl: '3',
      os: 'Linux 6 x64',
      cpu: 'Processor',
      cpus: 2,
      load: 0.1,
      packages: { 'crypto-node': ['@didcomm/crypto-node 0.0.0'] },
    },
    absent: {},
    efforts: { effort: EFFORT, headlineEffort: EFFORT },
    rows: [],
    overhead: [],
    memory: [],
    chromium: 'not asked for',
    ...given,
  }
}
