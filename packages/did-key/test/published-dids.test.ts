import { decodeMultikey } from '@didcomm/core/did'
import { decodeBase58 } from '@didcomm/core/encoding'
import { DIDKeyResolver, encodeKeyDID } from '@didcomm/did-key'
import { jwkOfSecret, publicJwk } from '@didcomm/test-support'
import { Resolver } from 'did-resolver'
import fc from 'fast-check'
import KeyDIDResolver from 'key-did-resolver'
import { describe, expect, it } from 'vitest'
import { derivedKey } from './support/node-keys.ts'
import {
  publishedDerivations,
  publishedEd25519,
  publishedNist,
  publishedSecp256k1,
  publishedX25519,
} from './support/published-keys.ts'

const CONTEXT = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1']
const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const base58 = (text: string): Uint8Array => decodeBase58(text, 'a key', 'INVALID_KEY')

const resolve = (did: string) => new DIDKeyResolver().resolve(did)

function multikey(did: string, key: string) {
  return { id: `${did}#${key}`, type: 'Multikey', controller: did, publicKeyMultibase: key }
}

function signing(did: string, key: string) {
  const ids = [`${did}#${key}`]
  return {
    authentication: ids,
    assertionMethod: ids,
    capabilityInvocation: ids,
    capabilityDelegation: ids,
  }
}

const keyOf = (did: string): string => did.replace('did:key:', '')

describe('an Ed25519 key', () => {
  it.each([
    ...publishedDerivations,
    ...publishedEd25519.map(({ did, agreement }) => [did, agreement] as const),
  ])('[DID-5] %s signs, and the derived X25519 key %s agrees', async (did, agreement) => {
    expect(await resolve(did)).toStrictEqual({
      '@context': CONTEXT,
      id: did,
      verificationMethod: [multikey(did, keyOf(did)), multikey(did, agreement)],
      ...signing(did, keyOf(did)),
      keyAgreement: [`${did}#${agreement}`],
    })
  })

  it.each(publishedEd25519)(
    '[DID-5] $did is that of its seed, and the derived key that of the derived secret',
    ({ did, seed, agreement, agreementSecret }) => {
      expect(encodeKeyDID(publicJwk(jwkOfSecret('Ed25519', bytes(seed))))).toBe(did)
      const derived = publicJwk(derivedKey(bytes(seed)))
      expect(publicJwk(jwkOfSecret('X25519', base58(agreementSecret)))).toStrictEqual(derived)
      expect(decodeMultikey(agreement)).toStrictEqual(derived)
    },
  )
})

describe('any Ed25519 key', () => {
  it('[DID-5] has the key to agree with whose secret its owner derives', async () => {
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const did = encodeKeyDID(publicJwk(jwkOfSecret('Ed25519', seed)))
        const { keyAgreement } = await resolve(did)
        const derived = encodeKeyDID(publicJwk(derivedKey(seed)))
        expect(keyAgreement).toStrictEqual([`${did}#${keyOf(derived)}`])
      }),
    )
  })
})

describe('an X25519 key', () => {
  it.each(publishedX25519)('[DID-5] %s agrees, and nothing else', async (did, publicKeyBase58) => {
    expect(await resolve(did)).toStrictEqual({
      '@context': CONTEXT,
      id: did,
      verificationMethod: [multikey(did, keyOf(did))],
      keyAgreement: [`${did}#${keyOf(did)}`],
    })
    const x = Buffer.from(base58(publicKeyBase58)).toString('base64url')
    expect(encodeKeyDID({ kty: 'OKP', crv: 'X25519', x })).toBe(did)
  })
})

describe('a key on a NIST curve', () => {
  it.each(publishedNist)('[DID-5] %s signs and agrees', async (did, jwk) => {
    expect(await resolve(did)).toStrictEqual({
      '@context': CONTEXT,
      id: did,
      verificationMethod: [multikey(did, keyOf(did))],
      ...signing(did, keyOf(did)),
      keyAgreement: [`${did}#${keyOf(did)}`],
    })
    expect(decodeMultikey(keyOf(did))).toStrictEqual(publicJwk(jwk))
    expect(encodeKeyDID(publicJwk(jwk))).toBe(did)
  })
})

describe('a secp256k1 key', () => {
  it.each(publishedSecp256k1)('[DID-5] %s signs, and does not agree', async (did, seed) => {
    expect(await resolve(did)).toStrictEqual({
      '@context': CONTEXT,
      id: did,
      verificationMethod: [multikey(did, keyOf(did))],
      ...signing(did, keyOf(did)),
    })
    const jwk = publicJwk(jwkOfSecret('secp256k1', bytes(seed)))
    expect(decodeMultikey(keyOf(did))).toStrictEqual(jwk)
    expect(encodeKeyDID(jwk)).toBe(did)
  })
})

describe('key-did-resolver, another implementation', () => {
  const other = new Resolver(KeyDIDResolver.getResolver())

  it.each([
    ...publishedEd25519.map(({ did }) => did),
    ...publishedNist.map(([did]) => did),
    ...publishedSecp256k1.map(([did]) => did),
  ])('[DID-5] has the same key under the same id for signatures: %s', async (did) => {
    const theirs = (await other.resolve(did)).didDocument
    const ours = await resolve(did)
    expect(theirs?.id).toBe(ours.id)
    expect(theirs?.verificationMethod?.[0]?.id).toBe(ours.verificationMethod?.[0]?.id)
    for (const purpose of ['authentication', 'assertionMethod', 'capabilityInvocation'] as const) {
      expect(theirs?.[purpose]).toStrictEqual(ours[purpose])
    }
  })

  it.each(publishedEd25519)('[DID-5] derives the same key from $did', async ({ did }) => {
    const { didDocument } = await other.resolve(did)
    const [theirs] = didDocument?.keyAgreement ?? []
    if (typeof theirs !== 'object') throw new Error('it embeds the key')
    const ours = await resolve(did)
    expect(ours.keyAgreement).toStrictEqual([theirs.id])
    const [, derived] = ours.verificationMethod ?? []
    const { x } = decodeMultikey(String(derived?.publicKeyMultibase))
    expect(theirs.publicKeyBase58 && base58(theirs.publicKeyBase58)).toStrictEqual(
      new Uint8Array(Buffer.from(x, 'base64url')),
    )
  })
})
