import type { DIDCommError } from '../errors.ts'

/** What is known of a download that failed, besides the problem in words. */
export interface FetchFailure {
  /** The status of the answer, if it was the answer that was wrong. */
  readonly status?: number
  /** What the platform threw. */
  readonly cause?: unknown
}

/**
 * Makes the error for a download that failed.
 *
 * @param problem - the rest of a sentence about the URL: `answers with status 404`. Nothing of the answer is in it but
 * its status and the host that it redirects to.
 */
export type FetchErrorMaker = (problem: string, failure: FetchFailure) => DIDCommError
