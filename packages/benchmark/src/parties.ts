import { webcrypto } from 'node:crypto'
import type { PrivateJwk, PublicJwk } from '@didcomm/core'

/** A curve that the cases run on, and how WebCrypto calls it. */
const ALGORITHMS = {
  X25519: { algorithm: { name: 'X25519' }, usages: ['deriveBits'] },
  'P-256': { algorithm: { name: 'ECDH', namedCurve: 'P-256' }, usages: ['deriveBits'] },
  Ed25519: { algorithm: { name: 'Ed25519' }, usages: ['sign'] },
} as const

export type AgreementCurve = 'X25519' | 'P-256'

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
  readonly service: []
}

/** A DID document and its secrets, which every library under test is given. */
export interface Party {
  readonly did: string
  readonly document: PartyDocument
  readonly secrets: ReadonlyMap<string, PrivateJwk>
}

/** Makes a party with one key for key agreement and one to sign with. */
export async function createParty(name: string, curve: AgreementCurve): Promise<Party> {
  const did = `did:example:${name}`
  const agreementKid = `${did}#key-agreement`
  const signingKid = `${did}#key-signing`
  const secrets = new Map([
    [agreementKid, await generateJwk(curve)],
    [signingKid, await generateJwk('Ed25519')],
  ])
  const verificationMethod = [...secrets].map(([id, { d: _, ...publicKeyJwk }]) => ({
    id,
    type: 'JsonWebKey2020',
    controller: did,
    publicKeyJwk,
  }))
  const document = {
    id: did,
    verificationMethod,
    keyAgreement: [agreementKid],
    authentication: [signingKid],
    service: [] as [],
  }
  return { did, document, secrets }
}

async function generateJwk(curve: keyof typeof ALGORITHMS): Promise<PrivateJwk> {
  const { algorithm, usages } = ALGORITHMS[curve]
  const pair = await webcrypto.subtle.generateKey(algorithm, true, [...usages])
  if (!('privateKey' in pair)) throw new Error(`${curve} has no key pairs`)
  const { kty, crv, x, y, d } = await webcrypto.subtle.exportKey('jwk', pair.privateKey)
  return { kty, crv, x, ...(y && { y }), d } as PrivateJwk
}
