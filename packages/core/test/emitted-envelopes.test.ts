import { createDecipheriv, createHash } from 'node:crypto'
import type { MessageInput, PackEncryptedOptions, PrivateJwk } from '@didcomm/core'
import { noblePrimitives } from '@didcomm/crypto-noble'
import {
  alice,
  bob,
  carol,
  ecdh,
  leadingZeroKeys,
  madeIdentity,
  openRawJwe,
  publicJwk,
  secretOf,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOn } from './support/backend.ts'
import { partyOf } from './support/party.ts'
import { withKeyAgreement } from './support/with-key-agreement.ts'
import {
  decodeJson,
  writtenHeader,
  writtenJwe,
  writtenJws,
  writtenKids,
} from './support/written-envelope.ts'

const ALICE = 'did:example:alice'
const BOB = 'did:example:bob'
const CAROL_KEY = 'did:example:carol#key-x25519-1'
const MESSAGE = {
  id: 'e4b1c2d3',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  created_time: 1516269022,
  body: { content: 'Lunch?' },
}
const CAROLS = { ...MESSAGE, to: ['did:example:carol'] }
const BASE64URL = /^[A-Za-z0-9_-]+$/

const KINDS: Record<string, Omit<PackEncryptedOptions, 'to'>> = {
  anoncrypt: { anonymous: true },
  authcrypt: {},
  'anoncrypt(authcrypt)': { protectSender: true },
  'anoncrypt(signed)': { signBy: ALICE },
}
const KIND_ROWS = Object.entries(KINDS)

const us = await partyOf(alice)

describe('an encrypted envelope', () => {
  it.each(KIND_ROWS)('[ENC-4] is General JSON and nothing more: %s', async (_, options) => {
    const packed = await encrypt(MESSAGE, { to: BOB, ...options })
    const jwe = writtenJwe(packed)
    expect(Object.keys(jwe).sort()).toStrictEqual([
      'ciphertext',
      'iv',
      'protected',
      'recipients',
      'tag',
    ])
    for (const entry of jwe.recipients) {
      expect(entry).toStrictEqual({
        header: { kid: expect.stringMatching(/^did:example:bob#key-x25519-[123]$/) },
        encrypted_key: expect.stringMatching(BASE64URL),
      })
    }
    for (const text of [jwe.protected, jwe.iv, jwe.ciphertext, jwe.tag]) {
      expect(text).toMatch(BASE64URL)
    }
    expect(packed).toBe(JSON.stringify(jwe))
  })

  it.each([
    ['anoncrypt', { anonymous: true }],
    ['anoncrypt(authcrypt)', { protectSender: true }],
    ['anoncrypt(signed)', { signBy: ALICE }],
  ])(
    '[ENC-3][ENC-4][ENC-9][ENC-26][ENV-6] of %s has typ, alg, enc, apv and epk in its header, and nothing else',
    async (_, options) => {
      const header = writtenHeader(await encrypt(MESSAGE, { to: BOB, ...options }))
      expect(header).toStrictEqual({
        typ: 'application/didcomm-encrypted+json',
        alg: 'ECDH-ES+A256KW',
        enc: 'A256CBC-HS512',
        apv: sha256(
          'did:example:bob#key-x25519-1.did:example:bob#key-x25519-2.did:example:bob#key-x25519-3',
        ),
        epk: { kty: 'OKP', crv: 'X25519', x: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) },
      })
    },
  )

  it.each([
    ['X25519', ['kty', 'crv', 'x'], `${ALICE}#key-x25519-1`, `${BOB}#key-x25519-1`],
    ['P-256', ['kty', 'crv', 'x', 'y'], `${ALICE}#key-p256-1`, `${BOB}#key-p256-1`],
    ['P-521', ['kty', 'crv', 'x', 'y'], `${ALICE}#key-p521-1`, `${BOB}#key-p521-1`],
  ])(
    '[ENC-3][ENC-4][ENC-9][ENC-10][ENV-6] of authcrypt on %s has skid and apu besides',
    async (crv, epkMembers, skid, to) => {
      const header = writtenHeader(await encrypt(MESSAGE, { to }))
      expect(header).toStrictEqual({
        typ: 'application/didcomm-encrypted+json',
        alg: 'ECDH-1PU+A256KW',
        enc: 'A256CBC-HS512',
        skid,
        apu: Buffer.from(skid).toString('base64url'),
        apv: sha256(to),
        epk: expect.objectContaining({ crv }),
      })
      expect(Object.keys(header.epk).sort()).toStrictEqual([...epkMembers].sort())
    },
  )

  it('[ENC-4][ENV-1] hides the same authcrypt in an anoncrypt for the same keys', async () => {
    const outer = await encrypt(CAROLS, { to: carol.did, protectSender: true })
    const inner = opened(outer)
    expect(writtenHeader(inner)).toStrictEqual({
      typ: 'application/didcomm-encrypted+json',
      alg: 'ECDH-1PU+A256KW',
      enc: 'A256CBC-HS512',
      skid: `${ALICE}#key-x25519-1`,
      apu: Buffer.from(`${ALICE}#key-x25519-1`).toString('base64url'),
      apv: sha256(CAROL_KEY),
      epk: { kty: 'OKP', crv: 'X25519', x: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) },
    })
    expect(writtenHeader(inner).epk).not.toStrictEqual(writtenHeader(outer).epk)
    expect(Object.keys(writtenJwe(inner))).toHaveLength(5)
    expect(outer).not.toContain(ALICE)
    expect(Buffer.from(writtenJwe(outer).protected, 'base64url').toString()).not.toContain('alice')
  })

  it.each(['A256CBC-HS512', 'A256GCM', 'XC20P'] as const)(
    '[ENC-2][ENC-26] has %s where that is asked for',
    async (enc) => {
      const sizes = { 'A256CBC-HS512': [16, 32, 72], A256GCM: [12, 16, 40], XC20P: [24, 16, 40] }
      for (const kind of [{ anonymous: true }, { signBy: ALICE }, { protectSender: true }]) {
        const packed = await encrypt(CAROLS, { to: carol.did, enc, ...kind })
        const { iv, tag, recipients } = writtenJwe(packed)
        expect(writtenHeader(packed).enc).toBe(enc)
        const lengths = [iv, tag, recipients[0]?.encrypted_key ?? ''].map(
          (text) => Buffer.from(text, 'base64url').length,
        )
        expect(lengths).toStrictEqual(sizes[enc])
      }
    },
  )

  it('[ENC-2] has A256CBC-HS512 in the authcrypt inside, whatever the outside was asked to have', async () => {
    const outer = await encrypt(CAROLS, { to: carol.did, enc: 'XC20P', protectSender: true })
    expect(writtenHeader(opened(outer)).enc).toBe('A256CBC-HS512')
  })

  it('[ENC-2] has A256CBC-HS512 when authcrypt is asked for it by name', async () => {
    const packed = await encrypt(MESSAGE, { to: BOB, enc: 'A256CBC-HS512' })
    expect(writtenHeader(packed)).toMatchObject({ alg: 'ECDH-1PU+A256KW', enc: 'A256CBC-HS512' })
  })
})

