import { afterEach, expect, it, vi } from 'vitest'
import type { TestModule } from 'vitest/node'
import { SummaryReporter } from '../../../.config/summary-reporter.ts'

afterEach(() => vi.restoreAllMocks())

/** A test file whose tests ended in `states`, and that failed by itself `errors` times. */
function testModule(states: readonly string[], errors = 0): TestModule {
  return {
    errors: () => Array(errors).fill('does not load'),
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
  } as unknown as TestModule
}

function summaryOf(modules: TestModule[], unhandledErrors: unknown[] = []): unknown {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  new SummaryReporter().onTestRunEnd(modules, unhandledErrors)
  return log.mock.lastCall?.[0]
}

it('counts the tests of all files', () => {
  const modules = [testModule(['passed', 'failed', 'passed']), testModule(['skipped', 'passed'])]
  expect(summaryOf(modules)).toBe('3 passed, 1 failed, 1 skipped')
})

it('never calls a run clean in which a file or something outside of tests failed', () => {
  expect(summaryOf([testModule(['passed']), testModule([], 1)])).toBe(
    '1 passed, 1 failed, 0 skipped',
  )
  expect(summaryOf([testModule(['passed'])], ['nobody caught this'])).toBe(
    '1 passed, 1 failed, 0 skipped',
  )
})

it('says so when nothing ran', () => {
  expect(summaryOf([])).toBe('0 passed, 0 failed, 0 skipped')
})
