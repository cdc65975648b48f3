import type { DIDDocument } from '@didcomm/core/contracts'
import {
  alice,
  base64Url,
  bob,
  carol,
  errorOf,
  exampleDIDDocuments,
  mallory,
  type RawHeader,
  rawJws,
  rawJwt,
  type RawJwtOptions,
  secretOf,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import {
  ALICE,
  anoncrypt,
  authcrypt,
  BOB,
  BOB_KEY,
  CAROL,
  MALLORY,
  methodOf,
  MALLORY_KEY,
  signatureBy,
  signed,
} from './support/attacks.ts'
import { partyOf } from './support/party.ts'

// Alice rotates to carol's DID, and tells bob. Mallory wants to be who alice became.

const NOW = 1_700_000_000
const PRIOR_KID = `${ALICE}#key-1`
const claims = { iss: ALICE, sub: CAROL, iat: NOW - 60 }
const CAROL_KEY = `${CAROL}#key-x25519-1`

const message = {
  id: '1',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: CAROL,
  to: [BOB],
  body: {},
}

/** A from_prior, right unless told otherwise. */
function jwt(changes: Partial<RawJwtOptions> & { kid?: unknown } = {}): string {
  const { kid = PRIOR_KID, header, ...others } = changes
  return rawJwt({
    alg: 'EdDSA',
    privateJwk: secretOf(PRIOR_KID),
    claims,
    header: { kid, ...header },
    ...others,
  })
}

/** The message that carries it, in authcrypt of carol's. */
function carrying(from_prior: unknown, changes: RawHeader = {}): string {
  return authcrypt({ ...message, from_prior, ...changes }, CAROL_KEY)
}

async function unpack(packed: string, resolver = new StaticResolver(exampleDIDDocuments)) {
  const party = await partyOf(bob, { resolver, kids: [BOB_KEY], now: () => NOW })
  return party.unpack(packed)
}

/** What bob says, and whether he resolved the prior DID before. */
async function refused(packed: string, resolver = new StaticResolver(exampleDIDDocuments)) {
  const { code, details } = await errorOf(unpack(packed, resolver))
  return { code, details, resolved: resolver.resolved }
}

const INVALID = { code: 'INVALID_FROM_PRIOR', details: { header: 'from_prior' } }

describe('a from_prior', () => {
  it('[ROT-2] is verified, and reported with its claims and its kid', async () => {
    const { fromPrior, sender } = await unpack(carrying(jwt()))
    expect(sender).toBe(CAROL)
    expect(fromPrior).toStrictEqual({ ...claims, kid: PRIOR_KID })
  })

  it.each([
    ['ES256', `${ALICE}#key-2`],
    ['ES256K', `${ALICE}#key-3`],
  ] as const)('[ROT-1] is signed by %s as well', async (alg, kid) => {
    const from_prior = jwt({ alg, kid, privateJwk: secretOf(kid) })
    expect(await unpack(carrying(from_prior))).toMatchObject({ fromPrior: { kid } })
  })

  it.each(['vc', 'vp', 'nonce', 'cnf'])(
    '[ROT-1] has no claim %s, which makes it a token of another kind',
    async (claim) => {
      const credential = { ...claims, jti: 'urn:uuid:1', nbf: 1, [claim]: { type: ['A'] } }
      const from_prior = jwt({ claims: credential })
      expect(await refused(carrying(from_prior))).toMatchObject({
        ...INVALID,
        resolved: [CAROL, BOB],
      })
    },
  )

  it('[ROT-1] is for its audience alone, where it names one', async () => {
    for (const aud of [BOB, [BOB], [MALLORY, BOB]]) {
      const { fromPrior } = await unpack(carrying(jwt({ claims: { ...claims, aud } })))
      expect(fromPrior).toMatchObject({ aud })
    }
    for (const aud of ['https://verifier.example', MALLORY, [MALLORY], [], {}, 5, null]) {
      expect(await refused(carrying(jwt({ claims: { ...claims, aud } })))).toMatchObject(INVALID)
    }
  })

  it('[ROT-2] proves nothing about a from that nothing else proves', async () => {
    const from_prior = jwt({
      kid: `${MALLORY}#key-1`,
      privateJwk: secretOf(`${MALLORY}#key-1`),
      claims: { iss: MALLORY, sub: ALICE, iat: NOW - 60 },
    })
    const packed = anoncrypt({ ...message, from: ALICE, from_prior })
    expect(await refused(packed)).toMatchObject({ ...INVALID, resolved: [BOB] })
  })

  it('[ROT-2] is not resolved when it is not for the sender of the message', async () => {
    const { from: _, ...anonymous } = message
    const packed = anoncrypt({ ...anonymous, from_prior: jwt() })
    expect(await refused(packed)).toMatchObject({ ...INVALID, resolved: [BOB] })
  })

  it('[ROT-2] carries claims that nobody here knows', async () => {
    const more = { ...claims, jti: '1', aud: [BOB], nested: { a: null } }
    const { fromPrior } = await unpack(carrying(jwt({ claims: more })))
    expect(fromPrior).toStrictEqual({ ...more, kid: PRIOR_KID })
  })

  it('[ROT-2] says its kid by its header, and not by a claim', async () => {
    const from_prior = jwt({ claims: { ...claims, kid: `${MALLORY}#key-1` } })
    expect(await unpack(carrying(from_prior))).toMatchObject({ fromPrior: { kid: PRIOR_KID } })
  })

  it.each(['JWT', 'jwt', undefined])('[ROT-1] has the typ %j', async (typ) => {
    expect(await unpack(carrying(jwt({ header: { typ } })))).toMatchObject({ fromPrior: claims })
  })

  const wrongTyps: readonly unknown[] = [
    'dpop+jwt',
    'at+jwt',
    'vc+sd-jwt',
    'JWM',
    'application/didcomm-signed+json',
    'JWT ',
    '',
    null,
    5,
    true,
    {},
    ['JWT'],
    [['jwt']],
    { toString: 1 },
  ]
  it.each(wrongTyps)(
    '[ROT-1] has not the typ %j: it was signed to say something else',
    async (typ) => {
      expect(await refused(carrying(jwt({ header: { typ } })))).toMatchObject(INVALID)
    },
  )

  it.each([
    [
      'mallory signs with a key of her own',
      { kid: `${MALLORY}#key-1`, privateJwk: secretOf(`${MALLORY}#key-1`) },
    ],
    ["mallory signs with alice's kid", { privateJwk: secretOf(`${MALLORY}#key-1`) }],
    [
      'carol signs, whom alice is to become',
      { kid: `${CAROL}#key-1`, privateJwk: secretOf(`${CAROL}#key-1`) },
    ],
    [
      "alice's key for another purpose signs",
      { kid: `${ALICE}#key-p256-1`, alg: 'ES256', privateJwk: secretOf(`${ALICE}#key-p256-1`) },
    ],
    ['the kid is unknown', { kid: `${ALICE}#key-9` }],
    ['the kid is a DID', { kid: ALICE }],
    ['the kid is relative', { kid: '#key-1' }],
    ['the kid is another key', { kid: `${ALICE}#key-2` }],
    ['the kid is no text', { kid: 5 }],
    ['the kid is missing', { header: { kid: undefined } }],
    ['the alg is none', { alg: 'none' }],
    ['the alg is none, and the signature right', { header: { alg: 'none' } }],
    [
      'the alg is HS256',
      { alg: 'HS256', hmacKey: Buffer.from(secretOf(PRIOR_KID).x, 'base64url') },
    ],
    ['the alg does not fit the key', { alg: 'ES256', privateJwk: secretOf(`${ALICE}#key-2`) }],
    ['there is a crit', { header: { crit: ['exp'] } }],
    ['there is b64: false', { header: { b64: false } }],
  ] as const)('[ROT-1][ROT-2] is refused when %s', async (_name, changes) => {
    expect(await refused(carrying(jwt(changes as Parameters<typeof jwt>[0])))).toMatchObject(
      INVALID,
    )
  })

  it('[ROT-2] makes nobody resolve the DID of a stranger', async () => {
    const kid = `${MALLORY}#key-1`
    const { resolved } = await refused(carrying(jwt({ kid, privateJwk: secretOf(kid) })))
    expect(resolved).not.toContain(MALLORY)
    expect(resolved).not.toContain(ALICE)
  })

  it('[ROT-1] is signed by a key in authentication, not in assertionMethod', async () => {
    const [first] = alice.document.authentication ?? []
    const resolver = new StaticResolver(exampleDIDDocuments)
    resolver.documents.set(ALICE, { id: ALICE, assertionMethod: first ? [first] : [] })
    expect(await refused(carrying(jwt()), resolver)).toMatchObject(INVALID)
  })

  it('[ROT-2] is refused when the prior DID does not resolve, or to another document', async () => {
    const without = new StaticResolver(exampleDIDDocuments)
    without.documents.delete(ALICE)
    const replaced = new StaticResolver(exampleDIDDocuments)
    replaced.documents.set(ALICE, mallory.document)
    for (const resolver of [without, replaced]) {
      expect(await refused(carrying(jwt()), resolver)).toMatchObject(INVALID)
    }
  })

  const times: readonly (readonly [string, RawHeader, boolean])[] = [
    ['an exp that has passed', { exp: NOW - 1 }, false],
    ['an exp that is now', { exp: NOW }, false],
    ['an exp to come', { exp: NOW + 1 }, true],
    ['an nbf to come', { nbf: NOW + 1 }, false],
    ['an nbf that is now', { nbf: NOW }, true],
    ['an nbf that has passed', { nbf: NOW - 1 }, true],
    ['an exp to come and an nbf to come', { exp: NOW + 9, nbf: NOW + 1 }, false],
  ]
  it.each(times)('[ROT-2] is believed in its time: %s', async (_name, change, right) => {
    const packed = carrying(jwt({ claims: { ...claims, ...change } }))
    if (right) {
      expect(await unpack(packed)).toMatchObject({ fromPrior: change })
    } else {
      expect(await refused(packed)).toMatchObject({
        ...INVALID,
        resolved: expect.not.arrayContaining([ALICE]),
      })
    }
  })

  const wrongClaims: readonly RawHeader[] = [
    { iss: undefined },
    { iss: 5 },
    { iss: PRIOR_KID },
    { iss: 'alice' },
    { sub: 5 },
    { sub: `${CAROL}#key-1` },
    { iat: undefined },
    { iat: '1' },
    { iat: 1.5 },
    { exp: '1' },
    { exp: {} },
    { nbf: '1' },
    { nbf: [] },
  ]
  it.each(wrongClaims)('[ROT-1] has claims of the right types, not %j', async (change) => {
    expect(await refused(carrying(jwt({ claims: { ...claims, ...change } })))).toMatchObject({
      code: 'INVALID_FROM_PRIOR',
    })
  })

  const [header = '', payload = '', signature = ''] = jwt().split('.')
  const wrongTexts: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${header}.${payload}.${signature}.`],
    ['an empty signature', `${header}.${payload}.`],
    ['a padded signature', `${header}.${payload}.${signature}==`],
    ['a short signature', `${header}.${payload}.${signature.slice(0, 40)}`],
    [
      'another payload',
      `${header}.${base64Url(JSON.stringify({ ...claims, sub: MALLORY }))}.${signature}`,
    ],
    [
      'a payload that is no JSON',
      rawJwt({
        alg: 'EdDSA',
        privateJwk: secretOf(PRIOR_KID),
        header: { kid: PRIOR_KID },
        claims: '{',
      }),
    ],
    [
      'a payload that is no object',
      rawJwt({
        alg: 'EdDSA',
        privateJwk: secretOf(PRIOR_KID),
        header: { kid: PRIOR_KID },
        claims: '[]',
      }),
    ],
    ['a JWS in JSON', rawJws({ payload: claims, signatures: [signatureBy(PRIOR_KID)] })],
    ['a line feed', `${jwt()}\n`],
    ['a JWE', anoncrypt(claims, { serialization: 'compact' })],
  ]
  it.each(wrongTexts)('[ROT-1] is a compact JWT, not %s', async (_name, from_prior) => {
    expect(await refused(carrying(from_prior))).toMatchObject(INVALID)
  })

  it.each([5, true, {}, [], [jwt()]])('[ROT-1] is text, not %j', async (from_prior) => {
    expect(await refused(carrying(from_prior))).toMatchObject({ code: 'INVALID_MESSAGE' })
  })
})

describe('the message of a from_prior', () => {
  it('[ROT-2] is from its sub: not from mallory, who found it', async () => {
    const stolen = authcrypt({ ...message, from: MALLORY, from_prior: jwt() }, MALLORY_KEY)
    expect(await refused(stolen)).toMatchObject(INVALID)
  })

  it('[ROT-2] is from its sub: not from the prior DID', async () => {
    const same = authcrypt({ ...message, from: ALICE, from_prior: jwt() })
    expect(await refused(same)).toMatchObject(INVALID)
  })

  it('[ROT-2] is from somebody if there is a sub, and from nobody if not', async () => {
    const { from: _from, ...fromNobody } = message
    expect(await refused(anoncrypt({ ...fromNobody, from_prior: jwt() }))).toMatchObject(INVALID)
    const { sub: _sub, ...ending } = claims
    expect(await refused(carrying(jwt({ claims: ending })))).toMatchObject(INVALID)
    const fromAlice = { ...message, from: ALICE, from_prior: jwt({ claims: ending }) }
    expect(await refused(authcrypt(fromAlice))).toMatchObject(INVALID)
  })

  it('[ROT-4] has no from and its from_prior no sub when a relationship ends', async () => {
    const { from: _from, ...fromNobody } = message
    for (const end of [
      { iss: ALICE, iat: NOW },
      { iss: ALICE, iat: NOW, sub: null },
    ]) {
      const ending = anoncrypt({ ...fromNobody, from_prior: jwt({ claims: end }) })
      const { fromPrior, sender, authenticated } = await unpack(ending)
      expect(fromPrior).toStrictEqual({ iss: ALICE, iat: NOW, kid: PRIOR_KID })
      expect([sender, authenticated]).toEqual([undefined, false])
    }
  })

  it('[ROT-4] ends nothing when mallory signs', async () => {
    const { from: _from, ...fromNobody } = message
    const forged = jwt({
      claims: { iss: ALICE, iat: NOW },
      privateJwk: secretOf(`${MALLORY}#key-1`),
    })
    expect(await refused(anoncrypt({ ...fromNobody, from_prior: forged }))).toMatchObject(INVALID)
  })

  it('[ROT-3] is encrypted', async () => {
    const rotating = { ...message, from_prior: jwt() }
    for (const packed of [JSON.stringify(rotating), signed(rotating, `${CAROL}#key-1`)]) {
      expect(await refused(packed)).toMatchObject(INVALID)
    }
  })

  it('[ROT-3] may be signed inside of the encryption', async () => {
    const rotating = signed({ ...message, from_prior: jwt() }, `${CAROL}#key-1`)
    for (const packed of [anoncrypt(rotating), authcrypt(rotating, CAROL_KEY)]) {
      expect(await unpack(packed)).toMatchObject({ fromPrior: { iss: ALICE }, signer: CAROL })
    }
  })

  it('[ROT-2] rotates nothing without one', async () => {
    const { fromPrior } = await unpack(carrying(null))
    expect(fromPrior).toBeUndefined()
  })
})