describe('the recipients of an envelope', () => {
  const frank = withFragments(['b', 'a', 'Z', '9', '10', 'a-1', 'a.1'])
  /** By code points: `-` and `.` before digits, digits before capitals, capitals before the rest. */
  const sorted = ['10', '9', 'Z', 'a', 'a-1', 'a.1', 'b'].map((name) => `did:example:frank#${name}`)

  it.each([
    ['anoncrypt', { anonymous: true }],
    ['authcrypt', {}],
  ])('[ENC-9][ENC-25] of %s stand in the order of their sorted kids', async (_, options) => {
    const resolver = new StaticResolver([alice.document, frank.document])
    const packaging = await partyOf(alice, { resolver })
    const { packed } = await packaging.packEncrypted(
      { ...MESSAGE, to: [frank.did] },
      { to: frank.did, ...options },
    )
    expect(writtenKids(packed)).toStrictEqual(sorted)
    expect(writtenHeader(packed).apv).toBe(sha256(sorted.join('.')))
    const { layers } = await (await partyOf(frank, { resolver })).unpack(packed)
    expect(layers).toMatchObject([{ recipientKid: sorted[0], recipientKids: sorted }])
  })

  it('[ENC-9][ENC-25] of bob with his document in reverse are in the same order', async () => {
    const kids = ['x25519-3', 'x25519-2', 'x25519-1'].map((name) => `${BOB}#key-${name}`)
    const resolver = new StaticResolver([withKeyAgreement(bob, kids).document])
    const packaging = await partyOf([], { resolver })
    const { packed } = await packaging.packEncrypted(MESSAGE, { to: BOB, anonymous: true })
    expect(writtenKids(packed)).toStrictEqual([...kids].reverse())
    expect(writtenHeader(packed).apv).toBe(sha256([...kids].reverse().join('.')))
  })

  it('[ENC-11] have absolute kids where the document has relative ids', async () => {
    const grace = madeIdentity('did:example:grace', { keyAgreement: ['X25519', 'X25519'] })
    const { verificationMethod = [] } = grace.document
    const document = {
      id: grace.did,
      verificationMethod: verificationMethod.map((method) => ({
        ...method,
        id: method.id.slice(grace.did.length),
      })),
      keyAgreement: ['#agree-1', '#agree-2'],
    }
    const resolver = new StaticResolver([document])
    const message = { ...MESSAGE, from: grace.did, to: [grace.did] }
    const packaging = await partyOf(grace, { resolver })
    const { packed, senderKid, recipientKids } = await packaging.packEncrypted(message, {
      to: grace.did,
    })
    const kids = ['did:example:grace#agree-1', 'did:example:grace#agree-2']
    expect(writtenKids(packed)).toStrictEqual(kids)
    expect(writtenHeader(packed).skid).toBe(kids[0])
    expect({ senderKid, recipientKids }).toStrictEqual({ senderKid: kids[0], recipientKids: kids })
  })

  function withFragments(fragments: readonly string[]) {
    const did = 'did:example:frank'
    const made = madeIdentity(did, { keyAgreement: fragments.map(() => 'X25519' as const) })
    const renamed = new Map(
      fragments.map((fragment, index) => [`${did}#agree-${index + 1}`, `${did}#${fragment}`]),
    )
    const rename = (kid: string) => renamed.get(kid) ?? kid
    return {
      did,
      document: {
        id: did,
        keyAgreement: (made.document.verificationMethod ?? []).map((method) => ({
          ...method,
          id: rename(method.id),
        })),
      },
      secrets: Object.fromEntries(
        Object.entries(made.secrets).map(([kid, jwk]) => [rename(kid), jwk]),
      ),
    }
  }
})

