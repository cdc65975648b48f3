import type { DIDDocument, DIDResolver } from '../contracts/did-resolver.ts'
import { asDIDCommError, attempt, DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { isJsonObject } from '../encoding/json.ts'
import { abbreviate } from './did-url.ts'

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
 * @example
 * ```ts
 * const ethr = fromDidResolver(new Resolver(getEthrResolver(config)))
 * const resolver = new PrefixResolver({ 'did:ethr:': ethr })
 * ```
 */
export function fromDidResolver(resolver: EcosystemResolver): DIDResolver {
  return {
    resolve: (did) =>
      attempt(
        async () => toDocument(did, await resolver.resolve(did)),
        (cause) => {
          const message = `the resolver failed to resolve ${abbreviate(did)}`
          return asDIDCommError(cause, 'DID_RESOLUTION_FAILED', message, { did })
        },
      ),
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
      return toResult(did, await resolver.resolve(did))
    } catch (cause) {
      return toFailure(asDIDCommError(cause, 'DID_RESOLUTION_FAILED', String(cause)))
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
    throw failure(code, did, `cannot be resolved: ${reason.slice(0, 200) || 'no reason given'}`)
  }
  if (deactivated === true) throw failure('DID_NOT_FOUND', did, 'has been deactivated')
  if (isDocument<DIDDocument>(didDocument)) return didDocument
  throw notADocument(did)
}

function notADocument(did: string): DIDCommError {
  return failure('INVALID_DID_DOCUMENT', did, 'was resolved to something that is no DID document')
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

function toResult(did: string, document: DIDDocument): EcosystemResult {
  // A copy: in that world documents are mutable, and this one may be another's cached object.
  const didDocument: unknown = structuredClone(document)
  if (!isDocument<EcosystemDIDDocument>(didDocument)) throw notADocument(did)
  const contentType = '@context' in didDocument ? 'application/did+ld+json' : 'application/did+json'
  return { didResolutionMetadata: { contentType }, didDocument, didDocumentMetadata: {} }
}

/** Tells a DID document as far as it has to be one; its readers check the rest. */
function isDocument<Document extends { id: string }>(value: unknown): value is Document {
  return isJsonObject(value) && typeof value.id === 'string'
}
