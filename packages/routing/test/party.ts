import { InMemorySecretsManager, PackagingService, type DIDResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { RoutingService, type RoutingServiceOptions } from '@didcomm/routing'
import { type Identity, StaticResolver } from '@didcomm/test-support'

const crypto = new NobleCryptoService()

/** A program that holds the keys of one identity, and no others. */
export interface Party {
  readonly did: string
  readonly packaging: PackagingService
  readonly routing: RoutingService
}

export const BASIC_MESSAGE = 'https://didcomm.org/basicmessage/2.0/message'
export const FORWARD = 'https://didcomm.org/routing/2.0/forward'

export async function party(
  resolver: DIDResolver,
  { did, secrets }: Identity,
  options: Partial<RoutingServiceOptions> = {},
): Promise<Party> {
  const manager = new InMemorySecretsManager(crypto)
  for (const [kid, jwk] of Object.entries(secrets)) await manager.addJwk(kid, jwk)
  const packaging = new PackagingService({ crypto, secrets: manager, resolver })
  return { did, packaging, routing: new RoutingService({ packaging, resolver, ...options }) }
}

/** A resolver of the documents of `identities`. */
export function resolverOf(...identities: readonly Identity[]): StaticResolver {
  return new StaticResolver(identities.map(({ document }) => document))
}

/** The same keys under another DID. */
export function renamed(identity: Identity, did: string): Identity {
  return JSON.parse(JSON.stringify(identity).replaceAll(identity.did, did)) as Identity
}

/** Packs a message of `from` for `to`, and nothing around it. */
export async function packFor(from: Party, to: string): Promise<string> {
  const { packed } = await from.packaging.packEncrypted(
    { type: BASIC_MESSAGE, from: from.did, to: [to], body: { content: 'Lunch?' } },
    { to },
  )
  return packed
}

/** An envelope by its looks, for tests in which nobody opens it. */
export const SEALED = '{"protected":"e30","iv":"","ciphertext":"c2VhbGVk","tag":""}'

/** Counts what is packed, and packs nothing. */
export class CountingPackaging {
  packs = 0

  packEncrypted: RoutingServiceOptions['packaging']['packEncrypted'] = async (message) => {
    this.packs++
    return { packed: SEALED, message: { id: '1', ...message, body: {} }, recipientKids: [] }
  }

  unpack: RoutingServiceOptions['packaging']['unpack'] = () => {
    throw new Error('nothing is opened here')
  }
}
