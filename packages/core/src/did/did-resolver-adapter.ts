import type { DIDDocument, DIDResolver } from '../contracts/did-resolver.ts'
import { quote } from '../encoding/json.ts'
import { asDIDCommError, attempt, DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { areEquivalent, type EquivalentIds } from './did-document.ts'
import { abbreviate, assertDID } from './did-url.ts'
import { frozenDocument, invalidDocument, isDocument } from './frozen-document.ts'
import { equivalentIdsOf } from './resolve.ts'

// Most DID methods of the JavaScript world are written for the npm package `did-resolver`. Its types are described
// here by their structure, so that core does not depend on it.

/** What this needs of `did-resolver`'s `Resolvable`. */
export interface EcosystemResolver {
  resolve(did: string): Promise<{
    readonly didResolutionMetadata?: { readonly error?: unknown; readonly message?: unknown }
    readonly didDocument?: unknown
    readonly didDocumentMetadata?: { readonly deactivated?: unknown }
  }>
}

/** `did-resolver`'s `DIDResolutionResult`. */
export interface EcosystemResult {
  didResolutionMetadata: { contentType?: string; error?: string; message?: string }
  didDocument: EcosystemDIDDocument | null
  didDocumentMetadata: Record<string, never>
}

/** `did-resolver`'s `DIDDocument`, as far as its type asks. */
export interface EcosystemDIDDocument {
  id: string
  verificationMethod?: EcosystemVerificationMethod[]
  service?: { id: string; type: string; serviceEndpoint: string | Record<string, unknown> }[]
}

/** `did-resolver`'s driver of a DID method. */
export type EcosystemDriver = (did: string) => Promise<EcosystemResult>

interface EcosystemVerificationMethod {
  id: string
  type: string
  controller: string
}

/** The errors of DID Core 1.0 §7.1.2, as `did-resolver` and its drivers write them, and our codes. */
const CODES: readonly (readonly [error: string, code: DIDCommErrorCode])[] = [
  ['invalidDid', 'INVALID_DID'],
  ['invalidDidUrl', 'INVALID_DID'],
  ['notFound', 'DID_NOT_FOUND'],
  ['unsupportedDidMethod', 'DID_METHOD_NOT_SUPPORTED'],
  ['invalidDidDocument', 'INVALID_DID_DOCUMENT'],
]

/**
 * Makes a {@link DIDResolver} of a `Resolver` of the npm package `did-resolver`, whose drivers are then ours to use.
 *
 * Its documents are frozen copies of theirs, one of each object that they return: what their cache returns again is
 * read once.
 *
 * @example
 * ```ts
 * const ethr = fromDidResolver(new Resolver(getEthrResolver(config)))
 * const resolver = new PrefixResolver({ 'did:ethr:': ethr })
 * ```
 */
export function fromDidResolver(resolver: EcosystemResolver): DIDResolver {
  const copies = new WeakMap<object, DIDDocument>()
  return {
    async resolve(did) {
      // Theirs takes a DID URL as well, and resolves the DID in it.
      assertDID(did)
      return attempt(
        async () => {
          const original = toDocument(did, await resolver.resolve(did))
          const copy = copies.get(original) ?? frozenDocument(original, did)
          copies.set(original, copy)
          return copy
        },
        (cause) => {
          const message = `the resolver failed to resolve ${abbreviate(did)}`
          return asDIDCommError(cause, 'DID_RESOLUTION_FAILED', message, { did })
        },
      )
    },
  }
}

/**
 * Makes drivers for the npm package `did-resolver` of a {@link DIDResolver}, one for each of `methods`.
 *
 * @example
 * ```ts
 * const resolver = new Resolver(toDidResolver(new DIDPeerResolver(), ['peer']))
 * ```
 */
export function toDidResolver(
  resolver: DIDResolver,
  methods: readonly string[],
): Record<string, EcosystemDriver> {
  const driver: EcosystemDriver = async (did) => {
    try {
      return toResult(did, await resolver.resolve(did), equivalentIdsOf(resolver))
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : quote(cause)
      return toFailure(asDIDCommError(cause, 'DID_RESOLUTION_FAILED', message))
    }
  }
  return Object.fromEntries(methods.map((method) => [method, driver]))
}

function toDocument(
  did: string,
  {
    didResolutionMetadata: { error, message } = {},
    didDocumentMetadata: { deactivated } = {},
    didDocument,
  }: Awaited<ReturnType<EcosystemResolver['resolve']>>,
): DIDDocument {
  if (error !== undefined) {
    const code = CODES.find(([name]) => name === error)?.[1] ?? 'DID_RESOLUTION_FAILED'
    const reason = [error, message].filter((part) => typeof part === 'string').join(': ')
    throw failure(code, did, `cannot be resolved: ${printable(reason) || 'no reason given'}`)
  }
  if (deactivated === true) throw failure('DID_NOT_FOUND', did, 'has been deactivated')
  return documentOf<DIDDocument>(did, didDocument)
}

/** @throws `INVALID_DID_DOCUMENT` unless `value` is the document of `did`, or of another form of it */
function documentOf<Document extends { id: string }>(
  did: string,
  value: unknown,
  equivalentIds: EquivalentIds = () => [],
): Document {
  if (!isDocument<Document>(value)) {
    throw invalidDocument(did, 'was resolved to something that is no DID document')
  }
  if (areEquivalent(value.id, did, equivalentIds)) return value
  throw invalidDocument(did, `was resolved to the DID document of ${abbreviate(value.id)}`)
}

/** Their drivers quote what a server answered. */
function printable(text: string): string {
  return text.slice(0, 200).replace(/[^ -~]/g, '?')
}

function failure(code: DIDCommErrorCode, did: string, problem: string): DIDCommError {
  return new DIDCommError(code, `${abbreviate(did)} ${problem}`, { details: { did } })
}

function toFailure({ code, message }: DIDCommError): EcosystemResult {
  const error = CODES.find(([, ours]) => ours === code)?.[0] ?? 'internalError'
  return {
    didResolutionMetadata: { error, message },
    didDocument: null,
    didDocumentMetadata: {},
  }
}

function toResult(
  did: string,
  document: DIDDocument,
  equivalentIds: EquivalentIds,
): EcosystemResult {
  // A copy: in that world documents are mutable, and this one may be another's cached object.
  const copy: unknown = structuredClone(document)
  const didDocument = documentOf<EcosystemDIDDocument>(did, copy, equivalentIds)
  const contentType = '@context' in didDocument ? 'application/did+ld+json' : 'application/did+json'
  return { didResolutionMetadata: { contentType }, didDocument, didDocumentMetadata: {} }
}
