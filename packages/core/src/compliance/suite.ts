import type { Awaitable } from '../contracts/awaitable.ts'

/** One thing that has to hold. */
export interface ComplianceCase {
  /** What holds, with the requirements of the standard behind it: `[ENC-13] refuses a point that is not on P-256`. */
  readonly title: string
  /** Throws a {@link ComplianceFailure} if it does not hold. */
  readonly run: () => Awaitable<void>
}

/** Cases of one concern. */
export interface ComplianceGroup {
  readonly title: string
  readonly cases: readonly ComplianceCase[]
}

/** What an implementation of one contract has to pass. A suite is data: run it with a test runner, or without one. */
export interface ComplianceSuite {
  readonly title: string
  readonly groups: readonly ComplianceGroup[]
}

/** What a suite needs of a test runner. Vitest, jest, mocha, `node:test` and Deno's `@std/testing/bdd` have it. */
export interface TestRunner {
  describe(title: string, define: () => void): unknown
  it(title: string, test: () => Promise<void>): unknown
}

/** What came of a suite that was run without a test runner. */
export interface ComplianceReport {
  /** The titles of the cases that hold, as `suite › group › case`. */
  readonly passed: readonly string[]
  readonly failed: readonly FailedCase[]
}

/** A case that does not hold, and why. */
export interface FailedCase {
  readonly title: string
  readonly error: unknown
}

/** The error of a case that does not hold: its message says what the contract asks for, its `cause` what was thrown. */
export class ComplianceFailure extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'ComplianceFailure'
  }
}

/**
 * Registers every case of a suite as a test.
 *
 * @example
 * ```ts
 * import { cryptoServiceSuite, registerSuite } from '@didcomm/core/compliance'
 * import { describe, it } from 'vitest'
 *
 * registerSuite(cryptoServiceSuite(new MyCryptoService()), { describe, it })
 * ```
 */
export function registerSuite(suite: ComplianceSuite, { describe, it }: TestRunner): void {
  describe(suite.title, () => {
    for (const { title, cases } of suite.groups) {
      describe(title, () => {
        for (const { title: caseTitle, run } of cases) it(caseTitle, async () => run())
      })
    }
  })
}

/**
 * Runs a suite where there is no test runner, in a browser's page or a worker, one case after the other.
 *
 * @example
 * ```ts
 * const { failed } = await runSuite(cryptoServiceSuite(new MyCryptoService()))
 * for (const { title, error } of failed) console.error(title, error)
 * ```
 */
export async function runSuite(suite: ComplianceSuite): Promise<ComplianceReport> {
  const passed: string[] = []
  const failed: FailedCase[] = []
  for (const { title, cases } of suite.groups) {
    for (const { title: caseTitle, run } of cases) {
      const full = `${suite.title} › ${title} › ${caseTitle}`
      try {
        await run()
        passed.push(full)
      } catch (error) {
        failed.push({ title: full, error })
      }
    }
  }
  return { passed, failed }
}
