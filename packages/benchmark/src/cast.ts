import type { PrivateJwk, PublicJwk, Service } from '@didcomm/core'

/** The curves of key agreement that the cases run on. */
export type AgreementCurve = 'X25519' | 'P-256'

/** How WebCrypto, which makes the keys for everybody, calls a curve. */
const ALGORITHMS = {
  X25519: { algorithm: { name: 'X25519' }, usages: ['deriveBits'] },
  'P-256': { algorithm: { name: 'ECDH', namedCurve: 'P-256' }, usages: ['deriveBits'] },
  Ed25519: { algorithm: { name: 'Ed25519' }, usages: ['sign'] },
} as const

/** A DID document in the shape that every library under test reads. */
type PartyDocument = {
  readonly id: string
  readonly verificationMethod: {
    readonly id: string
    readonly type: string
    readonly controller: string
    readonly publicKeyJwk: PublicJwk
  }[]
  readonly keyAgreement: string[]
  readonly authentication: string[]
  readonly service: (Service & { readonly type: string })[]
}

/** A DID document, and its secrets by kid, which every library under test is given. Plain JSON. */
export interface Party {
  readonly did: string
  readonly document: PartyDocument
  readonly secrets: Readonly<Record<string, PrivateJwk>>
}

/** Who takes part in a message: every library is given the same keys and the same documents. */
export interface Cast {
  readonly sender: Party
  readonly recipient: Party
  /** Between the two, the first to open the message first. */
  readonly mediators: readonly Party[]
}

/** What {@link createCast} makes. */
export interface CastOptions {
  readonly curve: AgreementCurve
  /** The number of the recipient's keys for key agreement. */
  readonly recipientKeys: number
  readonly mediators: number
}

/** Makes the keys and documents of all who take part. */
export async function createCast(options: CastOptions): Promise<Cast> {
  const { curve } = options
  const mediators: Party[] = []
  for (let i = 1; i <= options.mediators; i++) {
    mediators.push(await createParty(`mediator-${i}`, curve, 1))
  }
  const routingKeys = mediators.flatMap(({ document }) => document.keyAgreement)
  return {
    sender: await createParty('alice', curve, 1),
    recipient: await createParty('bob', curve, options.recipientKeys, routingKeys),
    mediators,
  }
}

/** Everybody in a cast. */
export function everybody({ sender, recipient, mediators }: Cast): readonly Party[] {
  return [sender, recipient, ...mediators]
}

async function createParty(
  name: string,
  curve: AgreementCurve,
  agreementKeys: number,
  routingKeys: readonly string[] = [],
): Promise<Party> {
  const did = `did:example:${name}`
  const keyAgreement = Array.from({ length: agreementKeys }, (_, i) => `${did}#agreement-${i + 1}`)
  const authentication = [`${did}#signing-1`]
  const secrets: Record<string, PrivateJwk> = {}
  for (const kid of keyAgreement) secrets[kid] = await generateJwk(curve)
  for (const kid of authentication) secrets[kid] = await generateJwk('Ed25519')

  const verificationMethod = Object.entries(secrets).map(([id, { d: _, ...publicKeyJwk }]) => ({
    id,
    type: 'JsonWebKey2020',
    controller: did,
    publicKeyJwk,
  }))
  const uri = 'https://mediator.example/inbox'
  const service = {
    id: `${did}#didcomm`,
    type: 'DIDCommMessaging',
    serviceEndpoint: { uri, accept: ['didcomm/v2'], routingKeys },
  }
  const services = routingKeys.length > 0 ? [service] : []
  return {
    did,
    document: { id: did, verificationMethod, keyAgreement, authentication, service: services },
    secrets,
  }
}

async function generateJwk(curve: keyof typeof ALGORITHMS): Promise<PrivateJwk> {
  const { algorithm, usages } = ALGORITHMS[curve]
  const pair = await crypto.subtle.generateKey(algorithm, true, [...usages])
  if (!('privateKey' in pair)) throw new Error(`${curve} has no key pairs`)
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  return { kty, crv, x, ...(y && { y }), d } as PrivateJwk
}
