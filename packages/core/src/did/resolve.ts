import type { DIDResolver } from '../contracts/did-resolver.ts'
import { isJsonObject } from '../encoding/json.ts'
import { asDIDCommError, attempt, type DIDCommError } from '../errors.ts'
import {
  areEquivalent,
  type EquivalentIds,
  parseDIDDocument,
  type ParsedDIDDocument,
} from './did-document.ts'
import { abbreviate, assertDID } from './did-url.ts'

/**
 * What was read of each document, by resolver: one that caches returns the same object again, whose keys are then
 * decoded once. So a resolver must not change a document that it has returned; a new state is a new object.
 */
const parsedDocuments = new WeakMap<DIDResolver, WeakMap<object, ParsedDIDDocument>>()

/**
 * Resolves a DID and reads its document: the one place where `core` resolves.
 *
 * @throws `INVALID_DID`, `DID_NOT_FOUND`, `DID_METHOD_NOT_SUPPORTED`, `INVALID_DID_DOCUMENT`; `DID_RESOLUTION_FAILED`
 * with the resolver's own error as its cause
 */
export async function resolveDocument(
  resolver: DIDResolver,
  did: string,
): Promise<ParsedDIDDocument> {
  assertDID(did)
  const document: unknown = await attempt(
    () => resolver.resolve(did),
    (cause) => resolutionFailed(cause, did),
  )
  return parseOnce(resolver, document, did)
}

/** Tells whether two DIDs are one: equal, or two forms that the DID method itself proves to be the same. */
export function isSameDID(resolver: DIDResolver, a: string, b: string): boolean {
  return areEquivalent(a, b, equivalentIdsOf(resolver))
}

/** A DID or a key id, and the other ids that its method has for it. */
export function formsOf(resolver: DIDResolver, id: string): readonly string[] {
  return [id, ...equivalentIdsOf(resolver)(id)]
}

/** The equivalent ids that `resolver` knows, its own errors as {@link DIDCommError}. */
export function equivalentIdsOf(resolver: DIDResolver): EquivalentIds {
  return (id) => {
    try {
      return resolver.equivalentIds?.(id) ?? []
    } catch (cause) {
      throw resolutionFailed(cause, id)
    }
  }
}

function parseOnce(resolver: DIDResolver, document: unknown, did: string): ParsedDIDDocument {
  const documents = parsedDocuments.get(resolver) ?? new WeakMap<object, ParsedDIDDocument>()
  parsedDocuments.set(resolver, documents)
  const known = isJsonObject(document) ? documents.get(document) : undefined
  if (known) {
    known.assertIsOf(did)
    return known
  }
  const parsed = parseDIDDocument(document, did, equivalentIdsOf(resolver))
  documents.set(parsed.document, parsed)
  return parsed
}

function resolutionFailed(cause: unknown, did: string): DIDCommError {
  const message = `the resolver failed to resolve ${abbreviate(did)}`
  return asDIDCommError(cause, 'DID_RESOLUTION_FAILED', message, { did })
}
