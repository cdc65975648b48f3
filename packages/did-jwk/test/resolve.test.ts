import { randomBytes } from 'node:crypto'
import { parseDIDDocument } from '@didcomm/core/did'
import { DIDJwkResolver } from '@didcomm/did-jwk'
import {
  assertFrozen,
  generateJwk,
  leadingZeroKeys,
  publicJwk,
  stripLeadingZeros,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { didOf } from './support/did-of.ts'
import { publishedP256, publishedX25519 } from './support/published-dids.ts'

const SIGNING = [
  'assertionMethod',
  'authentication',
  'capabilityDelegation',
  'capabilityInvocation',
]

const resolve = (did: string) => new DIDJwkResolver().resolve(did)

/** The relationships of a document, which all have to be to its one key. */
async function relationshipsOf(did: string): Promise<string[]> {
  const { '@context': _, id, verificationMethod = [], ...relationships } = await resolve(did)
  expect(verificationMethod.map((method) => method.id)).toStrictEqual([`${id}#0`])
  for (const references of Object.values(relationships)) {
    expect(references).toStrictEqual([`${id}#0`])
  }
  return Object.keys(relationships).sort()
}

async function jwkOf(did: string): Promise<unknown> {
  return (await resolve(did)).verificationMethod?.[0]?.publicKeyJwk
}

describe('the examples of the did:jwk Method', () => {
  it.each([publishedP256, publishedX25519])('[DID-5] resolves $did', async ({ did, document }) => {
    expect(await resolve(did)).toStrictEqual(document)
  })
})

describe('the use of a key', () => {
  const keys = (['P-256', 'Ed25519', 'X25519', 'secp256k1'] as const).map(
    (curve) => [curve, publicJwk(generateJwk(curve))] as const,
  )

  it.each(keys)('[DID-5] decides on its purposes, not its curve: %s', async (_, jwk) => {
    expect(await relationshipsOf(didOf({ ...jwk, use: 'sig' }))).toStrictEqual(SIGNING)
    expect(await relationshipsOf(didOf({ ...jwk, use: 'enc' }))).toStrictEqual(['keyAgreement'])
    expect(await relationshipsOf(didOf(jwk))).toStrictEqual([...SIGNING, 'keyAgreement'])
  })

  it('[DID-5] that is neither sig nor enc limits nothing', async () => {
    const did = didOf({ ...keys[0]?.[1], use: 'tls' })
    expect(await relationshipsOf(did)).toStrictEqual([...SIGNING, 'keyAgreement'])
  })

  it('[DID-5] is written once: key_ops, alg and kid change nothing', async () => {
    const did = didOf({ ...keys[0]?.[1], key_ops: ['verify'], alg: 'ES256', kid: 'mine' })
    expect(await relationshipsOf(did)).toStrictEqual([...SIGNING, 'keyAgreement'])
  })
})

describe('a JWK', () => {
  it.each(['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519', 'secp256k1'] as const)(
    '[DID-5] on %s is read by core as the key that it is',
    async (curve) => {
      const jwk = publicJwk(generateJwk(curve))
      const did = didOf(jwk)
      const document = parseDIDDocument(await resolve(did), did)
      expect(document.key('authentication', `${did}#0`).publicJwk).toStrictEqual(jwk)
    },
  )

  it('[DID-5] stays as it stands, whatever else is in it', async () => {
    const jwk = {
      y: publishedY(),
      x5c: ['MIIB', 'MIIC'],
      kid: 'Schlüssel 🔑',
      ...publishedKey(),
      ext: true,
      custom: { deep: [{ er: null }] },
    }
    expect(await jwkOf(didOf(jwk))).toStrictEqual(jwk)
    expect(await jwkOf(didOf(JSON.stringify(jwk, undefined, 2)))).toStrictEqual(jwk)
  })

  it('[DID-5] of RSA resolves, and core says that it cannot use the key', async () => {
    const n = randomBytes(512).toString('base64url')
    const did = didOf({ kty: 'RSA', e: 'AQAB', n })
    expect(await relationshipsOf(did)).toStrictEqual([...SIGNING, 'keyAgreement'])
    const document = parseDIDDocument(await resolve(did), did)
    expect(document.usableKeys('keyAgreement')).toStrictEqual([])
    expect(document.keys('keyAgreement')).toMatchObject([
      { kid: `${did}#0`, problem: { code: 'UNSUPPORTED_ALGORITHM' } },
    ])
  })

  it.each([
    ['on an unknown curve', { kty: 'OKP', crv: 'X448', x: 'AAAA' }],
    ['of an unknown kty', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' }],
    ['on a curve that is called as a member of objects', { kty: 'EC', crv: '__proto__' }],
  ])('[DID-5] %s resolves as well', async (_, jwk) => {
    expect(await jwkOf(didOf(jwk))).toStrictEqual(jwk)
  })

  it('[DID-5] without the leading zeros of its coordinates is the same key', async () => {
    const jwk = publicJwk(leadingZeroKeys['P-256'])
    const did = didOf(stripLeadingZeros(jwk))
    expect(await jwkOf(did)).toStrictEqual(stripLeadingZeros(jwk))
    const document = parseDIDDocument(await resolve(did), did)
    expect(document.key('keyAgreement', `${did}#0`).publicJwk).toStrictEqual(jwk)
  })

  it('[DID-5] with a member twice has the last of them (RFC 7517 §4)', async () => {
    const key = JSON.stringify(publishedKey()).slice(1, -1)
    const did = didOf(`{${key},"y":"${publishedY()}","use":"sig","use":"enc"}`)
    expect(await relationshipsOf(did)).toStrictEqual(['keyAgreement'])
  })

  it('[DID-5] with a member __proto__ has no members by it', async () => {
    const did = didOf('{"kty":"RSA","__proto__":{"use":"enc","d":"x"}}')
    expect(await relationshipsOf(did)).toStrictEqual([...SIGNING, 'keyAgreement'])
  })
})

describe('a document', () => {
  it.each([
    publishedP256.did,
    publishedX25519.did,
    didOf({ kty: 'RSA', x5c: ['a'], custom: { deep: [{ er: null }] } }),
  ])('[DID-5] is frozen throughout, and the same again: %s', async (did) => {
    const document = await resolve(did)
    assertFrozen(document)
    expect(await resolve(did)).toStrictEqual(document)
  })
})

/** The published P-256 key without its y. */
function publishedKey() {
  return { kty: 'EC', crv: 'P-256', x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0' }
}

function publishedY(): string {
  return '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE'
}
