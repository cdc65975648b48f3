import {
  completeMessage,
  DIDCommError,
  type EncryptedMessage,
  type Message,
  type MessageInput,
  PackagingService,
  type PackagingServiceOptions,
  type PackEncryptedOptions,
  type UnpackPolicy,
  type UnpackResult,
} from '@didcomm/core'
import {
  type Route,
  type RouteOptions,
  RoutingService,
  type RoutingServiceOptions,
} from '@didcomm/routing'

/** Options of the {@link DIDCommMessaging} constructor: those of both services. */
export interface DIDCommMessagingOptions<SecretKey>
  extends PackagingServiceOptions<SecretKey>, Omit<RoutingServiceOptions, 'packaging'> {}

/** Options of {@link DIDCommMessaging.pack}. */
export interface PackOptions
  extends
    Omit<PackEncryptedOptions, 'to'>,
    Pick<RouteOptions, 'expiresTime' | 'delayMilli' | 'requireTarget'> {
  /** Whom to encrypt for, if not for everybody in the message's `to`: DIDs, or DID URLs of single keys. */
  readonly to?: readonly string[]
}

/** A message for one recipient, and where to send it. */
export interface Delivery extends Omit<EncryptedMessage, 'message'>, Route {
  /** The recipient. */
  readonly to: string
}

/** What {@link DIDCommMessaging.pack} made: one delivery for each recipient, all of one message. */
export interface PackResult {
  /** The message as it was packed, with its `id`. */
  readonly message: Message
  readonly deliveries: readonly [Delivery, ...Delivery[]]
}

/**
 * DIDComm in one object: a message becomes deliveries, and what arrives becomes a message that can be trusted.
 *
 * It adds nothing to {@link PackagingService} and {@link RoutingService} but their order; use them when you need
 * one without the other.
 *
 * @example
 * ```ts
 * const didcomm = new DIDCommMessaging({ crypto, secrets, resolver })
 * const { deliveries } = await didcomm.pack({
 *   type: 'https://didcomm.org/basicmessage/2.0/message',
 *   from: alice,
 *   to: [bob],
 *   body: { content: 'Lunch?' },
 * })
 * const { message, sender } = await didcomm.unpack(deliveries[0].packed)
 * ```
 */
export class DIDCommMessaging<SecretKey = unknown> {
  readonly packaging: PackagingService<SecretKey>
  readonly routing: RoutingService

  constructor(options: DIDCommMessagingOptions<SecretKey>) {
    this.packaging = new PackagingService<SecretKey>(options)
    this.routing = new RoutingService({ ...options, packaging: this.packaging })
  }

  /**
   * Packs a message for each of its recipients, and wraps it for the mediators on the way to each.
   *
   * A message with a `from` is authcrypted, unless `signBy` or `anonymous` asks for something else. Mediators are told
   * when the message expires, if it does.
   *
   * @throws `INVALID_ARGUMENT` when there is nobody to pack for, or what `PackagingService.packEncrypted` and
   * `RoutingService.route` throw; then nothing was packed for anybody
   */
  async pack(input: MessageInput, options: PackOptions = {}): Promise<PackResult> {
    const { to: recipients, expiresTime, delayMilli, requireTarget, ...packing } = options
    const message = completeMessage(input)
    const [recipient, ...others] = new Set(recipients ?? message.to)
    if (recipient === undefined) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        'the message has no recipient; name one in its to or in the options',
        { details: { header: 'to' } },
      )
    }
    const expires = expiresTime ?? message.expires_time
    const routing = {
      ...(expires !== undefined && { expiresTime: expires }),
      ...(delayMilli !== undefined && { delayMilli }),
      ...(requireTarget !== undefined && { requireTarget }),
    }
    const deliver = async (to: string): Promise<Delivery> => {
      const { message: _, ...encrypted } = await this.packaging.packEncrypted(message, {
        ...packing,
        to,
      })
      const route = await this.routing.route({ ...routing, packed: encrypted.packed, to })
      return { to, ...encrypted, ...route }
    }
    return { message, deliveries: await Promise.all([deliver(recipient), ...others.map(deliver)]) }
  }

  /**
   * Opens a packed message and tells what was proven about it. A forward that a mediator put around a message for
   * this recipient is opened as well; a forward to anybody else is returned, for a mediator to read.
   *
   * @throws what `RoutingService.unpack` throws
   */
  unpack<Body extends object = Record<string, unknown>>(
    packed: string,
    policy?: UnpackPolicy,
  ): Promise<UnpackResult<Body>> {
    return this.routing.unpack<Body>(packed, policy)
  }
}