describe('two forms of the prior and of the new DID', () => {
  const LONG = 'did:example:long-form'

  /** A resolver that knows `LONG` and the short form for one DID, or does not. */
  function formsOf(short: string, document: DIDDocument, proves: boolean): StaticResolver {
    const resolver = new StaticResolver(exampleDIDDocuments)
    const renamed = JSON.stringify(document).replaceAll(short, LONG)
    resolver.documents.set(LONG, JSON.parse(renamed) as DIDDocument)
    const equivalentIds = (id: string) => (id.startsWith(LONG) ? [id.replace(LONG, short)] : [])
    return proves ? Object.assign(resolver, { equivalentIds }) : resolver
  }

  it('[ROT-2] compares sub with from by the word of the resolver', async () => {
    const packed = carrying(jwt({ claims: { ...claims, sub: LONG } }))
    expect(await unpack(packed, formsOf(CAROL, carol.document, true))).toMatchObject({
      fromPrior: { sub: LONG },
    })
    expect(await refused(packed, formsOf(CAROL, carol.document, false))).toMatchObject(INVALID)
  })

  it('[ROT-2] compares iss with the kid by the word of the resolver', async () => {
    const kid = `${LONG}#key-1`
    const packed = carrying(jwt({ kid }))
    expect(await refused(packed, formsOf(ALICE, alice.document, false))).toMatchObject(INVALID)
    expect(await unpack(packed, formsOf(ALICE, alice.document, true))).toMatchObject({
      fromPrior: { iss: ALICE, kid },
    })
  })
})

