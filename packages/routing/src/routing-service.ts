import {
  type AttachmentData,
  DIDCommError,
  type DIDResolver,
  type PackagingService,
  type UnpackPolicy,
  type UnpackResult,
} from '@didcomm/core'
import { abbreviate, didOf, isDID, isSameDID } from '@didcomm/core/did'
import { isJsonObject } from '@didcomm/core/encoding'
import {
  assertHops,
  findWays,
  noService,
  usableEndpoints,
  type Way,
  type WayRules,
} from './find-ways.ts'
import {
  createForward,
  type ForwardRequests,
  isCompactJwe,
  isForward,
  readForward,
  toPayload,
} from './forward.ts'

/** Options of the {@link RoutingService} constructor. */
export interface RoutingServiceOptions {
  readonly packaging: Pick<PackagingService, 'packEncrypted' | 'unpack'>
  readonly resolver: DIDResolver
  /** The most mediators that a message is wrapped for, or that one is opened from; 10 by default. */
  readonly maxHops?: number
  /** The most targets of a route; 8 by default. */
  readonly maxTargets?: number
  /** The URI schemes that the application can send to; `https`, `http`, `wss`, `ws` and `didcomm` by default. */
  readonly schemes?: readonly string[]
}

/** Options of {@link RoutingService.route}. */
export interface RouteOptions extends ForwardRequests {
  /** The message, encrypted for the recipient. */
  readonly packed: string
  /** The recipient: a DID, or the kid of one of its keys. */
  readonly to: string
  /** What the recipient registered with its mediator; the DID in `to` by default. */
  readonly next?: string
  /** Throws when there is no target, in place of returning none. */
  readonly requireTarget?: boolean
}

/** Where to send a message, and what to send there. */
export interface DeliveryTarget {
  readonly uri: string
  /** The message, wrapped for everybody on the way. */
  readonly packed: string
  /** Who unwraps it, the first one first: DIDs of mediators, and routing keys. */
  readonly hops: readonly string[]
  /** The id of the recipient's service that leads here. */
  readonly serviceId?: string
}

/** The ways to a recipient. */
export interface Route {
  /** In the owner's order: send to the first, and if that fails to the next (DIDComm v2.1 § Failover). */
  readonly targets: readonly DeliveryTarget[]
  /** Why there is no target, or why endpoints of the recipient lead to none. */
  readonly problems: readonly DIDCommError[]
}

/** Options of {@link RoutingService.rewrap}. */
export interface RewrapOptions extends ForwardRequests {
  /** A payload of the forward that came. */
  readonly payload: string
  /** The `next` of the forward that came. */
  readonly next: string
  /** Keys that the recipient registered and that its DID document does not tell, the first to open it first. */
  readonly routingKeys?: readonly string[]
  /** The recipient, a DID or a kid, if it is to get a forward that is addressed to itself. */
  readonly to?: string
}

/** What is wrapped, and what the forwards say. */
interface Wrapping extends ForwardRequests {
  readonly payload: string
  /** The `next` of the innermost forward. */
  readonly next: string
  /** Whether to refuse what the mediators could read. */
  readonly encryptedOnly: boolean
}

const SCHEMES = ['https', 'http', 'wss', 'ws', 'didcomm']

/** The most forwards that are made for one message, over all its ways. */
const MAX_WRAPS = 40

/**
 * Finds the ways to a recipient, and wraps messages for the mediators on them (DIDComm v2.1 § Routing Protocol 2.0).
 *
 * @example
 * ```ts
 * const routing = new RoutingService({ packaging, resolver })
 * const { packed } = await packaging.packEncrypted(message, { to: bob })
 * const { targets } = await routing.route({ packed, to: bob })
 * // POST targets[0].packed to targets[0].uri
 * ```
 */
export class RoutingService {
  readonly #packaging: Pick<PackagingService, 'packEncrypted' | 'unpack'>
  readonly #rules: WayRules
  readonly #maxTargets: number

  constructor(options: RoutingServiceOptions) {
    const { packaging, resolver, maxHops = 10, maxTargets = 8, schemes = SCHEMES } = options
    this.#packaging = packaging
    this.#rules = { resolver, maxHops, schemes }
    this.#maxTargets = maxTargets
  }

