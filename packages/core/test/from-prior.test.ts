import { InMemorySecretsManager, PackagingService, PrefixResolver } from '@didcomm/core'
import { createPeerDID, DIDPeerResolver, shortFormOf } from '@didcomm/did-peer'
import {
  alice,
  bob,
  carol,
  errorOf,
  publicJwk,
  rawJwt,
  secretOf,
  verifyRaw,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { crypto, partyOf, type PartyOptions } from './support/party.ts'
import { decodeJson } from './support/written-envelope.ts'

const ALICE = 'did:example:alice'
const BOB = 'did:example:bob'
const CAROL = 'did:example:carol'
const NOW = 1_700_000_000
const TYPE = 'https://didcomm.org/basicmessage/2.0/message'

/** Alice becomes carol, at {@link NOW}. */
const rotating = (options: PartyOptions = {}) =>
  partyOf([alice, carol], { now: () => NOW, ...options })

describe('createFromPrior', () => {
  it.each([
    ['EdDSA', `${ALICE}#key-1`],
    ['ES256', `${ALICE}#key-2`],
    ['ES256K', `${ALICE}#key-3`],
  ] as const)(
    '[ROT-1] makes a JWT with %s, signed by the key that is named',
    async (alg, signBy) => {
      const jwt = await (await rotating()).createFromPrior({ iss: ALICE, sub: CAROL, signBy })
      const [header = '', payload = '', signature = '', ...more] = jwt.split('.')
      expect(more).toStrictEqual([])
      expect(decodeJson(header)).toStrictEqual({ typ: 'JWT', alg, kid: signBy })
      expect(decodeJson(payload)).toStrictEqual({ iss: ALICE, sub: CAROL, iat: NOW })
      expect(
        verifyRaw(
          alg,
          publicJwk(secretOf(signBy)),
          Buffer.from(`${header}.${payload}`),
          Buffer.from(signature, 'base64url'),
        ),
      ).toBe(true)
    },
  )

  it("[ROT-1] signs with the first of the prior DID's authentication keys that is held", async () => {
    const claims = { iss: ALICE, sub: CAROL }
    const all = await rotating()
    expect(headerOf(await all.createFromPrior(claims))).toMatchObject({ kid: `${ALICE}#key-1` })
    const two = await rotating({ kids: [`${ALICE}#key-3`, `${ALICE}#key-2`] })
    expect(headerOf(await two.createFromPrior(claims))).toMatchObject({ kid: `${ALICE}#key-2` })
  })

  it('[ROT-1] dates it by the clock, or as it is told', async () => {
    const packaging = await rotating()
    const claims = { iss: ALICE, sub: CAROL }
    expect(claimsOf(await packaging.createFromPrior(claims))).toStrictEqual({ ...claims, iat: NOW })
    const iat = 1516269022
    expect(claimsOf(await packaging.createFromPrior({ ...claims, iat }))).toStrictEqual({
      ...claims,
      iat,
    })
  })

  it('[ROT-1] takes a claim that is undefined as one that is left out', async () => {
    const options = { iss: ALICE, sub: undefined, iat: undefined, exp: undefined, nbf: undefined }
    const jwt = await (await rotating()).createFromPrior(options as never)
    expect(claimsOf(jwt)).toStrictEqual({ iss: ALICE, iat: NOW })
  })

  it("[ROT-1] dates it in whole seconds by the platform's clock", async () => {
    const before = Math.floor(Date.now() / 1000)
    const packaging = await partyOf(alice)
    const { iat } = claimsOf(await packaging.createFromPrior({ iss: ALICE, sub: CAROL }))
    expect(Number.isInteger(iat)).toBe(true)
    expect(Number(iat) - before).toBeLessThan(600)
    expect(iat).toBeGreaterThanOrEqual(before)
  })

  it('[ROT-2] limits the time in which it may be believed', async () => {
    const limits = { nbf: NOW - 60, exp: NOW + 3600 }
    const jwt = await (await rotating()).createFromPrior({ iss: ALICE, sub: CAROL, ...limits })
    expect(claimsOf(jwt)).toStrictEqual({ iss: ALICE, sub: CAROL, iat: NOW, ...limits })
  })

  it('[ROT-4] leaves sub out to end a relationship', async () => {
    const jwt = await (await rotating()).createFromPrior({ iss: ALICE })
    expect(claimsOf(jwt)).toStrictEqual({ iss: ALICE, iat: NOW })
  })

  it('[ROT-1] needs no key agreement key, and no secret of the new DID', async () => {
    const packaging = await partyOf(alice, { kids: [`${ALICE}#key-1`] })
    await packaging.createFromPrior({ iss: ALICE, sub: CAROL })
  })

  it('[ROT-1] refuses to sign with a key of another DID', async () => {
    const packaging = await rotating()
    for (const signBy of [CAROL, `${CAROL}#key-1`]) {
      const error = await errorOf(packaging.createFromPrior({ iss: ALICE, sub: CAROL, signBy }))
      expect(error.code).toBe('INVALID_FROM_PRIOR')
      expect(error.message).toContain(`${CAROL}#key-1`)
      expect(error.message).toContain(ALICE)
    }
  })

  it('[ROT-1] refuses a key that is not for authentication', async () => {
    const claims = { iss: ALICE, sub: CAROL, signBy: `${ALICE}#key-x25519-1` }
    const error = await errorOf((await rotating()).createFromPrior(claims))
    expect(error.code).toBe('KEY_NOT_AUTHORIZED')
  })

  it('[ROT-1] names the keys of the prior DID if none is held', async () => {
    const packaging = await partyOf(carol)
    const error = await errorOf(packaging.createFromPrior({ iss: ALICE, sub: CAROL }))
    expect(error.code).toBe('SECRET_NOT_FOUND')
    expect(error.details).toStrictEqual({
      kids: [1, 2, 3].map((number) => `${ALICE}#key-${number}`),
    })
  })

  it.each([
    ['iss', { iss: `${ALICE}#key-1`, sub: CAROL }],
    ['iss', { iss: 'alice', sub: CAROL }],
    ['sub', { iss: ALICE, sub: `${CAROL}#key-1` }],
  ])('[ROT-1] refuses what is no DID as %s: %o', async (claim, options) => {
    const error = await errorOf((await rotating()).createFromPrior(options))
    expect(error.code).toBe('INVALID_FROM_PRIOR')
    expect(error.message).toContain(claim)
  })
})

describe('a rotation', () => {
  const CLAIMS = { iss: ALICE, sub: CAROL, iat: NOW }
  const PROVEN = { ...CLAIMS, kid: `${ALICE}#key-1` }

  it.each([
    ['authcrypt', {}],
    ['anoncrypt(authcrypt)', { protectSender: true }],
    ['anoncrypt(signed)', { signBy: CAROL }],
  ])('[ROT-1][ROT-2] is proven with a message of the new DID: %s', async (_, options) => {
    const us = await rotating()
    const from_prior = await us.createFromPrior({ iss: ALICE, sub: CAROL })
    const message = { type: TYPE, from: CAROL, to: [BOB], from_prior }
    const { packed } = await us.packEncrypted(message, { to: BOB, ...options })
    const result = await (await partyOf(bob)).unpack(packed)
    expect(result.fromPrior).toStrictEqual(PROVEN)
    expect(result.message.from_prior).toBe(from_prior)
    expect(result).toMatchObject({ authenticated: true, sender: CAROL, warnings: [] })
  })

  it('[ROT-1] is not packed where nothing proves that the message is from the new DID', async () => {
    const us = await rotating()
    const from_prior = await us.createFromPrior({ iss: ALICE, sub: CAROL })
    const message = { type: TYPE, from: CAROL, to: [BOB], from_prior }
    const error = await errorOf(us.packEncrypted(message, { to: BOB, anonymous: true }))
    expect(error.code).toBe('INVALID_FROM_PRIOR')
  })

  it('[ROT-1] is nothing to a message without from_prior', async () => {
    const { packed } = await (
      await rotating()
    ).packEncrypted({ type: TYPE, from: CAROL, to: [BOB] }, { to: BOB })
    expect((await (await partyOf(bob)).unpack(packed)).fromPrior).toBeUndefined()
  })

  it('[ROT-2] counts until the second of exp, and from that of nbf', async () => {
    const us = await rotating()
    const exp = NOW + 100
    const nbf = NOW + 50
    const from_prior = await us.createFromPrior({ iss: ALICE, sub: CAROL, exp, nbf })
    const message = { type: TYPE, from: CAROL, to: [BOB], from_prior }
    const { packed } = await us.packEncrypted(message, { to: BOB })
    const unpackAt = async (seconds: number) =>
      (await partyOf(bob, { now: () => seconds })).unpack(packed)
    for (const seconds of [nbf, nbf + 1, exp - 1]) {
      expect((await unpackAt(seconds)).fromPrior).toStrictEqual({ ...PROVEN, exp, nbf })
    }
    for (const [seconds, reason] of [
      [nbf - 1, 'not valid yet'],
      [exp, 'expired'],
      [exp + 1, 'expired'],
    ] as const) {
      const error = await errorOf(unpackAt(seconds))
      expect(error.code).toBe('INVALID_FROM_PRIOR')
      expect(error.message).toContain(reason)
    }
  })

  it('[ROT-1] may be old: iat is a date and no limit', async () => {
    const us = await rotating()
    const from_prior = await us.createFromPrior({ iss: ALICE, sub: CAROL, iat: 1 })
    const message = { type: TYPE, from: CAROL, to: [BOB], from_prior }
    const { packed } = await us.packEncrypted(message, { to: BOB })
    expect((await (await partyOf(bob)).unpack(packed)).fromPrior).toMatchObject({ iat: 1 })
  })

  it('[ROT-1] may carry claims that nobody defined, and its header no typ', async () => {
    const from_prior = rawJwt({
      alg: 'EdDSA',
      privateJwk: secretOf(`${ALICE}#key-1`),
      claims: { ...CLAIMS, jti: 'x', 'https://example.com/claim': { a: [1] } },
      header: { typ: undefined, kid: `${ALICE}#key-1` },
    })
    const message = { type: TYPE, from: CAROL, to: [BOB], from_prior }
    const { packed } = await (await partyOf(carol)).packEncrypted(message, { to: BOB })
    expect((await (await partyOf(bob)).unpack(packed)).fromPrior).toStrictEqual({
      ...PROVEN,
      jti: 'x',
      'https://example.com/claim': { a: [1] },
    })
  })
})

describe('the end of a relationship', () => {
  it('[ROT-4] is proven in a message from nobody', async () => {
    const us = await rotating()
    const from_prior = await us.createFromPrior({ iss: ALICE })
    const message = { type: 'https://didcomm.org/empty/1.0/empty', to: [BOB], from_prior }
    const { packed, senderKid } = await us.packEncrypted(message, { to: BOB })
    expect(senderKid).toBeUndefined()
    const result = await (await partyOf(bob)).unpack(packed)
    expect(result.fromPrior).toStrictEqual({ iss: ALICE, iat: NOW, kid: `${ALICE}#key-1` })
    expect(result.fromPrior).not.toHaveProperty('sub')
    expect(result).toMatchObject({ authenticated: false, sender: undefined })
    expect(result.message).not.toHaveProperty('from')
  })
})

describe('a rotation of did:peer', () => {
  const secrets = new InMemorySecretsManager(crypto)
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  const packaging = new PackagingService({ crypto, secrets, resolver, now: () => NOW })
  const make = (numalgo: 2 | 4) => createPeerDID({ crypto, secrets, numalgo })

  it.each([
    [2, 2],
    [2, 4],
    [4, 2],
    [4, 4],
  ] as const)('[ROT-1][ROT-2] goes from numalgo %i to numalgo %i', async (before, after) => {
    const [iss, sub, recipient] = [await make(before), await make(after), await make(2)]
    const from_prior = await packaging.createFromPrior({ iss, sub })
    const message = { type: TYPE, from: sub, to: [recipient], from_prior }
    const { packed } = await packaging.packEncrypted(message, { to: recipient })
    const { fromPrior, sender } = await packaging.unpack(packed)
    expect(fromPrior).toStrictEqual({ iss, sub, iat: NOW, kid: `${iss}#key-1` })
    expect(sender).toBe(sub)
  })

  it('[ENC-21][ROT-2] may name the new DID in its long form, and the message come from its short one', async () => {
    const [iss, sub, recipient] = [await make(2), await make(4), await make(2)]
    const from_prior = await packaging.createFromPrior({ iss, sub })
    const message = { type: TYPE, from: shortFormOf(sub), to: [recipient], from_prior }
    const { packed } = await packaging.packEncrypted(message, { to: recipient })
    const { fromPrior, sender } = await packaging.unpack(packed)
    expect(fromPrior).toMatchObject({ iss, sub })
    expect(sender).toBe(shortFormOf(sub))
  })

  it('[ENC-21][ROT-2] may be signed by the short form of the long prior DID, and the other way', async () => {
    const [long, sub, recipient] = [await make(4), await make(2), await make(2)]
    await resolver.resolve(long)
    const short = shortFormOf(long)
    for (const [iss, signBy] of [
      [long, `${short}#key-1`],
      [short, `${long}#key-1`],
    ] as const) {
      const from_prior = await packaging.createFromPrior({ iss, sub, signBy })
      const message = { type: TYPE, from: sub, to: [recipient], from_prior }
      const { packed } = await packaging.packEncrypted(message, { to: recipient })
      expect((await packaging.unpack(packed)).fromPrior).toMatchObject({ iss, sub, kid: signBy })
    }
  })
})

function headerOf(jwt: string): Record<string, unknown> {
  return decodeJson(jwt.split('.')[0] ?? '')
}

function claimsOf(jwt: string): Record<string, unknown> {
  return decodeJson(jwt.split('.')[1] ?? '')
}
