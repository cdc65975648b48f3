/** What many times say together, in the unit that they have. */
export interface Summary {
  readonly median: number
  /** A quarter of the times is lower. */
  readonly lowerQuartile: number
  /** A quarter of the times is higher. */
  readonly upperQuartile: number
  /** The number of times. */
  readonly count: number
}

/** Sums up times. @throws RangeError when there is none */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    count: sorted.length,
  }
}

/** The value below which a share of the sorted values lies, between two of them in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share
  const lower = sorted[Math.floor(position)]
  const upper = sorted[Math.ceil(position)]
  if (lower === undefined || upper === undefined) throw new RangeError('there are no values')
  return lower + (upper - lower) * (position % 1)
}
