import { DIDCommError } from '@didcomm/core'
import { parseJson, quote } from '@didcomm/core/encoding'

/** The longest did:peer that is read, in characters. With a fragment it stays below the limit of core's DID URLs. */
export const MAX_DID_LENGTH = 16_000

/** The most keys and services of a did:peer:2: each key agreement key costs whoever writes to it. */
export const MAX_ELEMENTS = 64

const MAX_DEPTH = 16
const MAX_VALUES = 2_000

/**
 * Parses JSON that a DID carries, and refuses what is nested too deep or has too many values.
 *
 * @param fail - makes the error out of the rest of its sentence
 */
export function parseCarriedJson(text: string, fail: (why: string) => DIDCommError): unknown {
  const value = parseJson(text, 'INVALID_DID', 'what the DID carries')
  if (countValues(value, 0) > MAX_VALUES) {
    throw fail(`has more than ${MAX_VALUES} values or ${MAX_DEPTH} levels`)
  }
  return value
}

function countValues(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 1
  if (depth === MAX_DEPTH) return Infinity
  return Object.values(value).reduce(
    (count: number, item: unknown) => count + countValues(item, depth + 1),
    1,
  )
}

/** The error for a did:peer that is none. */
export function invalidDID(did: string, why: string, cause?: unknown): DIDCommError {
  return new DIDCommError('INVALID_DID', `${quote(did)} is not a valid did:peer: ${why}`, {
    details: { did: did.slice(0, MAX_DID_LENGTH) },
    ...(cause !== undefined && { cause }),
  })
}
