import type { ParsedDIDDocument } from '@didcomm/core/did'
import { isJsonObject, isStringArray, type JsonObject } from '@didcomm/core/encoding'

/** A place where a DID takes messages (DIDComm v2.1 § Service Endpoint). */
export interface Endpoint {
  /** The id of its service, an absolute DID URL. */
  readonly serviceId?: string
  /** A URI of a transport, or the DID of a mediator. */
  readonly uri: string
  /** The profiles that are taken here; any, if there are none. */
  readonly accept: readonly string[]
  /** The keys of mediators to wrap for, as DID URLs or DIDs: the first opens the message first. */
  readonly routingKeys: readonly string[]
}

/**
 * Reads the endpoints that take DIDComm v2 out of a DID document, in the order of their owner's preference.
 *
 * A document is whatever its owner wrote: what is no such endpoint is skipped, and nothing is fatal.
 */
export function readEndpoints(document: ParsedDIDDocument): readonly Endpoint[] {
  return document.services
    .filter(({ type }) => [type].flat().includes('DIDCommMessaging'))
    .flatMap((service) =>
      [service.serviceEndpoint].flat().flatMap((entry) => readEndpoint(document, service, entry)),
    )
}

function readEndpoint(
  document: ParsedDIDDocument,
  service: JsonObject,
  entry: unknown,
): readonly Endpoint[] {
  // Older documents have a string, and the rest beside it; didcomm-node's users write `routing_keys`.
  const own = isJsonObject(entry) ? entry : { uri: entry }
  const uri = own.uri
  const routingKeys =
    own.routingKeys ?? own.routing_keys ?? service.routingKeys ?? service.routing_keys ?? []
  const accept = [own.accept ?? service.accept ?? []].flat()
  if (!isString(uri) || !isStringArray(routingKeys)) return []
  if (accept.length > 0 && !accept.some(isV2)) return []
  return [
    {
      ...(isString(service.id) && { serviceId: document.absolute(service.id) }),
      uri,
      accept: accept.filter(isString),
      routingKeys: routingKeys.map((key) => document.absolute(key)),
    },
  ]
}

/** Parameters, as in `didcomm/v2;env=x`, ask for no other envelope (§ Negotiating Compatibility). */
function isV2(profile: unknown): boolean {
  return isString(profile) && /^didcomm\/v2(;|$)/.test(profile)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}