describe('what is fresh in each envelope', () => {
  it.each([
    ['A256CBC-HS512', 64],
    ['A256GCM', 32],
    ['XC20P', 32],
  ] as const)('[ENC-15] its content key, IV and ephemeral key, with %s', async (enc, keySize) => {
    const seen = { contentKey: new Set(), iv: new Set(), epk: new Set(), ciphertext: new Set() }
    for (let count = 0; count < 50; count++) {
      const packed = await encrypt(CAROLS, { to: carol.did, anonymous: true, enc })
      const { iv, ciphertext } = writtenJwe(packed)
      const contentKey = contentKeyOf(packed, CAROL_KEY)
      expect(contentKey).toHaveLength(keySize)
      seen.contentKey.add(contentKey.toString('hex'))
      seen.iv.add(iv)
      seen.epk.add(writtenHeader(packed).epk.x)
      seen.ciphertext.add(ciphertext)
    }
    for (const values of Object.values(seen)) expect(values.size).toBe(50)
  })

  it('[ENC-15] its IV and ephemeral key in authcrypt too, and in both layers of anoncrypt(authcrypt)', async () => {
    const seen = new Set<string>()
    for (let count = 0; count < 30; count++) {
      const outer = await encrypt(CAROLS, { to: carol.did, protectSender: true })
      for (const packed of [outer, opened(outer), await encrypt(CAROLS, { to: carol.did })]) {
        seen.add(writtenJwe(packed).iv)
        seen.add(writtenHeader(packed).epk.x)
      }
    }
    expect(seen.size).toBe(30 * 3 * 2)
  })

  it('[ENC-15] all of it when messages are packed at the same time', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => us.packEncrypted(MESSAGE, { to: BOB })),
    )
    expect(new Set(all.map(({ packed }) => writtenJwe(packed).iv)).size).toBe(20)
    expect(new Set(all.map(({ packed }) => writtenHeader(packed).epk.x)).size).toBe(20)
  })
})

