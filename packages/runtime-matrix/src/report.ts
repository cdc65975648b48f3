/** What the program says of a run: how it ended, or that the backend could not be made. */
export type Report = { readonly suites: readonly SuiteReport[] } | { readonly error: string }

/** What came of one suite. */
export interface SuiteReport {
  readonly title: string
  readonly passed: number
  readonly failed: readonly FailedCaseReport[]
}

/** A case that does not hold, in words. */
interface FailedCaseReport {
  readonly title: string
  readonly error: string
}

/** What the line begins with in which the program prints its {@link Report}, as JSON. */
export const REPORT_MARK = 'RUNTIME-MATRIX-REPORT '

/** Tells a program's report from whatever else a runtime prints. @returns `undefined` if there is none */
export function findReport(output: string): Report | undefined {
  const line = output.split('\n').find((candidate) => candidate.includes(REPORT_MARK))
  if (line === undefined) return undefined
  const json = line.slice(line.indexOf(REPORT_MARK) + REPORT_MARK.length)
  const report: unknown = JSON.parse(json)
  if (!isReport(report)) throw new Error(`the report is of another form: ${json.slice(0, 200)}`)
  return report
}

function isReport(value: unknown): value is Report {
  if (!isObject(value)) return false
  if (typeof value['error'] === 'string') return true
  return Array.isArray(value['suites']) && value['suites'].every(isSuiteReport)
}

function isSuiteReport(value: unknown): value is SuiteReport {
  return (
    isObject(value) &&
    typeof value['title'] === 'string' &&
    Number.isInteger(value['passed']) &&
    Array.isArray(value['failed']) &&
    value['failed'].every(isFailedCase)
  )
}

function isFailedCase(value: unknown): value is FailedCaseReport {
  return isObject(value) && typeof value['title'] === 'string' && typeof value['error'] === 'string'
}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === 'object' && value !== null
}
