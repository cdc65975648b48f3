import { expect } from 'vitest'
import { DIDCommError, type DIDCommErrorCode } from '../../src/errors.ts'

/** What a call came to: its result, or the DIDCommError it threw. Any other error is thrown on, and fails the test. */
export function outcome<T>(
  call: () => T,
): { readonly value: T } | { readonly error: DIDCommError } {
  try {
    return { value: call() }
  } catch (error) {
    if (!DIDCommError.is(error)) throw error
    return { error }
  }
}

/** Returns the DIDCommError that a call throws. */
export function failure(call: () => unknown): DIDCommError {
  const result = outcome(call)
  if ('error' in result) return result.error
  throw new Error('it did not throw')
}

/** Matches a DIDCommError by its code, and by the header that it names. */
export function didcommError(code: DIDCommErrorCode, header?: string): Partial<DIDCommError> {
  return expect.objectContaining({ code, ...(header !== undefined && { details: { header } }) })
}