describe('what is not packed', () => {
  const rotating = { ...message, from_prior: jwt() }

  it('[ROT-3] is a from_prior that is not encrypted', async () => {
    const party = await partyOf(carol)
    for (const packing of [
      party.packPlaintext(rotating),
      party.packSigned(rotating, { signBy: CAROL }),
    ]) {
      expect(await errorOf(packing)).toMatchObject(INVALID)
    }
  })

  it('[ROT-2] is a from_prior whose sub is not the from', async () => {
    const party = await partyOf([alice, carol])
    const { from: _from, ...fromNobody } = rotating
    const { sub: _sub, ...ending } = claims
    for (const input of [
      { ...rotating, from: ALICE },
      fromNobody,
      { ...message, from_prior: jwt({ claims: ending }) },
    ]) {
      expect(await errorOf(party.packEncrypted(input, { to: BOB }))).toMatchObject(INVALID)
    }
  })

  it('[ROT-1] is a from_prior that nobody could read', async () => {
    const party = await partyOf(carol)
    for (const from_prior of ['x', `${jwt()}.x`, jwt({ header: { typ: 'at+jwt' } })]) {
      const packing = party.packEncrypted({ ...message, from_prior }, { to: BOB })
      expect(await errorOf(packing)).toMatchObject({ code: 'INVALID_FROM_PRIOR' })
    }
  })

  it('[ROT-2] is a from_prior of another than its signer', async () => {
    const party = await partyOf([alice, mallory])
    const making = party.createFromPrior({ iss: ALICE, sub: CAROL, signBy: `${MALLORY}#key-1` })
    expect(await errorOf(making)).toMatchObject({ code: 'INVALID_FROM_PRIOR' })
  })

  it('[ROT-1] is a from_prior by a key that is not for it, or not held', async () => {
    const party = await partyOf(alice)
    const byAgreement = party.createFromPrior({
      iss: ALICE,
      sub: CAROL,
      signBy: `${ALICE}#key-p256-1`,
    })
    expect(await errorOf(byAgreement)).toMatchObject({ code: 'KEY_NOT_AUTHORIZED' })
    const byCarol = party.createFromPrior({ iss: CAROL, sub: ALICE })
    expect(await errorOf(byCarol)).toMatchObject({ code: 'SECRET_NOT_FOUND' })
  })

  it('[ROT-1][ROT-2][ROT-4] is what is packed and opened otherwise', async () => {
    const party = await partyOf([alice, carol], { now: () => NOW })
    const from_prior = await party.createFromPrior({ iss: ALICE, sub: CAROL, exp: NOW + 60 })
    const { packed } = await party.packEncrypted({ ...message, from_prior }, { to: BOB })
    const { fromPrior } = await unpack(packed)
    expect(fromPrior).toStrictEqual({
      iss: ALICE,
      sub: CAROL,
      iat: NOW,
      exp: NOW + 60,
      kid: PRIOR_KID,
    })
    const { from: _from, ...fromNobody } = message
    const end = await party.createFromPrior({ iss: ALICE })
    const ending = await party.packEncrypted({ ...fromNobody, from_prior: end }, { to: BOB })
    expect((await unpack(ending.packed)).fromPrior).toStrictEqual({
      iss: ALICE,
      iat: NOW,
      kid: PRIOR_KID,
    })
  })
})

describe('the document of the prior DID', () => {
  it('[ROT-2] lists one key of an id', async () => {
    const resolver = new StaticResolver(exampleDIDDocuments)
    const authentication = [methodOf(PRIOR_KID), methodOf(`${MALLORY}#key-1`, PRIOR_KID)]
    resolver.documents.set(ALICE, { id: ALICE, authentication })
    expect(await refused(carrying(jwt()), resolver)).toMatchObject(INVALID)
  })
})
