import type { DIDDocument, DIDResolver } from '../contracts/did-resolver.ts'
import { quote } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { abbreviate, assertDID, isDID } from './did-url.ts'

/** A whole method, as far into its ids as one likes; `did:` alone is every method. */
const PREFIX = /^did:(?:[a-z0-9]+:.*)?$/

/**
 * Resolves each DID with the resolver of the longest prefix that it starts with.
 *
 * @example
 * ```ts
 * new PrefixResolver({ 'did:peer:': new DIDPeerResolver(), 'did:web:': new DIDWebResolver() })
 * ```
 */
export class PrefixResolver implements DIDResolver {
  readonly #resolvers: readonly (readonly [prefix: string, resolver: DIDResolver])[]

  /** @throws `INVALID_ARGUMENT` for a prefix that ends within a method's name: `did:web` would match did:webvh as well */
  constructor(resolvers: { readonly [prefix: string]: DIDResolver }) {
    const wrong = Object.keys(resolvers).find((prefix) => !PREFIX.test(prefix))
    if (wrong !== undefined) {
      throw new DIDCommError(
        'INVALID_ARGUMENT',
        `the prefix ${quote(wrong)} is not like 'did:web:'`,
      )
    }
    this.#resolvers = Object.entries(resolvers).sort(([a], [b]) => b.length - a.length)
  }

  /** @throws `INVALID_DID`; `DID_METHOD_NOT_SUPPORTED`; what the resolver of the DID's prefix throws */
  async resolve(did: string): Promise<DIDDocument> {
    assertDID(did)
    const resolver = this.#find(did)
    if (resolver) return resolver.resolve(did)
    const prefixes = this.#resolvers.map(([prefix]) => prefix).join(', ') || 'none'
    throw new DIDCommError(
      'DID_METHOD_NOT_SUPPORTED',
      `no resolver for ${abbreviate(did)}: add one for did:${did.split(':')[1]}: (has ${prefixes})`,
      { details: { did } },
    )
  }

  isResolvable(did: string): boolean {
    const resolver = isDID(did) && this.#find(did)
    return resolver ? (resolver.isResolvable?.(did) ?? true) : false
  }

  equivalentIds(id: string): readonly string[] {
    return this.#find(id)?.equivalentIds?.(id) ?? []
  }

  #find(id: string): DIDResolver | undefined {
    return this.#resolvers.find(([prefix]) => id.startsWith(prefix))?.[1]
  }
}
