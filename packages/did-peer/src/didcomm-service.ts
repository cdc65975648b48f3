import { DIDCommError } from '@didcomm/core'
import { isStringArray } from '@didcomm/core/encoding'
import type { PeerDIDService } from './service-encoding.ts'

/** Where a DID can be reached (DIDComm v2.1 § Service Endpoint). */
export interface DIDCommService {
  /** A URL, or the DID of a mediator. */
  readonly uri: string
  /** The profiles understood there; `['didcomm/v2']` unless given. */
  readonly accept?: readonly string[]
  /** DID URLs of the keys to wrap messages for, outermost first. */
  readonly routingKeys?: readonly string[]
  /** Relative, such as `#inbox`; `#service`, `#service-1` and so on unless given. */
  readonly id?: string
}

const V2 = 'didcomm/v2'

/**
 * Writes a service in the one shape that every peer reads: one object as endpoint, `accept` and `routingKeys` present.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function didcommService({
  uri,
  accept = [V2],
  routingKeys = [],
  id,
}: DIDCommService): PeerDIDService {
  const problem = problemOf(uri, accept, routingKeys, id)
  if (problem) throw new DIDCommError('INVALID_ARGUMENT', `a service ${problem}`)
  return {
    ...(id !== undefined && { id }),
    type: 'DIDCommMessaging',
    serviceEndpoint: { uri, accept, routingKeys },
  }
}

function problemOf(
  uri: unknown,
  accept: unknown,
  routingKeys: unknown,
  id: string | undefined,
): string | undefined {
  if (typeof uri !== 'string' || uri === '') return 'needs a uri'
  if (!isStringArray(accept) || !accept.includes(V2)) return `needs ${V2} in its accept`
  if (!isStringArray(routingKeys)) return 'needs an array of DID URLs as its routingKeys'
  if (id !== undefined && !/^#(?!key-)[A-Za-z0-9._~-]+$/.test(id)) {
    return 'needs an id such as #inbox, and not of a key (#key-1)'
  }
  return undefined
}
