import { type Case, sizeLabel } from './cases.ts'
import { findRow, type Row, rowName } from './scoreboard.ts'

/** How much longer the larger of two cases takes, in which one thing is ten times as much. */
export interface GrowthRow {
  readonly name: string
  readonly dimension: 'bytes' | 'recipientKeys'
  /** By the library's name, in blocks. */
  readonly factors: Readonly<Record<string, number>>
}

/** What grows, and between which two. */
const STEPS = [
  { dimension: 'bytes', from: 100_000, to: 1_000_000, label: sizeLabel },
  { dimension: 'recipientKeys', from: 10, to: 100, label: keysLabel },
] as const

function keysLabel(count: number): string {
  return `${count} keys`
}

/** Finds the pairs of cases in which bytes or recipients' keys are ten times as many. */
export function growthOf(rows: readonly Row[]): readonly GrowthRow[] {
  return STEPS.flatMap(({ dimension, from, to, label }) =>
    rows
      .filter((row) => row.case[dimension] === to)
      .flatMap((larger) => {
        const smallerCase = rows
          .map((row) => row.case)
          .find((other) => isSame(other, { ...larger.case, [dimension]: from }))
        const smaller = smallerCase && findRow(rows, smallerCase, larger.direction)
        if (!smaller) return []
        const name = `${rowName(larger)}: over ${label(from)}`
        return [{ name, dimension, factors: factorsOf(smaller, larger) }]
      }),
  )
}

function factorsOf(smaller: Row, larger: Row): Record<string, number> {
  const factors: Record<string, number> = {}
  for (const [name, { median }] of Object.entries(larger.times.blocks ?? {})) {
    const base = smaller.times.blocks?.[name]
    if (base) factors[name] = median / base.median
  }
  return factors
}

function isSame(one: Case, other: Case): boolean {
  const members = ['kind', 'curve', 'bytes', 'recipientKeys', 'mediators'] as const
  return members.every((member) => one[member] === other[member])
}
