/** A thing to be timed. */
export interface Candidate {
  readonly name: string
  run(): Promise<unknown>
}

/** How long each candidate runs, in milliseconds. */
export interface Effort {
  readonly warmUp: number
  readonly measured: number
}

/**
 * Times candidates against each other and returns the median of each, in microseconds.
 *
 * They take turns, one call each, so that whatever else the machine does hits all of them alike.
 */
export async function measure(
  candidates: readonly Candidate[],
  effort: Effort,
): Promise<ReadonlyMap<string, number>> {
  await takeTurns(candidates, effort.warmUp)
  const times = await takeTurns(candidates, effort.measured)
  return new Map([...times].map(([name, values]) => [name, median(values)]))
}

async function takeTurns(
  candidates: readonly Candidate[],
  milliseconds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(candidates.map(({ name }) => [name, []]))
  const end = performance.now() + milliseconds * candidates.length
  do {
    for (const { name, run } of candidates) {
      const start = performance.now()
      await run()
      times.get(name)?.push((performance.now() - start) * 1000)
    }
  } while (performance.now() < end)
  return times
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper
  return (upper + lower) / 2
}
