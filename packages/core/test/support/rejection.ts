import { DIDCommError } from '../../src/errors.ts'

/** Returns the DIDCommError that a promise is rejected with. Any other error is thrown on, and fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<DIDCommError> {
  try {
    await promise
  } catch (error) {
    if (DIDCommError.is(error)) return error
    throw error
  }
  throw new Error('it was not rejected')
}
