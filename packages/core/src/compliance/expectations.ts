import type { Awaitable } from '../contracts/awaitable.ts'
import { attempt, DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { ComplianceFailure } from './suite.ts'

/** @throws ComplianceFailure saying what was expected, unless `condition` holds */
export function expectThat(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new ComplianceFailure(problem)
}

/** @throws ComplianceFailure unless the bytes are the same */
export function expectBytes(actual: unknown, expected: Uint8Array, what: string): void {
  expectThat(actual instanceof Uint8Array, `${what} must be a Uint8Array`)
  expectThat(
    actual.length === expected.length,
    `${what} must have ${expected.length} bytes, not ${actual.length}`,
  )
  expectThat(
    actual.every((byte, index) => byte === expected[index]),
    `${what} has other bytes than it must have`,
  )
}

/**
 * Returns the DIDCommError that `operation` fails with.
 *
 * @param codes - the codes that are right, one at least
 * @throws ComplianceFailure if it succeeds, throws anything else, or has another code
 */
export async function expectError(
  operation: () => Awaitable<unknown>,
  codes: readonly DIDCommErrorCode[],
  what: string,
): Promise<DIDCommError> {
  const wanted = `must be refused with ${codes.join(' or ')}`
  try {
    await operation()
  } catch (error) {
    if (!DIDCommError.is(error)) {
      throw new ComplianceFailure(`${what} ${wanted}, not with an error of another class`, {
        cause: error,
      })
    }
    if (codes.includes(error.code)) return error
    throw new ComplianceFailure(`${what} ${wanted}, not with ${error.code}`, { cause: error })
  }
  throw new ComplianceFailure(`${what} ${wanted}, and was accepted`)
}

/** Runs what has to succeed. @throws ComplianceFailure saying `problem`, with what was thrown as its cause */
export async function expectSuccess<T>(operation: () => Awaitable<T>, problem: string): Promise<T> {
  return attempt(operation, (cause) =>
    cause instanceof ComplianceFailure ? cause : new ComplianceFailure(problem, { cause }),
  )
}
