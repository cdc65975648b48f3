import type { DIDDocument, PrivateJwk, PublicJwk, Service } from '@didcomm/core/contracts'
import identitiesJson from './fixtures/identities.json' with { type: 'json' }
import type { RawRecipient } from './raw-jose.ts'
import { appendix } from './vectors.ts'

/** A party of a test: a DID with its document and its private keys. */
export interface Identity {
  readonly did: string
  readonly document: DIDDocument
  /** Private keys by kid. */
  readonly secrets: Readonly<Record<string, PrivateJwk>>
}

/** Alice as published: signs with `#key-1` to `#key-3`; X25519, P-256 and P-521 for key agreement. */
export const alice = published('alice')
/** Bob as published: three X25519 keys and two of each NIST curve for key agreement; nothing to sign with, no service. */
export const bob = published('bob')

// The others have one key each of every kind: `#key-1` Ed25519, `#key-2` P-256 and `#key-3` secp256k1 in
// `authentication`; `#key-x25519-1`, `#key-p256-1`, `#key-p384-1` and `#key-p521-1` in `keyAgreement`, in this order.

/** An honest third party. */
export const carol = generated('carol')
/** The attacker. */
export const mallory = generated('mallory')
/** A mediator at `https://mediator1.example/didcomm`. */
export const mediator1 = generated('mediator1')
/** A mediator at `https://mediator2.example/didcomm`. */
export const mediator2 = generated('mediator2')

/** Everybody. */
export const identities: readonly Identity[] = [alice, bob, carol, mallory, mediator1, mediator2]

/** The DID documents of everybody. */
export const exampleDIDDocuments: readonly DIDDocument[] = identities.map(
  ({ document }) => document,
)

/** What {@link didcommService} takes: an endpoint of DIDComm v2.1, "DID Document Service Endpoint". */
export interface EndpointOptions {
  readonly uri: string
  readonly routingKeys?: readonly string[]
  readonly accept?: readonly string[]
}

/** Returns the private key of `kid`, whoever it belongs to. */
export function secretOf(kid: string): PrivateJwk {
  for (const { secrets } of identities) {
    const jwk = secrets[kid]
    if (jwk) return jwk
  }
  throw new Error(`no identity of the tests has a key ${kid}`)
}

/** Returns the public part of a private key. */
export function publicJwk(privateJwk: PrivateJwk): PublicJwk {
  const { d: _, ...rest } = privateJwk
  return rest
}

/** Returns what `rawJwe` needs to encrypt for `kid`. */
export function recipientOf(kid: string): RawRecipient {
  const privateJwk = secretOf(kid)
  return { kid, privateJwk, publicJwk: publicJwk(privateJwk) }
}

/** Returns `identity` with `services` in its document, in place of those it had. */
export function withServices(identity: Identity, ...services: readonly Service[]): Identity {
  return { ...identity, document: { ...identity.document, service: services } }
}

/** Makes the `DIDCommMessaging` service of `did`: one endpoint object, `accept: ["didcomm/v2"]` unless told otherwise. */
export function didcommService(did: string, endpoint: EndpointOptions, id = 'service'): Service {
  return {
    id: `${did}#${id}`,
    type: 'DIDCommMessaging',
    serviceEndpoint: { accept: ['didcomm/v2'], routingKeys: [], ...endpoint },
  }
}

function published(name: 'alice' | 'bob'): Identity {
  const document = appendix.didDocuments[name]
  const secrets = Object.entries(appendix.secrets).filter(([kid]) =>
    kid.startsWith(`${document.id}#`),
  )
  return { did: document.id, document, secrets: Object.fromEntries(secrets) }
}

function generated(name: keyof typeof identitiesJson.identities): Identity {
  const { document, secrets } = identitiesJson.identities[name]
  return { did: document.id, document, secrets: secrets as unknown as Record<string, PrivateJwk> }
}
