import type { PublicJwk, Tolerance } from '@didcomm/core'
import {
  bob,
  errorOf,
  exampleDIDDocuments,
  flipBit,
  generateJwk,
  publicJwk,
  type RawJweEnvelope,
  rawJwt,
  recipientOf,
  secretOf,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import {
  ALICE,
  ALICE_KEY,
  anoncrypt,
  authcrypt,
  BOB,
  BOB_KEY,
  CAROL,
  MALLORY,
  MALLORY_KEY,
  signatureBy,
  signed,
} from './support/attacks.ts'
import { partyOf } from './support/party.ts'

const ALL: readonly Tolerance[] = [
  'missing-apv',
  'ecdh-1pu-draft-03',
  'unprefixed-tag',
  'p256-multicodec-1200',
]
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const ALICE_P256 = `${ALICE}#key-p256-1`
const BOB_P256 = `${BOB}#key-p256-1`

const message = {
  id: '1',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: { content: 'Lunch?' },
}
const noApv = { protectedHeader: { apv: undefined } }

/** A P-256 key of one of the identities, as the peer writes it that mistakes the codec's number for its varint. */
function misspelledMultikey(jwk: PublicJwk, prefix = [0x12, 0x00]): string {
  if (jwk.kty !== 'EC') throw new Error('this is no EC key')
  const [x, y] = [Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]
  const sign = 2 + ((y.at(-1) ?? 0) % 2)
  return `z${base58(Uint8Array.from([...prefix, sign, ...x]))}`
}

/** Base58btc of a number of bytes; those that are zero at the front are lost but for one. */
function base58(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (; value > 0n; value /= 58n) text = BASE58.charAt(Number(value % 58n)) + text
  return bytes[0] === 0 ? `1${text}` : text
}

/** Everybody's documents, but `kid` misspelled in its own. */
function misspelling(kid: string, purpose: 'authentication' | 'keyAgreement'): StaticResolver {
  const resolver = new StaticResolver(exampleDIDDocuments)
  const did = kid.slice(0, kid.indexOf('#'))
  const publicKeyMultibase = misspelledMultikey(publicJwk(secretOf(kid)))
  const method = { id: kid, type: 'Multikey', controller: did, publicKeyMultibase }
  resolver.documents.set(did, { id: did, [purpose]: [method] })
  return resolver
}

interface Departure {
  readonly tolerance: Tolerance
  readonly packed: string
  readonly resolver?: StaticResolver
  /** How it ends when it is not tolerated. */
  readonly code: string
}

const fromPrior = rawJwt({
  alg: 'ES256',
  privateJwk: secretOf(`${MALLORY}#key-2`),
  header: { kid: `${MALLORY}#key-2` },
  claims: { iss: MALLORY, sub: ALICE, iat: 1 },
})

const DEPARTURES: { readonly [name: string]: Departure } = {
  'anoncrypt without apv': {
    tolerance: 'missing-apv',
    packed: anoncrypt(message, noApv),
    code: 'MALFORMED_ENVELOPE',
  },
  'authcrypt without apv': {
    tolerance: 'missing-apv',
    packed: authcrypt(message, ALICE_KEY, noApv),
    code: 'MALFORMED_ENVELOPE',
  },
  'several recipients without apv': {
    tolerance: 'missing-apv',
    packed: anoncrypt(message, { ...noApv, to: [BOB_KEY, `${BOB}#key-x25519-2`] }),
    code: 'MALFORMED_ENVELOPE',
  },
  'anoncrypt without apv around authcrypt': {
    tolerance: 'missing-apv',
    packed: anoncrypt(authcrypt(message), noApv),
    code: 'MALFORMED_ENVELOPE',
  },
  'authcrypt of draft 03': {
    tolerance: 'ecdh-1pu-draft-03',
    packed: authcrypt(message, ALICE_KEY, { kdf: { tag: 'none' } }),
    code: 'DECRYPTION_FAILED',
  },
  'authcrypt of draft 03 on P-256': {
    tolerance: 'ecdh-1pu-draft-03',
    packed: authcrypt(message, ALICE_P256, { to: [BOB_P256], kdf: { tag: 'none' } }),
    code: 'DECRYPTION_FAILED',
  },
  'authcrypt of draft 03 with A256GCM': {
    tolerance: 'ecdh-1pu-draft-03',
    packed: authcrypt(message, ALICE_KEY, { enc: 'A256GCM', kdf: { tag: 'none' } }),
    code: 'UNSUPPORTED_ALGORITHM',
  },
  'authcrypt of draft 03 with XC20P': {
    tolerance: 'ecdh-1pu-draft-03',
    packed: authcrypt(message, ALICE_KEY, { enc: 'XC20P', kdf: { tag: 'none' } }),
    code: 'UNSUPPORTED_ALGORITHM',
  },
  'authcrypt with an unprefixed tag': {
    tolerance: 'unprefixed-tag',
    packed: authcrypt(message, ALICE_KEY, { kdf: { tag: 'unprefixed' } }),
    code: 'DECRYPTION_FAILED',
  },
  'authcrypt with an unprefixed tag, inside of anoncrypt': {
    tolerance: 'unprefixed-tag',
    packed: anoncrypt(authcrypt(message, ALICE_KEY, { kdf: { tag: 'unprefixed' } })),
    code: 'DECRYPTION_FAILED',
  },
  'the misspelled key of a sender': {
    tolerance: 'p256-multicodec-1200',
    packed: authcrypt(message, ALICE_P256, { to: [BOB_P256] }),
    resolver: misspelling(ALICE_P256, 'keyAgreement'),
    code: 'INVALID_KEY',
  },
  'the misspelled key of the recipient': {
    tolerance: 'p256-multicodec-1200',
    packed: anoncrypt(message, { to: [BOB_P256] }),
    resolver: misspelling(BOB_P256, 'keyAgreement'),
    code: 'INVALID_KEY',
  },
  'the misspelled key of a signer': {
    tolerance: 'p256-multicodec-1200',
    packed: signed(message, `${ALICE}#key-2`),
    resolver: misspelling(`${ALICE}#key-2`, 'authentication'),
    code: 'INVALID_KEY',
  },
  'the misspelled key of a prior DID': {
    tolerance: 'p256-multicodec-1200',
    packed: authcrypt({ ...message, from_prior: fromPrior }),
    resolver: misspelling(`${MALLORY}#key-2`, 'authentication'),
    code: 'INVALID_FROM_PRIOR',
  },
}

async function unpack(
  packed: string,
  tolerate: readonly Tolerance[],
  resolver = new StaticResolver(exampleDIDDocuments),
) {
  return (await partyOf(bob, { resolver })).unpack(packed, { tolerate })
}

function tolerated(...tolerances: Tolerance[]): object[] {
  return tolerances.map((tolerance) => ({
    code: 'TOLERATED',
    tolerance,
    message: expect.stringMatching(/\w/),
  }))
}

describe('a departure from the standard', () => {
  const named = Object.entries(DEPARTURES)

  it.each(named)(
    '[ENC-27] is refused by default: %s',
    async (_name, { packed, resolver, code }) => {
      const party = await partyOf(bob, resolver && { resolver })
      expect(await errorOf(party.unpack(packed))).toMatchObject({ code })
      expect(await errorOf(party.unpack(packed, { tolerate: [] }))).toMatchObject({ code })
    },
  )

  it.each(named)(
    '[ENC-27] is refused although all others are tolerated: %s',
    async (_name, { packed, resolver, tolerance, code }) => {
      const others = ALL.filter((other) => other !== tolerance)
      expect(await errorOf(unpack(packed, others, resolver))).toMatchObject({ code })
    },
  )

  it.each(named)(
    '[ENC-27] is accepted and named when it is tolerated: %s',
    async (_name, { packed, resolver, tolerance }) => {
      for (const tolerate of [[tolerance], ALL, [...ALL].reverse()]) {
        const { message: unpacked, warnings } = await unpack(packed, tolerate, resolver)
        expect(unpacked).toMatchObject(message)
        expect(warnings).toStrictEqual(tolerated(tolerance))
      }
    },
  )

  it('[ENC-27] may come with another, and both are named', async () => {
    const packed = authcrypt(message, ALICE_KEY, { ...noApv, enc: 'XC20P', kdf: { tag: 'none' } })
    const { warnings, sender } = await unpack(packed, ['missing-apv', 'ecdh-1pu-draft-03'])
    expect(sender).toBe(ALICE)
    expect(warnings).toStrictEqual(tolerated('missing-apv', 'ecdh-1pu-draft-03'))
    expect(await errorOf(unpack(packed, ['missing-apv']))).toMatchObject({
      code: 'UNSUPPORTED_ALGORITHM',
    })
    expect(await errorOf(unpack(packed, ['ecdh-1pu-draft-03']))).toMatchObject({
      code: 'MALFORMED_ENVELOPE',
    })
  })

  it('[ENC-27] is named once, in however many layers it is', async () => {
    const packed = anoncrypt(authcrypt(message, ALICE_KEY, noApv), noApv)
    const { warnings } = await unpack(packed, ALL)
    expect(warnings).toStrictEqual(tolerated('missing-apv'))
  })

  it('[ENC-27] is named beside other warnings', async () => {
    const party = await partyOf(bob)
    const packed = anoncrypt({ ...message, to: [CAROL] }, noApv)
    const { warnings } = await party.unpack(packed, { tolerate: ALL, acceptUnnamedRecipient: true })
    expect(warnings.map(({ code }) => code)).toEqual(['RECIPIENT_NOT_NAMED', 'TOLERATED'])
  })

  it('[ENC-27] is tolerated by the service, unless a call says otherwise', async () => {
    const party = await partyOf(bob, { policy: { tolerate: ['missing-apv'] } })
    const packed = anoncrypt(message, noApv)
    expect((await party.unpack(packed)).warnings).toStrictEqual(tolerated('missing-apv'))
    expect((await party.unpack(packed, { maxBytes: 9999 })).warnings).toHaveLength(1)
    const { code } = await errorOf(party.unpack(packed, { tolerate: [] }))
    expect(code).toBe('MALFORMED_ENVELOPE')
  })

  it('[ENC-27] is not remembered: neither a key nor a warning', async () => {
    const resolver = misspelling(ALICE_P256, 'keyAgreement')
    const party = await partyOf(bob, { resolver })
    const packed = authcrypt(message, ALICE_P256, { to: [BOB_P256] })
    for (let round = 0; round < 2; round++) {
      const { warnings } = await party.unpack(packed, { tolerate: ALL })
      expect(warnings).toStrictEqual(tolerated('p256-multicodec-1200'))
      expect(await errorOf(party.unpack(packed))).toMatchObject({ code: 'INVALID_KEY' })
      expect((await party.unpack(anoncrypt(message), { tolerate: ALL })).warnings).toEqual([])
    }
  })

  it('[ENC-27] is not named where there is none', async () => {
    const right = [
      JSON.stringify(message),
      signed(message),
      signed(message, `${ALICE}#key-2`),
      anoncrypt(message),
      authcrypt(message),
      authcrypt(message, ALICE_P256, { to: [BOB_P256] }),
      anoncrypt(authcrypt(signed(message))),
    ]
    for (const packed of right) {
      expect(await unpack(packed, ALL)).toMatchObject({ message, warnings: [] })
    }
  })
})

describe('with everything tolerated', () => {
  const [second, third] = [`${BOB}#key-x25519-2`, `${BOB}#key-x25519-3`]
  const forgedSignature = signatureBy(`${MALLORY}#key-2`, { header: { kid: `${ALICE}#key-2` } })

  it.each([
    ['a wrong apv', 'MALFORMED_ENVELOPE', anoncrypt(message, { protectedHeader: { apv: 'AAAA' } })],
    ['an empty apv', 'MALFORMED_ENVELOPE', anoncrypt(message, { protectedHeader: { apv: '' } })],
    ['apv null', 'MALFORMED_ENVELOPE', anoncrypt(message, { protectedHeader: { apv: null } })],
    [
      'a wrong apv of draft 03',
      'MALFORMED_ENVELOPE',
      authcrypt(message, ALICE_KEY, { protectedHeader: { apv: 'AAAA' }, kdf: { tag: 'none' } }),
    ],
    [
      'no apu, and not of draft 03',
      'DECRYPTION_FAILED',
      authcrypt(message, ALICE_KEY, { protectedHeader: { apv: undefined, apu: undefined } }),
    ],
    [
      'apu not skid',
      'MALFORMED_ENVELOPE',
      authcrypt(message, ALICE_KEY, { protectedHeader: { apv: undefined, apu: 'AAAA' } }),
    ],
    [
      'two DIDs without apv',
      'MALFORMED_ENVELOPE',
      anoncrypt(message, { ...noApv, to: [BOB_KEY, `${CAROL}#key-x25519-1`] }),
    ],
    [
      'a relative kid without apv',
      'MALFORMED_ENVELOPE',
      anoncrypt(message, {
        ...noApv,
        recipients: [{ ...recipientOf(BOB_KEY), kid: '#key-x25519-1' }],
      }),
    ],
    [
      'labels exchanged without apv',
      'DECRYPTION_FAILED',
      anoncrypt(message, {
        ...noApv,
        recipients: [
          { ...recipientOf(second), kid: third },
          { ...recipientOf(third), kid: second },
        ],
      }),
    ],
    [
      'epk in the recipients of authcrypt',
      'MALFORMED_ENVELOPE',
      authcrypt(message, ALICE_KEY, { ...noApv, epkIn: 'recipients' }),
    ],
    [
      'crit',
      'MALFORMED_ENVELOPE',
      anoncrypt(message, { protectedHeader: { apv: undefined, crit: ['exp'] } }),
    ],
    [
      'an unknown enc',
      'UNSUPPORTED_ALGORITHM',
      authcrypt(message, ALICE_KEY, { enc: 'A128GCM', kdf: { tag: 'none' } }),
    ],
    ['A256GCM of draft 04', 'DECRYPTION_FAILED', authcrypt(message, ALICE_KEY, { enc: 'A256GCM' })],
    ['XC20P of draft 04', 'DECRYPTION_FAILED', authcrypt(message, ALICE_KEY, { enc: 'XC20P' })],
    [
      'A256GCM with an unprefixed tag',
      'DECRYPTION_FAILED',
      authcrypt(message, ALICE_KEY, { enc: 'A256GCM', kdf: { tag: 'unprefixed' } }),
    ],
    [
      'another tag in draft 03',
      'DECRYPTION_FAILED',
      authcrypt(message, ALICE_KEY, {
        kdf: { tag: 'none' },
        mutate: { envelope: (jwe: RawJweEnvelope) => ({ ...jwe, tag: flipBit(jwe.tag) }) },
      }),
    ],
    [
      'another tag, unprefixed',
      'DECRYPTION_FAILED',
      authcrypt(message, ALICE_KEY, {
        kdf: { tag: 'unprefixed' },
        mutate: { envelope: (jwe: RawJweEnvelope) => ({ ...jwe, tag: flipBit(jwe.tag) }) },
      }),
    ],
    [
      'another sender in draft 03',
      'DECRYPTION_FAILED',
      authcrypt(message, ALICE_KEY, {
        kdf: { tag: 'none' },
        senderPrivateJwk: secretOf(MALLORY_KEY),
      }),
    ],
    [
      'anoncrypt that says that it is draft 03',
      'DECRYPTION_FAILED',
      anoncrypt(message, {
        protectedHeader: {
          alg: 'ECDH-1PU+A256KW',
          skid: ALICE_KEY,
          apu: Buffer.from(ALICE_KEY).toString('base64url'),
        },
      }),
    ],
    [
      'mallory as alice in draft 03',
      'SENDER_MISMATCH',
      authcrypt(message, MALLORY_KEY, { kdf: { tag: 'none' } }),
    ],
    [
      'mallory as alice, unprefixed',
      'SENDER_MISMATCH',
      authcrypt(message, MALLORY_KEY, { kdf: { tag: 'unprefixed' } }),
    ],
    ['mallory as alice without apv', 'SENDER_MISMATCH', authcrypt(message, MALLORY_KEY, noApv)],
    ['another recipient', 'RECIPIENT_MISMATCH', anoncrypt({ ...message, to: [CAROL] }, noApv)],
    [
      'a key for signatures',
      'KEY_NOT_AUTHORIZED',
      authcrypt(message, `${ALICE}#key-2`, { ...noApv, to: [BOB_P256] }),
    ],
    [
      'a forged signature',
      'INVALID_SIGNATURE',
      signed(message, [], { signatures: [forgedSignature] }),
    ],
    [
      'alg none',
      'UNSUPPORTED_ALGORITHM',
      signed(message, [], { signatures: [{ alg: 'none', header: { kid: `${ALICE}#key-1` } }] }),
    ],
    ['two layers of a kind', 'UNSUPPORTED_NESTING', anoncrypt(anoncrypt(message, noApv), noApv)],
  ])('[ENC-27] this is refused: %s', async (_name, code, packed) => {
    expect(await errorOf(unpack(packed, ALL))).toMatchObject({ code })
  })

  it.each([
    ['too short', [0x12, 0x00, 0x02]],
    ['with the codec of P-384', [0x12, 0x01]],
    ['with the codec of a secret', [0x13, 0x06]],
    ['with the bytes exchanged', [0x00, 0x12]],
    ['without a codec', []],
  ])('[ENC-27] a misspelled key is refused: %s', async (_name, prefix) => {
    const resolver = new StaticResolver(exampleDIDDocuments)
    const publicKeyMultibase = misspelledMultikey(publicJwk(secretOf(ALICE_P256)), prefix)
    const method = { id: ALICE_P256, type: 'Multikey', controller: ALICE, publicKeyMultibase }
    resolver.documents.set(ALICE, { id: ALICE, keyAgreement: [method] })
    const packed = authcrypt(message, ALICE_P256, { to: [BOB_P256] })
    expect(await errorOf(unpack(packed, ALL, resolver))).toMatchObject({ code: 'INVALID_KEY' })
  })

  it('[ENC-27] a misspelled key is refused as the key of another curve or of another', async () => {
    const other = misspelling(ALICE_P256, 'keyAgreement')
    const otherKey = misspelledMultikey(publicJwk(generateJwk('P-256')))
    const method = {
      id: ALICE_P256,
      type: 'Multikey',
      controller: ALICE,
      publicKeyMultibase: otherKey,
    }
    other.documents.set(ALICE, { id: ALICE, keyAgreement: [method] })
    const packed = authcrypt(message, ALICE_P256, { to: [BOB_P256] })
    expect(await errorOf(unpack(packed, ALL, other))).toMatchObject({ code: 'DECRYPTION_FAILED' })
    const curve = { ...method, type: 'P384Key2021' }
    other.documents.set(ALICE, { id: ALICE, keyAgreement: [curve] })
    expect(await errorOf(unpack(packed, ALL, other))).toMatchObject({ code: 'INVALID_KEY' })
  })

  it('[ENC-27] a key is for what its document says', async () => {
    const resolver = misspelling(ALICE_P256, 'authentication')
    const packed = authcrypt(message, ALICE_P256, { to: [BOB_P256] })
    expect(await errorOf(unpack(packed, ALL, resolver))).toMatchObject({
      code: 'KEY_NOT_AUTHORIZED',
    })
  })
})
