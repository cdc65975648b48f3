import type { Report } from './report.ts'

/** What came of a backend on a runtime. */
export type Outcome =
  | { readonly kind: 'passed'; readonly cases: number }
  /** It failed where it has to. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly problems: readonly string[] }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'unclaimed' }

/** How many suites every run has: of the backend, of its secrets manager, and end to end. */
const SUITES = 3

/**
 * Judges a run. One in which a suite is missing or has no cases has proved nothing, and failed.
 *
 * @param ownSuites - how many suites the backend adds to those of every run
 */
export function judge(report: Report, ownSuites: number): Outcome {
  if ('error' in report) return { kind: 'failed', problems: [report.error] }
  const { suites } = report
  const problems = suites.flatMap(({ title, passed, failed }) => [
    ...(passed + failed.length === 0 ? [`${title}: nothing ran`] : []),
    ...failed.map((failure) => `${failure.title}: ${failure.error}`),
  ])
  const expected = SUITES + ownSuites
  if (suites.length !== expected) problems.push(`${suites.length} suites ran, not ${expected}`)
  if (problems.length > 0) return { kind: 'failed', problems }
  return { kind: 'passed', cases: suites.reduce((sum, { passed }) => sum + passed, 0) }
}

/** Judges a run under a Content-Security-Policy that forbids WebAssembly: loading has to fail, and say why. */
export function judgeRefusal(report: Report): Outcome {
  if (!('error' in report)) {
    return { kind: 'failed', problems: ['it ran, although the policy forbids WebAssembly'] }
  }
  if (/content security policy|unsafe-eval/i.test(report.error)) return { kind: 'refused' }
  return { kind: 'failed', problems: [`the error does not name the policy: ${report.error}`] }
}