  /**
   * Finds the endpoints of a recipient, and wraps the message for the mediators before each of them
   * (§ Sender Process to Enable Forwarding, § Using a DID as an Endpoint).
   *
   * A recipient without an endpoint that can be used has no target, as `problems` says. It is an error if it has
   * some and all of them lead nowhere.
   *
   * @throws `NO_SERVICE`, `ROUTING_LOOP`, `INVALID_ARGUMENT`, or what resolving and packing throw
   */
  async route(options: RouteOptions): Promise<Route> {
    const { to, requireTarget = false } = options
    const did = didOf(to)
    const endpoints = await usableEndpoints(this.#rules, did)
    if (endpoints.length === 0) {
      const problem = noService(abbreviate(did), did, this.#rules)
      if (requireTarget) throw problem
      return { targets: [], problems: [problem] }
    }

    const targets: DeliveryTarget[] = []
    const problems: DIDCommError[] = []
    // Endpoints of one mediator have the same hops, and take the same text.
    const wrapped = new Map<string, string>()
    let ways = 0
    let wraps = 0
    for await (const way of findWays(this.#rules, did, endpoints)) {
      if (DIDCommError.is(way)) {
        problems.push(way)
        continue
      }
      // A stranger's document says how much work this is: a way that fails counts as well.
      ways++
      wraps += way.hops.length
      if (ways > this.#maxTargets || wraps > MAX_WRAPS) break
      const target = await this.#target(options, way, wrapped)
      if (DIDCommError.is(target)) problems.push(target)
      else targets.push(target)
    }
    if (targets.length === 0) throw problems[0]
    return { targets, problems }
  }

  /**
   * Wraps a payload on the mediator's side, before it is sent on (§ Mediator Process, § Rewrapping): for routing keys
   * that the recipient registered, into a fresh forward to the recipient itself, or both.
   *
   * @returns the packed message, for the endpoint that the recipient registered
   * @throws `INVALID_ARGUMENT`, `ROUTING_LOOP`, or what resolving and packing throw
   */
  async rewrap({
    payload,
    next,
    routingKeys = [],
    to,
    ...requests
  }: RewrapOptions): Promise<string> {
    const hops = to === undefined ? routingKeys : [...routingKeys, to]
    if (hops.length === 0) {
      throw new DIDCommError('INVALID_ARGUMENT', 'rewrap takes routingKeys, or to, or both')
    }
    assertHops(hops, this.#rules.maxHops)
    return this.#wrap({ payload, next, encryptedOnly: false, ...requests }, hops)
  }

  /**
   * Opens a packed message as `PackagingService.unpack` does, and if it is a forward by which a mediator sent the
   * recipient something (§ Rewrapping), opens that. The result is the innermost message's and tells what its own
   * envelopes prove. A forward to anybody else is a message like every other.
   *
   * @throws `ROUTING_LOOP` when more than `maxHops` forwards are inside each other, or what unpacking throws
   */
  async unpack<Body extends object = Record<string, unknown>>(
    packed: string,
    policy?: UnpackPolicy,
  ): Promise<UnpackResult<Body>> {
    const { maxHops } = this.#rules
    let text = packed
    for (let opened = 0; opened <= maxHops; opened++) {
      const result = await this.#packaging.unpack<Body>(text, policy)
      const payload = this.#rewrappedPayload(result)
      if (payload === undefined) return result
      text = payload
    }
    throw new DIDCommError('ROUTING_LOOP', `more than ${maxHops} forwards to one recipient`, {
      details: { maxHops },
    })
  }

  /** Wraps the message for one way, or returns the reason why it cannot be. */
  async #target(
    { packed: payload, to, next = didOf(to), ...requests }: RouteOptions,
    { uri, hops, serviceId }: Way,
    wrapped: Map<string, string>,
  ): Promise<DeliveryTarget | DIDCommError> {
    try {
      const id = hops.join(' ')
      const packed =
        wrapped.get(id) ??
        (await this.#wrap({ payload, next, encryptedOnly: true, ...requests }, hops))
      wrapped.set(id, packed)
      return { uri, packed, hops, ...(serviceId !== undefined && { serviceId }) }
    } catch (error) {
      if (DIDCommError.is(error)) return error
      throw error
    }
  }

  /** Wraps a message in one forward a hop, the last hop's innermost. */
  async #wrap(wrapping: Wrapping, hops: readonly string[]): Promise<string> {
    let { payload, next } = wrapping
    for (const hop of [...hops].reverse()) {
      const data = toPayload(payload)
      if (wrapping.encryptedOnly) assertEncrypted(payload, data)
      const forward = createForward({ ...wrapping, mediator: didOf(hop), next, data })
      payload = (await this.#packaging.packEncrypted(forward, { to: hop })).packed
      next = hop
    }
    return payload
  }

  /** What a mediator put into a forward to the one who opened it. */
  #rewrappedPayload({ message, recipient }: UnpackResult<object>): string | undefined {
    if (recipient === undefined || !isForward(message)) return undefined
    const next = 'next' in message.body ? message.body.next : undefined
    if (typeof next !== 'string') return undefined
    const [did = ''] = next.split('#', 1)
    if (!isDID(did) || !isSameDID(this.#rules.resolver, did, recipient)) return undefined
    const { payloads, linked } = readForward(message)
    return linked.length === 0 && payloads.length === 1 ? payloads[0] : undefined
  }
}

/** Mediators read what they forward, unless it is encrypted. @throws `INVALID_ARGUMENT` */
function assertEncrypted(payload: string, { json }: AttachmentData): void {
  const encrypted = isJsonObject(json)
    ? ['protected', 'iv', 'ciphertext', 'tag'].every((name) => typeof json[name] === 'string')
    : isCompactJwe(payload)
  if (encrypted) return
  throw new DIDCommError(
    'INVALID_ARGUMENT',
    'the message is not encrypted, and mediators would read it; use packEncrypted',
  )
}
