import { DIDCommError, type DIDResolver } from '@didcomm/core'
import { abbreviate, didOf, isDID, isSameDID, resolveDocument } from '@didcomm/core/did'
import { type Endpoint, readEndpoints } from './services.ts'

/** A way to a recipient: where to send, and who unwraps what was sent. */
export interface Way {
  readonly uri: string
  /** DIDs of mediators and routing keys, the first to open it first. */
  readonly hops: readonly string[]
  /** The service of the recipient that leads there. */
  readonly serviceId: string | undefined
}

/** What a search for ways keeps to. */
export interface WayRules {
  readonly resolver: DIDResolver
  readonly maxHops: number
  readonly schemes: readonly string[]
}

/** How far a search has come: it stands before the endpoints of the last of `dids`. */
interface Position extends Omit<Way, 'uri'> {
  /** The DIDs on the way, the recipient first. */
  readonly dids: readonly string[]
  readonly endpoints: readonly Endpoint[]
}

/** The most endpoints that are followed for one message: each can make us resolve a DID of a stranger's choice. */
const MAX_ATTEMPTS = 32

const ABSOLUTE_URI = /^([A-Za-z][A-Za-z\d+.-]*):[^\s\p{Cc}]+$/u

/** Returns the endpoints of a DID that can be sent to: mediators, and URIs of the schemes that are known. */
export async function usableEndpoints(rules: WayRules, did: string): Promise<readonly Endpoint[]> {
  const endpoints = readEndpoints(await resolveDocument(rules.resolver, did))
  return endpoints.filter(({ uri }) => {
    const scheme = ABSOLUTE_URI.exec(uri)?.[1]?.toLowerCase()
    return isDID(uri) || (scheme !== undefined && rules.schemes.includes(scheme))
  })
}

/**
 * Finds the ways to a recipient in the order of the owners' preference, each when it is asked for. In the place of a
 * way that leads nowhere it yields the reason.
 */
export function findWays(
  rules: WayRules,
  recipient: string,
  endpoints: readonly Endpoint[],
): AsyncGenerator<Way | DIDCommError, void> {
  const start = { dids: [recipient], hops: [], endpoints, serviceId: undefined }
  return explore({ ...rules, attempts: 0 }, start)
}

/** @throws `ROUTING_LOOP` for more hops than allowed, `INVALID_DID` when one is no DID URL */
export function assertHops(hops: readonly string[], maxHops: number): void {
  if (hops.length > maxHops) {
    throw new DIDCommError('ROUTING_LOOP', `the way leads over more than ${maxHops} mediators`, {
      details: { maxHops },
    })
  }
  for (const hop of hops) didOf(hop)
}

/** The error for a DID without an endpoint that can be used; `subject` begins its sentence. */
export function noService(subject: string, did: string, { schemes }: WayRules): DIDCommError {
  return new DIDCommError(
    'NO_SERVICE',
    `${subject} has no service DIDCommMessaging that accepts didcomm/v2 and has a DID or a URI of ` +
      `${schemes.join(', ')}`,
    { details: { did } },
  )
}

async function* explore(
  search: WayRules & { attempts: number },
  position: Position,
): AsyncGenerator<Way | DIDCommError, void> {
  for (const endpoint of position.endpoints) {
    if (++search.attempts > MAX_ATTEMPTS) {
      if (search.attempts === MAX_ATTEMPTS + 1) yield tooManyEndpoints(position.dids)
      return
    }
    try {
      const step = await follow(search, position, endpoint)
      if ('uri' in step) yield step
      else yield* explore(search, step)
    } catch (error) {
      if (!DIDCommError.is(error)) throw error
      yield error
    }
  }
}

/** Goes one endpoint further: to the end of a way, or before the endpoints of the mediator that it names. */
async function follow(
  rules: WayRules,
  position: Position,
  { uri, routingKeys, ...endpoint }: Endpoint,
): Promise<Way | Position> {
  const { dids } = position
  const serviceId = position.serviceId ?? endpoint.serviceId
  // § Using a DID as an Endpoint: the mediator's keys come before the routing keys.
  const mediators = isDID(uri) ? [uri] : []
  const hops = [...mediators, ...routingKeys, ...position.hops]
  assertHops(hops, rules.maxHops)
  if (mediators.length === 0) return { uri, hops, serviceId }
  const names = `${abbreviate(dids.at(-1) ?? '')} names ${abbreviate(uri)} as its endpoint, which`
  if (dids.some((did) => isSameDID(rules.resolver, did, uri))) {
    throw new DIDCommError('ROUTING_LOOP', `${names} the way has come from`, {
      details: { did: uri },
    })
  }
  const endpoints = await usableEndpoints(rules, uri)
  if (endpoints.length === 0) throw noService(names, uri, rules)
  return { dids: [...dids, uri], hops, endpoints, serviceId }
}

function tooManyEndpoints([recipient = '']: readonly string[]): DIDCommError {
  return new DIDCommError(
    'ROUTING_LOOP',
    `${abbreviate(recipient)} and its mediators have more than ${MAX_ATTEMPTS} endpoints`,
    { details: { did: recipient } },
  )
}
