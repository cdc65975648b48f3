import type { ContentEncryption, PrivateJwk } from '@didcomm/core'
import {
  alice,
  apvOf,
  bob,
  carol,
  type Identity,
  madeIdentity,
  openRawJwe,
  publicJwk,
  rawJwe,
  recipientOf,
  secretOf,
  StaticResolver,
} from '@didcomm/test-support'
import {
  GeneralEncrypt,
  generalDecrypt,
  GeneralSign,
  generalVerify,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import { describe, expect, it } from 'vitest'
import { partyOf } from './support/party.ts'
import { withKeyAgreement } from './support/with-key-agreement.ts'
import { writtenHeader, writtenJwe, writtenJws, writtenKids } from './support/written-envelope.ts'

const MESSAGE = {
  id: '4f5e1f0c-0c56-4f0e-8d2e-0a1b6b0f7b5a',
  typ: 'application/didcomm-plain+json',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: 'did:example:alice',
  to: ['did:example:bob'],
  body: { content: 'Grüße 👋' },
}
const TEXT = new TextEncoder()

const RECIPIENT_KIDS: Record<'X25519' | 'P-256' | 'P-384' | 'P-521', readonly string[]> = {
  X25519: ['x25519-1', 'x25519-2', 'x25519-3'].map((name) => `did:example:bob#key-${name}`),
  'P-256': ['p256-1', 'p256-2'].map((name) => `did:example:bob#key-${name}`),
  'P-384': ['p384-1', 'p384-2'].map((name) => `did:example:bob#key-${name}`),
  'P-521': ['p521-1', 'p521-2'].map((name) => `did:example:bob#key-${name}`),
}

/** Every curve with the content encryptions that `jose` has; it has no XC20P. */
const COMBINATIONS = Object.entries(RECIPIENT_KIDS).flatMap(([curve, kids]) =>
  (['A256CBC-HS512', 'A256GCM'] as const).map((enc) => [curve, enc, kids] as const),
)

describe('jose as the oracle of ECDH-ES', () => {
  it.each(COMBINATIONS)(
    '[ENC-1][ENC-2][ENC-3][ENC-9] opens our anoncrypt on %s with %s',
    async (curve, enc, kids) => {
      const resolver = resolverWith(bob, kids)
      const packaging = await partyOf([], { resolver })
      const { packed } = await packaging.packEncrypted(MESSAGE, {
        to: 'did:example:bob',
        anonymous: true,
        enc,
      })
      expect(writtenKids(packed)).toStrictEqual(kids)
      expect(writtenHeader(packed)).toMatchObject({ enc, epk: { crv: curve } })
      for (const kid of kids) {
        const opened = await generalDecrypt(writtenJwe(packed), await josePrivateKey(kid))
        expect(JSON.parse(Buffer.from(opened.plaintext).toString())).toStrictEqual(MESSAGE)
        expect(opened.unprotectedHeader).toStrictEqual({ kid })
      }
    },
  )

  it.each(COMBINATIONS)(
    '[ENC-1][ENC-2][ENC-3] makes anoncrypt on %s with %s that we open',
    async (_, enc, [kid = '']) => {
      const packed = await joseEncrypt(enc, [kid])
      expect(writtenHeader(packed)).toHaveProperty('epk')
      const { message, layers, authenticated } = await (await partyOf(bob)).unpack(packed)
      expect(message).toStrictEqual(MESSAGE)
      expect(authenticated).toBe(false)
      expect(layers).toStrictEqual([
        { kind: 'anoncrypt', alg: 'ECDH-ES+A256KW', enc, recipientKid: kid, recipientKids: [kid] },
      ])
    },
  )

  it.each(COMBINATIONS)(
    '[ENC-5][ENC-18] makes anoncrypt for several keys on %s with %s, each with its own epk, that we open with any',
    async (_, enc, kids) => {
      const packed = await joseEncrypt(enc, kids)
      expect(writtenHeader(packed)).not.toHaveProperty('epk')
      for (const kid of kids) {
        const { message, layers } = await (await partyOf(bob, { kids: [kid] })).unpack(packed)
        expect(message).toStrictEqual(MESSAGE)
        expect(layers).toMatchObject([{ recipientKid: kid, recipientKids: kids }])
      }
    },
  )
})

describe('jose as the oracle of signatures', () => {
  it.each([
    ['EdDSA', 'did:example:alice#key-1'],
    ['ES256', 'did:example:alice#key-2'],
  ])('[SIG-1][SIG-2] verifies what we sign with %s', async (alg, signBy) => {
    const { packed } = await (await partyOf(alice)).packSigned(MESSAGE, { signBy })
    const verified = await generalVerify(writtenJws(packed), await josePublicKey(signBy, alg))
    expect(JSON.parse(Buffer.from(verified.payload).toString())).toStrictEqual(MESSAGE)
    expect(verified.protectedHeader?.alg).toBe(alg)
    expect(verified.unprotectedHeader).toStrictEqual({ kid: signBy })
  })

  it.each([
    ['EdDSA', 'did:example:alice#key-1'],
    ['ES256', 'did:example:alice#key-2'],
  ])(
    '[SIG-1][SIG-3] signs with %s what we verify, wherever it writes the kid',
    async (alg, kid) => {
      const typ = 'application/didcomm-signed+json'
      const headers = [
        { protectedHeader: { typ, alg }, unprotectedHeader: { kid } },
        { protectedHeader: { typ, alg, kid } },
      ]
      for (const { protectedHeader, unprotectedHeader } of headers) {
        const sign = new GeneralSign(TEXT.encode(JSON.stringify(MESSAGE)))
        const signature = sign.addSignature(await josePrivateKey(kid, alg))
        signature.setProtectedHeader(protectedHeader)
        if (unprotectedHeader) signature.setUnprotectedHeader(unprotectedHeader)
        const { message, layers } = await (
          await partyOf([])
        ).unpack(JSON.stringify(await sign.sign()))
        expect(message).toStrictEqual(MESSAGE)
        expect(layers).toStrictEqual([{ kind: 'signed', signatures: [{ alg, kid }] }])
      }
    },
  )

  it('[SIG-8] signs twice what we verify twice', async () => {
    const kids = { EdDSA: 'did:example:alice#key-1', ES256: 'did:example:alice#key-2' }
    const sign = new GeneralSign(TEXT.encode(JSON.stringify(MESSAGE)))
    for (const [alg, kid] of Object.entries(kids)) {
      sign
        .addSignature(await josePrivateKey(kid, alg))
        .setProtectedHeader({ alg })
        .setUnprotectedHeader({ kid })
    }
    const { layers } = await (await partyOf([])).unpack(JSON.stringify(await sign.sign()))
    expect(layers).toStrictEqual([
      {
        kind: 'signed',
        signatures: [
          { alg: 'EdDSA', kid: kids.EdDSA },
          { alg: 'ES256', kid: kids.ES256 },
        ],
      },
    ])
  })
})

describe('jose as the oracle of from_prior', () => {
  const CLAIMS = { iss: 'did:example:alice', sub: 'did:example:carol', iat: 1516269022 }

  it.each([
    ['EdDSA', 'did:example:alice#key-1'],
    ['ES256', 'did:example:alice#key-2'],
  ])('[ROT-1][ROT-2] verifies our JWT with %s', async (alg, signBy) => {
    const packaging = await partyOf(alice)
    const claims = { ...CLAIMS, nbf: 1516269000, exp: 4102444800 }
    const jwt = await packaging.createFromPrior({ ...claims, signBy })
    const { payload, protectedHeader } = await jwtVerify(jwt, await josePublicKey(signBy, alg), {
      issuer: CLAIMS.iss,
      subject: CLAIMS.sub,
      typ: 'JWT',
    })
    expect(payload).toStrictEqual(claims)
    expect(protectedHeader).toStrictEqual({ typ: 'JWT', alg, kid: signBy })
  })

  it.each([
    ['EdDSA', 'did:example:alice#key-1'],
    ['ES256', 'did:example:alice#key-2'],
  ])('[ROT-1][ROT-2] makes a JWT with %s that we believe', async (alg, kid) => {
    const from_prior = await new SignJWT({ purpose: 'rotation' })
      .setProtectedHeader({ typ: 'JWT', alg, kid })
      .setIssuer(CLAIMS.iss)
      .setSubject(CLAIMS.sub)
      .setIssuedAt(CLAIMS.iat)
      .setNotBefore(1516269000)
      .setExpirationTime(4102444800)
      .sign(await josePrivateKey(kid, alg))
    const message = { ...MESSAGE, from: CLAIMS.sub, from_prior }
    const { packed } = await (await partyOf(carol)).packEncrypted(message, { to: bob.did })
    const result = await (await partyOf(bob)).unpack(packed)
    expect(result.fromPrior).toStrictEqual({
      ...CLAIMS,
      nbf: 1516269000,
      exp: 4102444800,
      purpose: 'rotation',
      kid,
    })
  })
})

// Neither jose nor didcomm-node has ECDH-1PU on these curves.
describe('node:crypto as the oracle of ECDH-1PU', () => {
  describe.each(['X25519', 'P-256', 'P-384', 'P-521'] as const)('on %s', (curve) => {
    const dave = madeIdentity('did:example:dave', { keyAgreement: [curve] })
    const erin = madeIdentity('did:example:erin', { keyAgreement: [curve, curve] })
    const resolver = new StaticResolver([dave.document, erin.document])
    const senderKid = 'did:example:dave#agree-1'
    const kids = ['did:example:erin#agree-1', 'did:example:erin#agree-2']
    const message = { ...MESSAGE, from: dave.did, to: [erin.did] }

    it('[ENC-1][ENC-3][ENC-10][ENC-14] opens our authcrypt', async () => {
      const { packed } = await (
        await partyOf(dave, { resolver })
      ).packEncrypted(message, { to: erin.did })
      expect(writtenHeader(packed)).toMatchObject({ skid: senderKid, epk: { crv: curve } })
      for (const kid of kids) {
        const plaintext = openRawJwe({
          packed,
          kid,
          privateJwk: keyOf(erin, kid),
          senderPublicJwk: publicJwk(keyOf(dave, senderKid)),
        })
        expect(JSON.parse(Buffer.from(plaintext).toString())).toStrictEqual(message)
      }
    })

    it('[ENC-1][ENC-3][ENC-14] makes authcrypt that we open', async () => {
      const packed = rawJwe({
        alg: 'ECDH-1PU+A256KW',
        enc: 'A256CBC-HS512',
        recipients: kids.map((kid) => ({ kid, publicJwk: publicJwk(keyOf(erin, kid)) })),
        plaintext: message,
        senderPrivateJwk: keyOf(dave, senderKid),
        skid: senderKid,
      })
      const result = await (await partyOf(erin, { resolver })).unpack(packed)
      expect(result.message).toStrictEqual(message)
      expect(result.sender).toBe(dave.did)
    })
  })

  it.each(COMBINATIONS.filter(([, enc]) => enc === 'A256GCM'))(
    '[ENC-1][ENC-2] is the oracle of XC20P on %s as well',
    async (curve, _, kids) => {
      const resolver = resolverWith(bob, kids)
      const { packed } = await (
        await partyOf([], { resolver })
      ).packEncrypted(MESSAGE, { to: bob.did, anonymous: true, enc: 'XC20P' })
      expect(writtenHeader(packed).epk.crv).toBe(curve)
      for (const kid of kids) {
        const plaintext = openRawJwe({ packed, kid, privateJwk: secretOf(kid) })
        expect(JSON.parse(Buffer.from(plaintext).toString())).toStrictEqual(MESSAGE)
      }
      const theirs = rawJwe({
        alg: 'ECDH-ES+A256KW',
        enc: 'XC20P',
        recipients: kids.map(recipientOf),
        plaintext: MESSAGE,
      })
      expect((await (await partyOf(bob)).unpack(theirs)).message).toStrictEqual(MESSAGE)
    },
  )
})

function keyOf({ secrets }: Identity, kid: string): PrivateJwk {
  const jwk = secrets[kid]
  if (!jwk) throw new Error(`there is no key ${kid}`)
  return jwk
}

async function josePrivateKey(kid: string, alg = 'ECDH-ES+A256KW') {
  return importJWK({ ...secretOf(kid) }, alg)
}

async function josePublicKey(kid: string, alg = 'ECDH-ES+A256KW') {
  return importJWK({ ...publicJwk(secretOf(kid)) }, alg)
}

/** Anoncrypt by jose, with the headers of DIDComm. */
async function joseEncrypt(enc: ContentEncryption, kids: readonly string[]): Promise<string> {
  const typ = 'application/didcomm-encrypted+json'
  const encrypt = new GeneralEncrypt(TEXT.encode(JSON.stringify(MESSAGE))).setProtectedHeader({
    typ,
    alg: 'ECDH-ES+A256KW',
    enc,
    apv: apvOf(kids),
  })
  for (const kid of kids) {
    encrypt.addRecipient(await josePublicKey(kid)).setUnprotectedHeader({ kid })
  }
  return JSON.stringify(await encrypt.encrypt())
}

/** Resolves `identity` to a document with nothing but these keys for key agreement. */
function resolverWith(identity: Identity, kids: readonly string[]): StaticResolver {
  return new StaticResolver([withKeyAgreement(identity, kids).document])
}
