import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends a run with `N passed, N failed, N skipped` alone on a line, for people in a hurry and for scripts.
 * What failed outside of any test (a file that does not load, an error nobody caught) counts as a failure.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'pending' ? 'skipped' : state]++
      }
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}
