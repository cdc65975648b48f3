import { describe, expect, it } from 'vitest'
import { judge, judgeRefusal } from '../src/outcome.ts'
import type { SuiteReport } from '../src/report.ts'

const good: SuiteReport = { title: 'CryptoService noble', passed: 450, failed: [] }
const suites = [good, { ...good, title: 'SecretsManager', passed: 14 }, { ...good, passed: 6 }]

describe('judge', () => {
  it('adds up what passed', () => {
    expect(judge({ suites }, 0)).toEqual({ kind: 'passed', cases: 470 })
  })

  it('names each case that failed, and why', () => {
    const failed = [{ title: 'End to end › Bob reads it', error: 'Error: he does not' }]
    expect(judge({ suites: [good, good, { ...good, failed }] }, 0)).toEqual({
      kind: 'failed',
      problems: ['End to end › Bob reads it: Error: he does not'],
    })
  })

  it('fails a run in which a suite had no cases', () => {
    const empty = { title: 'End to end', passed: 0, failed: [] }
    expect(judge({ suites: [good, good, empty] }, 0)).toEqual({
      kind: 'failed',
      problems: ['End to end: nothing ran'],
    })
  })

  it('fails a run in which a suite is missing', () => {
    expect(judge({ suites: [good, good] }, 0)).toMatchObject({ kind: 'failed' })
    expect(judge({ suites: [] }, 0)).toMatchObject({ kind: 'failed' })
  })

  it('wants the suites that a backend has of its own', () => {
    expect(judge({ suites: [...suites, good] }, 1)).toMatchObject({ kind: 'passed' })
    expect(judge({ suites }, 1)).toEqual({
      kind: 'failed',
      problems: ['3 suites ran, not 4'],
    })
  })

  it('fails a backend that could not be made', () => {
    expect(judge({ error: 'Error: no such file' }, 0)).toEqual({
      kind: 'failed',
      problems: ['Error: no such file'],
    })
  })
})

describe('judgeRefusal', () => {
  it('wants an error that names the policy', () => {
    const error = 'CompileError: … violates the following Content Security policy directive …'
    expect(judgeRefusal({ error })).toEqual({ kind: 'refused' })
    expect(judgeRefusal({ error: 'TypeError: undefined is not a function' })).toMatchObject({
      kind: 'failed',
    })
  })

  it('fails a backend that works under the policy', () => {
    expect(judgeRefusal({ suites })).toMatchObject({ kind: 'failed' })
  })
})
