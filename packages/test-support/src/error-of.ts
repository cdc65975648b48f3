import { DIDCommError } from '@didcomm/core'

/**
 * Returns the DIDCommError that an operation fails with, at once or by its promise. Any other outcome is thrown, and
 * fails the test.
 */
export async function errorOf(
  operation: Promise<unknown> | (() => unknown),
): Promise<DIDCommError> {
  try {
    await (typeof operation === 'function' ? operation() : operation)
  } catch (error) {
    if (DIDCommError.is(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}
