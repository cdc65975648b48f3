import type { DIDDocument } from '../contracts/did-resolver.ts'
import { isJsonObject } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { abbreviate } from './did-url.ts'

/** Nothing in a DID document is nested half as deep. */
const MAX_DEPTH = 32

/** The most objects and lists of a DID document: `[{},{},…]` takes twenty times its bytes in memory, and is kept in caches. */
const MAX_OBJECTS = 2000

/**
 * Copies a DID document, and freezes the copy with all that is in it: one object can serve everybody who resolves the
 * DID, and stays as it is whatever becomes of the original.
 *
 * @throws `INVALID_DID_DOCUMENT` for what is no DID document, is nested too deep or has too many objects
 */
export function frozenDocument(document: unknown, did: string): DIDDocument {
  const copy = frozenCopy(document, did, MAX_DEPTH, { objects: 0 })
  if (isDocument<DIDDocument>(copy)) return copy
  throw invalidDocument(did, 'was resolved to something that is no DID document')
}

/** Tells a DID document as far as it has to be one; its readers check the rest. */
export function isDocument<Document extends { id: string }>(value: unknown): value is Document {
  return isJsonObject(value) && typeof value.id === 'string'
}

/** Makes the error for what is not the DID document of `did`. */
export function invalidDocument(did: string, problem: string): DIDCommError {
  return new DIDCommError('INVALID_DID_DOCUMENT', `${abbreviate(did)} ${problem}`, {
    details: { did },
  })
}

function frozenCopy(
  value: unknown,
  did: string,
  levels: number,
  count: { objects: number },
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) {
    throw invalidDocument(did, `has a document nested deeper than ${MAX_DEPTH} levels`)
  }
  count.objects += 1
  if (count.objects > MAX_OBJECTS) {
    throw invalidDocument(did, `has more than ${MAX_OBJECTS} objects and lists in its document`)
  }
  const copy = (member: unknown): unknown => frozenCopy(member, did, levels - 1, count)
  return Object.freeze(
    Array.isArray(value)
      ? value.map(copy)
      : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)])),
  )
}
