import type { Awaitable } from '../contracts/awaitable.ts'
import { attempt } from '../errors.ts'
import { ComplianceFailure } from './suite.ts'

/** Runs what has to succeed. @throws ComplianceFailure saying `problem`, with what was thrown as its cause */
export function expectSuccess<T>(operation: () => Awaitable<T>, problem: string): Promise<T> {
  return attempt(operation, (cause) =>
    cause instanceof ComplianceFailure ? cause : new ComplianceFailure(problem, { cause }),
  )
}