describe('the epk of an envelope', () => {
  it.each([
    ['P-256', 32, `${BOB}#key-p256-1`],
    ['P-384', 48, `${BOB}#key-p384-1`],
    ['P-521', 66, `${BOB}#key-p521-1`],
  ] as const)(
    '[ENC-24] has coordinates of full length in 300 envelopes on %s',
    async (crv, size, to) => {
      // The agreement takes most of the time, and the epk does not depend on it.
      const agree = () => new Uint8Array(size).fill(1)
      const resolver = new StaticResolver([bob.document])
      const packaging = await partyOn({ agree }, { secrets: {} }, resolver)
      let leadingZeros = 0
      for (let count = 0; count < 300; count++) {
        const { packed } = await packaging.packEncrypted(MESSAGE, { to, anonymous: true })
        const { epk } = writtenHeader(packed)
        expect(epk).toMatchObject({ kty: 'EC', crv })
        for (const text of [epk.x, epk.y ?? '']) {
          const coordinate = Buffer.from(text, 'base64url')
          expect(text).toBe(coordinate.toString('base64url'))
          expect(coordinate).toHaveLength(size)
          if (coordinate[0] === 0) leadingZeros++
        }
      }
      // Half of the coordinates on P-521, whose first byte holds one bit.
      if (crv === 'P-521') expect(leadingZeros).toBeGreaterThan(100)
    },
  )

  it.each(['P-256', 'P-384', 'P-521'] as const)(
    '[ENC-24] keeps the zeros in front of x and y on %s',
    async (crv) => {
      const privateJwk: PrivateJwk = leadingZeroKeys[crv]
      const hugo = madeIdentity('did:example:hugo', { keyAgreement: [crv] })
      const generateKeyPair = () => {
        const secretKey = noblePrimitives.importSecretKey(privateJwk)
        if (secretKey instanceof Promise) throw new Error('noble answers at once')
        return { secretKey, publicJwk: publicJwk(privateJwk) }
      }
      const packaging = await partyOn(
        { generateKeyPair },
        { secrets: {} },
        new StaticResolver([hugo.document]),
      )
      const message = { type: MESSAGE.type, body: { on: crv } }
      const { packed } = await packaging.packEncrypted(message, { to: hugo.did })
      const { epk } = writtenHeader(packed)
      expect(epk).toStrictEqual(publicJwk(privateJwk))
      expect(epk.x.charAt(0) + (epk.y ?? '').charAt(0)).toBe('AA')
      const kid = 'did:example:hugo#agree-1'
      const [jwk] = Object.values(hugo.secrets)
      if (!jwk) throw new Error('hugo has a key')
      const plaintext = openRawJwe({ packed, kid, privateJwk: jwk })
      expect(decodeText(plaintext)).toMatchObject(message)
    },
  )

  it('[ENC-24] has all 32 bytes on X25519', async () => {
    for (let count = 0; count < 50; count++) {
      const { epk } = writtenHeader(await encrypt(MESSAGE, { to: BOB }))
      expect(Buffer.from(epk.x, 'base64url')).toHaveLength(32)
    }
  })
})

describe('a signed envelope', () => {
  it.each([
    ['EdDSA', `${ALICE}#key-1`],
    ['ES256', `${ALICE}#key-2`],
    ['ES256K', `${ALICE}#key-3`],
  ])(
    '[SIG-1][SIG-2][SIG-3][ENV-6] with %s is General JSON with one signature, its kid unprotected alone',
    async (alg, kid) => {
      const { packed, signerKid } = await us.packSigned(MESSAGE, { signBy: kid })
      const jws = writtenJws(packed)
      expect(jws).toStrictEqual({
        payload: expect.stringMatching(BASE64URL),
        signatures: [
          {
            protected: expect.stringMatching(BASE64URL),
            signature: expect.stringMatching(/^[A-Za-z0-9_-]{86}$/),
            header: { kid },
          },
        ],
      })
      expect(decodeJson(jws.signatures[0]?.protected ?? '')).toStrictEqual({
        typ: 'application/didcomm-signed+json',
        alg,
      })
      expect(decodeJson(jws.payload)).toStrictEqual({
        ...MESSAGE,
        typ: 'application/didcomm-plain+json',
      })
      expect(signerKid).toBe(kid)
    },
  )

  it('[SIG-3][ENV-6] is the same inside anoncrypt', async () => {
    const packed = await encrypt(CAROLS, { to: carol.did, signBy: `${ALICE}#key-2` })
    const jws = writtenJws(opened(packed))
    expect(Object.keys(jws).sort()).toStrictEqual(['payload', 'signatures'])
    expect(jws.signatures).toHaveLength(1)
    expect(jws.signatures[0]?.header).toStrictEqual({ kid: `${ALICE}#key-2` })
    expect(decodeJson(jws.signatures[0]?.protected ?? '')).toStrictEqual({
      typ: 'application/didcomm-signed+json',
      alg: 'ES256',
    })
    expect(decodeJson(jws.payload)).toStrictEqual({
      ...CAROLS,
      typ: 'application/didcomm-plain+json',
    })
  })

  it('[SIG-10] has a low s in each of fifty ES256K signatures', async () => {
    const half = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
    for (let count = 0; count < 50; count++) {
      const message = { ...MESSAGE, body: { count } }
      const { packed } = await us.packSigned(message, { signBy: `${ALICE}#key-3` })
      const signature = Buffer.from(writtenJws(packed).signatures[0]?.signature ?? '', 'base64url')
      expect(signature).toHaveLength(64)
      const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
      expect(s > 0n && s <= half).toBe(true)
    }
  })
})

