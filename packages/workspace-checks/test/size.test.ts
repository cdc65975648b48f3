import { describe, expect, it } from 'vitest'
import { measureSizes, sizeProblems } from '../src/size.ts'
import { repositoryRoot } from '../src/workspace.ts'

describe('the sizes of this repository', () => {
  it('are within their budgets', async () => {
    const sizes = await measureSizes(repositoryRoot)
    expect(sizes.map(({ name }) => name)).toContain('@didcomm/core')
    expect(sizeProblems(sizes)).toEqual([])
  })
})

describe('sizeProblems', () => {
  it('names what is larger than its limit', () => {
    const sizes = [
      { name: 'small', minified: 300, gzipped: 100, limit: 100 },
      { name: 'large', minified: 300, gzipped: 101, limit: 100 },
    ]
    expect(sizeProblems(sizes)).toEqual(['large is 101 bytes, over its limit of 100'])
  })
})
