import { describe, expect, it } from 'vitest'
import { judge, judgeRefusal } from '../src/outcome.ts'
import type { SuiteReport } from '../src/report.ts'

const good: SuiteReport = { title: 'CryptoService noble', passed: 450, failed: [] }
const suites = [good, { ...good, title: 'SecretsManager', passed: 14 }, { ...good, passed: 6 }]

describe('judge', () => {
  it('adds up what passed', () => {
    expect(judge({ suites })).toEqual({ kind: 'passed', cases: 470 })
  })

  it('names each case that failed, and why', () => {
    const failed = [{ title: 'End to end › Bob reads it', error: 'Error: he does not' }]
    expect(judge({ suites: [good, good, { ...good, failed }] })).toEqual({
      kind: 'failed',
      problems: ['End to end › Bob reads it: Error: he does not'],
    })
  })

  it('fails a run in which a suite had no cases', () => {
    expect(judge({ suites: [good, good, { title: 'End to end', passed: 0, failed: [] }] })).toEqual(
      {
        kind: 'failed',
        problems: ['End to end: nothing ran'],
      },
    )
  })

  it('fails a run in which a suite is missing', () => {
    expect(judge({ suites: [good, good] })).toMatchObject({ kind: 'failed' })
    expect(judge({ suites: [] })).toMatchObject({ kind: 'failed' })
  })

  it('fails a backend that could not be made', () => {
    expect(judge({ error: 'Error: no such file' })).toEqual({
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
