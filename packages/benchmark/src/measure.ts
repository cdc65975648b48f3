import { summarize, type Summary } from './statistics.ts'

/** A thing to be timed. */
export interface Candidate {
  readonly name: string
  run(): unknown
}

/**
 * How candidates alternate. In `blocks` each runs for a while before the next one does, as in a server under load. In
 * `turns` each runs once, and finds the processor's caches full of its neighbour's code and data.
 */
export type Mode = 'blocks' | 'turns'

/** How long each candidate runs. */
export interface Effort {
  /** In milliseconds, before anything is counted. */
  readonly warmUp: number
  /** In milliseconds. */
  readonly measured: number
  /** How many blocks this is, and how many turns at least. */
  readonly rounds: number
}

/** Times by mode and by the candidate's name, in microseconds. */
export type Times = { readonly [M in Mode]?: Readonly<Record<string, Summary>> }

/**
 * Times candidates against each other.
 *
 * They alternate, so that whatever else the machine does hits all of them; every other round goes backwards, so that
 * none always has to clean up after the same neighbour.
 */
export async function measure(
  candidates: readonly Candidate[],
  effort: Effort,
  modes: readonly Mode[],
): Promise<Times> {
  for (const { run } of candidates) await runFor(effort.warmUp, run)
  const times: { [M in Mode]?: Readonly<Record<string, Summary>> } = {}
  for (const mode of modes) times[mode] = await alternate(candidates, effort, mode)
  return times
}

/** How many times as long one candidate takes as another, if both were timed in this mode. */
export function ratioOf(
  times: Times,
  mode: Mode,
  dividend: string,
  divisor: string,
): number | undefined {
  const above = times[mode]?.[dividend]
  const below = times[mode]?.[divisor]
  return above && below && above.median / below.median
}

async function alternate(
  candidates: readonly Candidate[],
  { measured, rounds }: Effort,
  mode: Mode,
): Promise<Readonly<Record<string, Summary>>> {
  const times = candidates.map((candidate) => ({ ...candidate, taken: new Array<number>() }))
  const orders = [times, [...times].reverse()]
  const block = mode === 'blocks' ? measured / rounds : 0
  const end = performance.now() + measured * candidates.length
  for (let round = 0; round < rounds || performance.now() < end; round++) {
    for (const { run, taken } of orders[round % 2] ?? []) taken.push(...(await runFor(block, run)))
  }
  return Object.fromEntries(times.map(({ name, taken }) => [name, summarize(taken)]))
}

/** Runs for so many milliseconds, at least once. @returns how long each run took, in microseconds */
async function runFor(milliseconds: number, run: Candidate['run']): Promise<readonly number[]> {
  const taken: number[] = []
  const end = performance.now() + milliseconds
  do {
    const start = performance.now()
    await run()
    taken.push((performance.now() - start) * 1000)
  } while (performance.now() < end)
  return taken
}
