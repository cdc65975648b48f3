import type { DIDResolver, Service, VerificationMethod } from '../contracts/did-resolver.ts'
import { isStringArray, type JsonObject } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { METHOD_LISTS, type ParsedDIDDocument } from './did-document.ts'
import { abbreviate, parseDIDUrl } from './did-url.ts'
import { equivalentIdsOf, resolveDocument } from './resolve.ts'

/**
 * Returns the verification method or the service that a DID URL with a fragment names (DID Core 1.0 §7.2), as it
 * is written, with its `id` made absolute. What a key may be used for is another question, which this does not answer.
 *
 * @throws `INVALID_DID` for a DID URL without a fragment, or with a path or a query; `KEY_NOT_FOUND` when the document
 * has nothing of this id, or more than one thing; what resolving the DID throws
 */
export async function dereference(
  resolver: DIDResolver,
  didUrl: string,
): Promise<VerificationMethod | Service> {
  const { did, path, query, fragment } = parseDIDUrl(didUrl)
  if (!fragment || path !== undefined || query !== undefined) {
    throw new DIDCommError(
      'INVALID_DID',
      `${abbreviate(didUrl)} names neither a key nor a service, which is a DID with a fragment`,
    )
  }
  const document = await resolveDocument(resolver, did)
  const entry =
    findEntry(document, [didUrl]) ?? findEntry(document, equivalentIdsOf(resolver)(didUrl))
  if (!entry) throw notFound(didUrl, 'no key and no service')
  return toContract(entry, document.id)
}

/** An entry of a DID document with an absolute id. */
type Entry = JsonObject & { readonly id: string }

function findEntry(document: ParsedDIDDocument, ids: readonly string[]): Entry | undefined {
  const [entry, second] = [...METHOD_LISTS, 'service']
    .flatMap((place) => document.entries(place))
    .flatMap((candidate): Entry[] => {
      const id = typeof candidate.id === 'string' ? document.absolute(candidate.id) : ''
      return ids.includes(id) ? [{ ...candidate, id }] : []
    })
  if (second) throw notFound(second.id, 'more than one thing')
  return entry
}

function toContract(entry: Entry, did: string): VerificationMethod | Service {
  const { id, type, controller, serviceEndpoint } = entry
  if (serviceEndpoint !== undefined && (typeof type === 'string' || isStringArray(type))) {
    return { ...entry, type, serviceEndpoint }
  }
  if (typeof type === 'string') {
    return { ...entry, type, controller: typeof controller === 'string' ? controller : did }
  }
  throw new DIDCommError('INVALID_DID_DOCUMENT', `${abbreviate(id)} has no type`, {
    details: { did },
  })
}

function notFound(didUrl: string, what: string): DIDCommError {
  return new DIDCommError(
    'KEY_NOT_FOUND',
    `the DID document has ${what} of the id ${abbreviate(didUrl)}`,
    { details: { kid: didUrl } },
  )
}