describe('a plaintext message', () => {
  const TYPE = 'https://didcomm.org/empty/1.0/empty'
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

  it('[MSG-1][MSG-7][MSG-9] always has id, typ and body', async () => {
    const packaging = await partyOf([])
    const { packed, message } = await packaging.packPlaintext({ type: TYPE })
    expect(JSON.parse(packed)).toStrictEqual({
      id: expect.stringMatching(UUID),
      type: TYPE,
      typ: 'application/didcomm-plain+json',
      body: {},
    })
    expect(message).toStrictEqual(JSON.parse(packed))
    const again = await packaging.packPlaintext({ type: TYPE })
    expect(again.message.id).not.toBe(message.id)
  })

  it.each([undefined, null])(
    '[MSG-1][MSG-7] has them where they are given as %s',
    async (nothing) => {
      const input = {
        type: TYPE,
        id: nothing,
        typ: nothing,
        body: nothing,
        to: nothing,
        thid: nothing,
      }
      const { packed } = await (await partyOf([])).packPlaintext(input as unknown as MessageInput)
      expect(JSON.parse(packed)).toStrictEqual({
        id: expect.stringMatching(UUID),
        type: TYPE,
        typ: 'application/didcomm-plain+json',
        body: {},
      })
    },
  )

  it('[MSG-9] has the whole media type where it is given without application/', async () => {
    const { packed } = await (
      await partyOf([])
    ).packPlaintext({ type: TYPE, typ: 'didcomm-plain+json' })
    expect(JSON.parse(packed)).toHaveProperty('typ', 'application/didcomm-plain+json')
  })

  it.each(KIND_ROWS)('[MSG-1][MSG-6][MSG-7][MSG-9] is whole inside %s', async (_, options) => {
    const input = { type: TYPE, from: ALICE, to: [carol.did], created_time: 1516269022 }
    const packed = await us.packEncrypted(input, { to: carol.did, ...options })
    const { message } = await (await partyOf(carol)).unpack(packed.packed)
    expect(message).toStrictEqual({
      ...input,
      id: expect.stringMatching(UUID),
      typ: 'application/didcomm-plain+json',
      body: {},
    })
    expect(packed.message).toStrictEqual(message)
  })

  it('[MSG-5][MSG-6] writes to as an array and times as integers', async () => {
    const times = { created_time: 1516269022, expires_time: 9007199254740991 }
    const { packed } = await (
      await partyOf([])
    ).packPlaintext({ ...MESSAGE, to: [BOB, ALICE], ...times })
    expect(packed).toContain('"to":["did:example:bob","did:example:alice"]')
    expect(packed).toContain('"created_time":1516269022,')
    expect(packed).toMatch(/"expires_time":9007199254740991[,}]/)
  })
})

/** Packs as alice. */
async function encrypt(message: MessageInput, options: PackEncryptedOptions): Promise<string> {
  const { packed } = await us.packEncrypted(message, options)
  return packed
}

/** What is inside an anoncrypt for carol. */
function opened(packed: string): string {
  const plaintext = openRawJwe({ packed, kid: CAROL_KEY, privateJwk: secretOf(CAROL_KEY) })
  return Buffer.from(plaintext).toString()
}

function decodeText(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString())
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Unwraps the content key of an anoncrypt (RFC 7518 §4.6.2, RFC 3394). */
function contentKeyOf(packed: string, kid: string): Buffer {
  const { epk, apv } = writtenHeader(packed)
  const entry = writtenJwe(packed).recipients.find(({ header }) => header.kid === kid)
  const kek = createHash('sha256')
    .update(uint32(1))
    .update(ecdh(secretOf(kid), epk as Parameters<typeof ecdh>[1]))
    .update(lengthPrefixed(Buffer.from('ECDH-ES+A256KW')))
    .update(lengthPrefixed(Buffer.alloc(0)))
    .update(lengthPrefixed(Buffer.from(apv, 'base64url')))
    .update(uint32(256))
    .digest()
  const decipher = createDecipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6))
  const wrapped = Buffer.from(entry?.encrypted_key ?? '', 'base64url')
  return Buffer.concat([decipher.update(wrapped), decipher.final()])
}

function lengthPrefixed(data: Uint8Array): Buffer {
  return Buffer.concat([uint32(data.length), data])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
