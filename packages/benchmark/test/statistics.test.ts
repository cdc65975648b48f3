import { describe, expect, it } from 'vitest'
import { summarize } from '../src/statistics.ts'

describe('summarize', () => {
  it('sorts by value and not by text', () => {
    expect(summarize([100, 9, 20])).toEqual({
      median: 20,
      lowerQuartile: 14.5,
      upperQuartile: 60,
      count: 3,
    })
  })

  it('takes the middle of the two in the middle', () => {
    expect(summarize([4, 1, 3, 2])).toEqual({
      median: 2.5,
      lowerQuartile: 1.75,
      upperQuartile: 3.25,
      count: 4,
    })
  })

  it('is the value itself if there is one', () => {
    expect(summarize([7])).toEqual({ median: 7, lowerQuartile: 7, upperQuartile: 7, count: 1 })
  })

  it('leaves the values in their order', () => {
    const values = [3, 1, 2]
    summarize(values)
    expect(values).toEqual([3, 1, 2])
  })

  it('refuses nothing', () => {
    expect(() => summarize([])).toThrow(new RangeError('there are no values'))
  })
})
