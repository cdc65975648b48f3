import { type Case, makeCase } from './cases.ts'
import { WEB_PEER } from './chromium/web-libraries.ts'
import { growthOf, type GrowthRow } from './growth.ts'
import { backends } from './libraries.ts'
import { ratioOf, type Times } from './measure.ts'
import type { Figures } from './run.ts'
import { findRow, type Row, rowName } from './scoreboard.ts'

/** A ratio that is wanted, and what came out. Nothing fails if it is not reached. */
export interface Target {
  readonly name: string
  readonly wanted: { readonly atLeast: number } | { readonly atMost: number }
  readonly measured: readonly Measured[]
}

/** A ratio, and in which mode or of which backend it is. */
interface Measured {
  readonly ratio: number
  readonly of: string
}

const AUTHCRYPT = makeCase()

/** How many times as fast as `didcomm-node` crypto-node is to be, packing and unpacking. */
const BESIDE_DIDCOMM_NODE: readonly (readonly [wanted: Case, atLeast: number])[] = [
  [AUTHCRYPT, 8],
  [makeCase({ curve: 'P-256' }), 20],
  [makeCase({ bytes: 100_000 }), 5],
  [makeCase({ kind: 'anoncrypt' }), 4],
  [makeCase({ kind: 'signed' }), 2],
]

const OVERHEAD: Readonly<Record<string, number>> = { 'crypto-node': 1.3, 'crypto-noble': 1.1 }

/** What the project wants of a run, beside what the run gave; of what was not run, nothing. */
export function targetsOf(figures: Figures): readonly Target[] {
  const { rows, chromium } = figures
  const webRows = typeof chromium === 'string' ? [] : chromium.rows
  const targets = [
    ...BESIDE_DIDCOMM_NODE.flatMap(([wanted, atLeast]) =>
      speedups(rows, wanted, 'crypto-node', 'didcomm-node', atLeast),
    ),
    ...speedups(rows, AUTHCRYPT, 'crypto-noble', 'Veramo', 2),
    ...overheads(figures),
    ...speedups(webRows, AUTHCRYPT, 'crypto-webcrypto', WEB_PEER, 2).map(inChromium),
    ...growthOf(rows).filter(isAuthcrypt).map(growth),
    ...memory(figures),
  ]
  return targets.filter(({ measured }) => measured.length > 0)
}

/** Whether a target is reached; `partly` if only some of its figures are there. */
export function verdictOf({ wanted, measured }: Target): 'met' | 'partly' | 'not met' {
  const reached = measured.filter(({ ratio }) =>
    'atLeast' in wanted ? ratio >= wanted.atLeast : ratio <= wanted.atMost,
  )
  if (reached.length === measured.length) return 'met'
  return reached.length > 0 ? 'partly' : 'not met'
}

function speedups(
  rows: readonly Row[],
  wanted: Case,
  ours: string,
  peer: string,
  atLeast: number,
): readonly Target[] {
  return (['pack', 'unpack'] as const).flatMap((direction) => {
    const row = findRow(rows, wanted, direction)
    if (!row) return []
    const name = `${rowName(row)}: ${ours} against ${peer}`
    return [{ name, wanted: { atLeast }, measured: inBothModes(row.times, peer, ours) }]
  })
}

function inChromium(target: Target): Target {
  return { ...target, name: `in Chromium: ${target.name}` }
}

function overheads({ overhead }: Figures): readonly Target[] {
  return overhead.flatMap(({ backend, curve, direction, times }) => {
    const atMost = OVERHEAD[backend]
    if (atMost === undefined) return []
    const name = `authcrypt ${curve} 100 B, ${direction}: ${backend} over its bare primitives`
    return [{ name, wanted: { atMost }, measured: inBothModes(times, 'envelope', 'bare') }]
  })
}

function isAuthcrypt({ name }: GrowthRow): boolean {
  return name.startsWith('authcrypt')
}

/** Of all backends of ours. */
function growth({ name, factors }: GrowthRow): Target {
  const measured = backends.flatMap((backend) => {
    const ratio = factors[backend.name]
    return ratio === undefined ? [] : [{ ratio, of: backend.name }]
  })
  return { name, wanted: { atMost: 11 }, measured }
}

/** Of all backends of ours. */
function memory({ memory: rows }: Figures): readonly Target[] {
  return (['pack', 'unpack'] as const).map((direction) => {
    const measured = rows
      .filter((row) => row.direction === direction)
      .filter(({ library }) => backends.some(({ name }) => name === library))
      .map(({ library, peak, bytes }) => ({ ratio: peak / bytes, of: library }))
    const name = `memory for authcrypt of 1 MB, ${direction}: over the message's size`
    return { name, wanted: { atMost: 8 }, measured }
  })
}

function inBothModes(times: Times, dividend: string, divisor: string): readonly Measured[] {
  return (['blocks', 'turns'] as const).flatMap((mode) => {
    const ratio = ratioOf(times, mode, dividend, divisor)
    return ratio === undefined ? [] : [{ ratio, of: `in ${mode}` }]
  })
}
