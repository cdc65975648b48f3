import { InMemorySecretsManager, PrefixResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { DIDCommMessaging } from '@didcomm/messaging'
import { type Inbox, openInbox } from './inbox.ts'

/** One party: its own keys, its own view of the world, and an HTTP server to be reached at. */
export interface Agent {
  readonly did: string
  readonly inbox: Inbox
  readonly didcomm: DIDCommMessaging
}

/** Options of {@link createAgent}. */
export interface AgentOptions {
  readonly numalgo: 2 | 4
  /** The DID of a mediator to be reached through; without one the agent is reached directly. */
  readonly mediator?: string
}

/** Creates a party with a did:peer of its own; nothing is shared with the others. */
export async function createAgent({ numalgo, mediator }: AgentOptions): Promise<Agent> {
  const crypto = new NobleCryptoService()
  const secrets = new InMemorySecretsManager(crypto)
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  const inbox = await openInbox()
  const services = [{ uri: mediator ?? inbox.url }]
  const did = await createPeerDID({ crypto, secrets, services, numalgo })
  return { did, inbox, didcomm: new DIDCommMessaging({ crypto, secrets, resolver }) }
}
