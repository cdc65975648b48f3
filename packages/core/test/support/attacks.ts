import type { VerificationMethod } from '@didcomm/core/contracts'
import {
  type Identity,
  publicJwk,
  rawJwe,
  type RawHeader,
  type RawJweOptions,
  type RawJwsOptions,
  type RawJwsSignature,
  type RawSignatureAlgorithm,
  rawJws,
  recipientOf,
  secretOf,
} from '@didcomm/test-support'

// What an attacker sends: envelopes whose cryptography is right for what they say.

export const ALICE = 'did:example:alice'
export const BOB = 'did:example:bob'
export const CAROL = 'did:example:carol'
export const MALLORY = 'did:example:mallory'

/** The key that envelopes are for unless a test says otherwise. */
export const BOB_KEY = `${BOB}#key-x25519-1`
export const ALICE_KEY = `${ALICE}#key-x25519-1`
export const MALLORY_KEY = `${MALLORY}#key-x25519-1`

/** The algorithms of the keys with which every identity but bob signs. */
const SIGNATURE_ALGORITHMS: { readonly [fragment: string]: RawSignatureAlgorithm } = {
  'key-1': 'EdDSA',
  'key-2': 'ES256',
  'key-3': 'ES256K',
}

type Content = string | Uint8Array | RawHeader

/** What a test may change about an envelope; the kids in `to` are in place of `recipients`. */
export type Changes = Partial<RawJweOptions> & { readonly to?: readonly string[] }

/** Encrypts anonymously, for bob. */
export function anoncrypt(
  plaintext: Content,
  { to = [BOB_KEY], ...changes }: Changes = {},
): string {
  return rawJwe({
    alg: 'ECDH-ES+A256KW',
    enc: 'A256CBC-HS512',
    recipients: to.map(recipientOf),
    plaintext,
    ...changes,
  })
}

/** Encrypts with the sender's key `by`, for bob. */
export function authcrypt(plaintext: Content, by = ALICE_KEY, changes: Changes = {}): string {
  return anoncrypt(plaintext, {
    alg: 'ECDH-1PU+A256KW',
    skid: by,
    senderPrivateJwk: secretOf(by),
    ...changes,
  })
}

/** Signs with each of the keys, whose kids stand in the unprotected headers. */
export function signed(
  payload: Content,
  kids: string | readonly string[] = `${ALICE}#key-1`,
  changes: Partial<RawJwsOptions> = {},
): string {
  return rawJws({ payload, signatures: [kids].flat().map((kid) => signatureBy(kid)), ...changes })
}

/** One signature with `kid`, which says so in its unprotected header; `changes` can say something else. */
export function signatureBy(kid: string, changes: Partial<RawJwsSignature> = {}): RawJwsSignature {
  const alg = SIGNATURE_ALGORITHMS[kid.slice(kid.indexOf('#') + 1)]
  if (!alg) throw new Error(`${kid} does not sign`)
  return { alg, privateJwk: secretOf(kid), header: { kid }, ...changes }
}

/** Returns the identity with other keys in the place of its own: `kid` is then a label of a key that it is not. */
export function withSecrets(identity: Identity, secrets: Identity['secrets']): Identity {
  return { ...identity, secrets: { ...identity.secrets, ...secrets } }
}

/** Returns a verification method that holds the public part of `ofKid`'s key under the id `id`. */
export function methodOf(ofKid: string, id = ofKid): VerificationMethod {
  return {
    id,
    type: 'JsonWebKey2020',
    controller: id.slice(0, id.indexOf('#')),
    publicKeyJwk: publicJwk(secretOf(ofKid)),
  }
}
