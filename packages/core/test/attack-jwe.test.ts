import { createHash } from 'node:crypto'
import {
  type DIDResolver,
  externalKey,
  PackagingService,
  type PrivateJwk,
  type PublicJwk,
} from '@didcomm/core'
import {
  alice,
  apvOf,
  base64Url,
  bob,
  duplicateMember,
  ecdh,
  errorOf,
  exampleDIDDocuments,
  flipBit,
  generateJwk,
  leadingZeroKeys,
  lowOrderEphemerals,
  lowOrderX25519Jwks,
  nonCanonical,
  offCurveEphemeral,
  offCurveJwk,
  padded,
  publicJwk,
  type RawEnc,
  type RawHeader,
  type RawJweEnvelope,
  recipientOf,
  secretOf,
  shortened,
  StaticResolver,
  stripLeadingZeros,
  strippedEphemeral,
} from '@didcomm/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  ALICE,
  ALICE_KEY,
  anoncrypt,
  authcrypt,
  BOB,
  BOB_KEY,
  CAROL,
  type Changes,
  MALLORY_KEY,
  methodOf,
  signed,
  withSecrets,
} from './support/attacks.ts'
import { crypto, partyOf } from './support/party.ts'

const NIST_CURVES = ['P-256', 'P-384', 'P-521'] as const
const ENCS = ['A256CBC-HS512', 'A256GCM', 'XC20P'] as const
const BOB_KEYS = [BOB_KEY, `${BOB}#key-x25519-2`, `${BOB}#key-x25519-3`]
/** Bob's first key of each curve, and alice's; she has none on P-384. */
const FRAGMENTS = {
  X25519: 'key-x25519-1',
  'P-256': 'key-p256-1',
  'P-384': 'key-p384-1',
  'P-521': 'key-p521-1',
}

const message = {
  id: '1',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: { content: 'Lunch?' },
}

const resolver = new StaticResolver(exampleDIDDocuments)
let party: PackagingService
beforeAll(async () => {
  party = await partyOf(bob, { resolver })
})

/** What bob says to a text, and what he resolved meanwhile. */
async function refused(packed: string, by = party) {
  const before = resolver.resolved.length
  const { code, message: text, details } = await errorOf(by.unpack(packed))
  return { code, text, details, resolved: resolver.resolved.slice(before) }
}

/** What is refused for its form: for one header or member, and before anything is resolved. */
function malformed(header?: string): object {
  return {
    code: 'MALFORMED_ENVELOPE',
    ...(header !== undefined && { details: { header } }),
    resolved: [],
  }
}

const unsupported = (header: string) => ({
  code: 'UNSUPPORTED_ALGORITHM',
  details: { header },
  resolved: [],
})

/** Both kinds of encryption, with the same changes. */
function bothKinds(changes: Changes): [kind: string, packed: string][] {
  return [
    ['anoncrypt', anoncrypt(message, changes)],
    ['authcrypt', authcrypt(message, ALICE_KEY, changes)],
  ]
}

/** Rewrites the finished envelope, which breaks no cryptography of what it leaves as it is. */
function rewritten(
  rewrite: (jwe: RawJweEnvelope) => RawHeader,
  changes: Changes = {},
): [string, string][] {
  return bothKinds({ ...changes, mutate: { envelope: rewrite } })
}

describe('apv', () => {
  const wrong = {
    'of other kids': hashOf([`${BOB}#key-x25519-2`]),
    'of the DID': hashOf([BOB]),
    'of the sender': hashOf([ALICE_KEY]),
    'of nothing': hashOf([]),
    'cut short': shortened(hashOf([BOB_KEY])),
    'with a byte more': shortened(hashOf([BOB_KEY]), -1),
    'the kids themselves': base64Url(BOB_KEY),
    empty: '',
  }

  it.each(Object.entries(wrong))('[ENC-9] is refused: %s', async (_name, apv) => {
    for (const [kind, packed] of bothKinds({ protectedHeader: { apv } })) {
      expect(await refused(packed), kind).toMatchObject(malformed('apv'))
    }
  })

  it('[ENC-9] is refused when it is missing', async () => {
    for (const [, packed] of bothKinds({ protectedHeader: { apv: undefined } })) {
      expect(await refused(packed)).toMatchObject(malformed('apv'))
    }
  })

  it('[ENC-9] is refused when it is not protected', async () => {
    const { apv } = JSON.parse(
      Buffer.from(JSON.parse(anoncrypt(message)).protected, 'base64url').toString(),
    ) as { apv: string }
    for (const place of [
      { unprotectedHeader: { apv } },
      { recipients: [{ ...recipientOf(BOB_KEY), header: { apv } }] },
    ]) {
      for (const [, packed] of bothKinds({ ...place, protectedHeader: { apv: undefined } })) {
        expect(await refused(packed)).toMatchObject(malformed('apv'))
      }
    }
  })

  it('[ENC-9] covers each recipient that there is: none is taken away or added', async () => {
    const two = { to: BOB_KEYS.slice(0, 2) }
    const removed = rewritten((jwe) => ({ ...jwe, recipients: jwe.recipients.slice(0, 1) }), two)
    const added = rewritten((jwe) => ({
      ...jwe,
      recipients: [
        ...jwe.recipients,
        ...jwe.recipients.map((entry) => ({ ...entry, header: { kid: BOB_KEYS[1] } })),
      ],
    }))
    for (const [, packed] of [...removed, ...added]) {
      expect(await refused(packed)).toMatchObject(malformed('apv'))
    }
  })

  it('[ENC-9] is of the sorted kids, in whatever order they come', async () => {
    for (const to of [BOB_KEYS, [...BOB_KEYS].reverse()]) {
      for (const [, packed] of bothKinds({ to })) {
        expect(await party.unpack(packed)).toMatchObject({ message: { id: '1' } })
      }
    }
    const to = [...BOB_KEYS].reverse()
    for (const [, packed] of bothKinds({ to, protectedHeader: { apv: hashOf(to) } })) {
      expect(await refused(packed)).toMatchObject(malformed('apv'))
    }
  })
})

describe('apu and skid', () => {
  it('[ENC-10] are refused when they differ', async () => {
    for (const [skid, apu] of [
      [ALICE_KEY, MALLORY_KEY],
      [MALLORY_KEY, ALICE_KEY],
      [ALICE_KEY, `${ALICE_KEY} `],
    ] as const) {
      const packed = authcrypt(message, ALICE_KEY, {
        skid,
        protectedHeader: { apu: base64Url(apu) },
      })
      expect(await refused(packed)).toMatchObject(malformed('skid'))
    }
  })

  it('[ENC-10] name the sender by apu alone', async () => {
    const packed = authcrypt(message, ALICE_KEY, { protectedHeader: { skid: undefined } })
    const { layers, sender } = await party.unpack(packed)
    expect(sender).toBe(ALICE)
    expect(layers).toMatchObject([{ kind: 'authcrypt', senderKid: ALICE_KEY }])
  })

  it('[ENC-10][ENC-19] prove no from by apu alone', async () => {
    const packed = authcrypt(message, MALLORY_KEY, { protectedHeader: { skid: undefined } })
    expect(await refused(packed)).toMatchObject({ code: 'SENDER_MISMATCH' })
  })

  it.each([
    ['apu is missing', { apu: undefined }],
    ['apu is empty', { apu: '' }],
    ['both are missing', { apu: undefined, skid: undefined }],
    ['apu is empty and skid missing', { apu: '', skid: undefined }],
    ['apu is not UTF-8', { apu: base64Url(Uint8Array.of(0xff, 0xfe)) }],
    ['apu is not UTF-8 and skid missing', { apu: base64Url(Uint8Array.of(0xff)), skid: undefined }],
  ])('[ENC-10] are refused when %s', async (_name, protectedHeader) => {
    expect(await refused(authcrypt(message, ALICE_KEY, { protectedHeader }))).toMatchObject(
      malformed(),
    )
  })

  it('[ENC-10] are protected', async () => {
    const apu = base64Url(ALICE_KEY)
    const packed = authcrypt(message, ALICE_KEY, {
      protectedHeader: { apu: undefined, skid: undefined },
      unprotectedHeader: { apu, skid: ALICE_KEY },
    })
    expect(await refused(packed)).toMatchObject(malformed('apu'))
  })
})

describe('the epk', () => {
  it.each(NIST_CURVES)('[ENC-13] is refused off %s, and no secret is used', async (crv) => {
    const kid = `${BOB}#${FRAGMENTS[crv]}`
    const { used, packaging } = externalBob(resolver)
    for (const ephemeral of [offCurveEphemeral(crv)]) {
      const packed = anoncrypt(message, { to: [kid], ephemeral })
      expect(await refused(packed)).toMatchObject({ code: 'INVALID_KEY' })
      expect(await refused(packed, packaging)).toMatchObject({ code: 'INVALID_KEY' })
      expect(used).toEqual([])
    }
  })

  it.each(['P-256', 'P-521'] as const)('[ENC-13] is refused off %s in authcrypt', async (crv) => {
    const skid = `${ALICE}#${FRAGMENTS[crv]}`
    const packed = authcrypt(message, skid, {
      to: [`${BOB}#${FRAGMENTS[crv]}`],
      ephemeral: offCurveEphemeral(crv),
    })
    expect(await refused(packed)).toMatchObject({ code: 'INVALID_KEY' })
  })

  it('[ENC-13] is refused in every point of low order, and no secret is used', async () => {
    const { used, packaging } = externalBob(resolver)
    expect(lowOrderEphemerals.length).toBeGreaterThan(6)
    for (const ephemeral of lowOrderEphemerals) {
      for (const [, packed] of bothKinds({ ephemeral })) {
        expect(await refused(packed)).toMatchObject({ code: 'INVALID_KEY' })
        expect(await refused(packed, packaging)).toMatchObject({ code: 'INVALID_KEY' })
      }
    }
    expect(used).toEqual([])
  })

  it('[ENC-13] uses the secret when it is right', async () => {
    const { used, packaging } = externalBob(resolver)
    await packaging.unpack(anoncrypt(message))
    expect(used).toEqual([BOB_KEY])
  })

  it('[ENC-13] is checked in each recipient that it stands in', async () => {
    const recipients = [
      { ...recipientOf(`${BOB}#key-p256-1`), ephemeral: offCurveEphemeral('P-256') },
    ]
    const packed = anoncrypt(message, { recipients, epkIn: 'recipients' })
    expect(await refused(packed)).toMatchObject({ code: 'INVALID_KEY' })
  })

  it('[ENC-13] is not the only point: the sender is off the curve, or of low order', async () => {
    const kid = `${ALICE}#key-p256-1`
    const sharedSecret = new Uint8Array(32)
    for (const [skid, jwk, to] of [
      [kid, offCurveJwk('P-256'), `${BOB}#key-p256-1`],
      ...lowOrderX25519Jwks.map((weak) => [ALICE_KEY, weak, BOB_KEY] as const),
    ] as const) {
      const weak = withKey(skid, jwk)
      const packed = authcrypt(message, skid, { to: [to], senderSharedSecret: () => sharedSecret })
      const unpacking = (await partyOf(bob, { resolver: weak, kids: [to] })).unpack(packed)
      expect(await errorOf(unpacking)).toMatchObject({ code: 'INVALID_KEY' })
    }
  })

  it.each(Object.entries(FRAGMENTS))(
    '[ENC-13][ENC-17] is on the curve of the key: %s',
    async (crv, fragment) => {
      const kid = `${BOB}#${fragment}`
      for (const other of [...Object.keys(FRAGMENTS), 'Ed25519', 'secp256k1'] as const) {
        if (other === crv) continue
        const ephemeral = {
          publicJwk: publicJwk(generateJwk(other as PublicJwk['crv'])),
          sharedSecret: () => new Uint8Array(32),
        }
        expect(await refused(anoncrypt(message, { to: [kid], ephemeral }))).toMatchObject({
          code: 'INVALID_KEY',
          details: { kid, header: 'epk' },
        })
      }
    },
  )

  it('[ENC-13] is no Ed25519 or secp256k1 key, although a document has one in keyAgreement', async () => {
    for (const [crv, ofKid] of [
      ['Ed25519', `${ALICE}#key-1`],
      ['secp256k1', `${ALICE}#key-3`],
    ] as const) {
      const document = { id: BOB, keyAgreement: [methodOf(ofKid, BOB_KEY)] }
      const odd = resolverWith(BOB, document)
      const ephemeral = {
        publicJwk: publicJwk(generateJwk(crv)),
        sharedSecret: () => new Uint8Array(32),
      }
      const holder = await partyOf(withSecrets(bob, { [BOB_KEY]: secretOf(ofKid) }), {
        resolver: odd,
      })
      const packed = anoncrypt(message, { ephemeral })
      expect(await errorOf(holder.unpack(packed))).toMatchObject({ code: 'INVALID_KEY' })
    }
  })

  it('[ENC-13] is on the curve of the sender as well', async () => {
    const packed = authcrypt(message, `${ALICE}#key-p256-1`, {
      senderSharedSecret: () => new Uint8Array(32),
    })
    expect(await refused(packed)).toMatchObject({ code: 'INVALID_KEY' })
  })

  const wrongEpks: readonly (readonly [string, unknown, string])[] = [
    ['missing', undefined, 'INVALID_KEY'],
    ['null', null, 'INVALID_KEY'],
    ['text', 'epk', 'INVALID_KEY'],
    ['an array', [], 'INVALID_KEY'],
    ['an empty object', {}, 'UNSUPPORTED_ALGORITHM'],
    ['on an unknown curve', { kty: 'OKP', crv: 'X448', x: 'AA' }, 'UNSUPPORTED_ALGORITHM'],
    [
      'on a curve with the name of a method',
      { kty: 'OKP', crv: 'toString', x: 'AA' },
      'UNSUPPORTED_ALGORITHM',
    ],
    [
      'on a curve that is no string',
      { kty: 'OKP', crv: ['X25519'], x: 'AA' },
      'UNSUPPORTED_ALGORITHM',
    ],
    ['of another kty', { ...lowOrderX25519Jwks[0], kty: 'EC' }, 'INVALID_KEY'],
    ['without kty', { ...lowOrderX25519Jwks[0], kty: undefined }, 'INVALID_KEY'],
    ['without x', { kty: 'OKP', crv: 'X25519' }, 'INVALID_KEY'],
    ['with a number for x', { kty: 'OKP', crv: 'X25519', x: 5 }, 'INVALID_KEY'],
    ['with a short x', { kty: 'OKP', crv: 'X25519', x: base64Url('short') }, 'INVALID_KEY'],
    ['with an empty x', { kty: 'OKP', crv: 'X25519', x: '' }, 'INVALID_KEY'],
    [
      'with a long x',
      { kty: 'OKP', crv: 'X25519', x: base64Url(Buffer.alloc(33, 9)) },
      'INVALID_KEY',
    ],
    ['on P-256 without y', { ...offCurveJwk('P-256'), y: undefined }, 'INVALID_KEY'],
  ]

  it.each(wrongEpks)('[ENC-17] is refused: %s', async (_name, epk, code) => {
    const protectedHeader = { epk }
    expect(await refused(anoncrypt(message, { protectedHeader }))).toMatchObject({
      code,
      resolved: [],
    })
    const { code: inAuthcrypt } = await refused(authcrypt(message, ALICE_KEY, { protectedHeader }))
    expect([code, 'MALFORMED_ENVELOPE']).toContain(inAuthcrypt)
  })

  it('[ENC-5] may stand in the recipients of anoncrypt, one each', async () => {
    const shared = anoncrypt(message, { to: BOB_KEYS, epkIn: 'recipients' })
    const recipients = BOB_KEYS.map((kid) => ({
      ...recipientOf(kid),
      ephemeral: { privateJwk: generateJwk('X25519') },
    }))
    const each = anoncrypt(message, { recipients, epkIn: 'recipients' })
    for (const packed of [shared, each]) {
      for (const kid of BOB_KEYS) {
        const holder = await partyOf(bob, { kids: [kid] })
        expect(await holder.unpack(packed)).toMatchObject({
          message,
          layers: [{ recipientKid: kid }],
        })
      }
    }
  })

  it('[ENC-5] may not stand in the recipients of authcrypt, nor in the shared header', async () => {
    const inRecipients = authcrypt(message, ALICE_KEY, { epkIn: 'recipients' })
    expect(await refused(inRecipients)).toMatchObject(malformed('epk'))
    const ephemeral = { privateJwk: generateJwk('X25519') }
    const changes = {
      ephemeral,
      protectedHeader: { epk: undefined },
      unprotectedHeader: { epk: publicJwk(ephemeral.privateJwk) },
    }
    for (const [, packed] of bothKinds(changes)) {
      expect(await refused(packed)).toMatchObject({ resolved: [] })
    }
  })

  it('[ENC-5] may not be missing from one of the recipients', async () => {
    const packed = anoncrypt(message, {
      to: BOB_KEYS,
      epkIn: 'recipients',
      mutate: {
        envelope: (jwe) => ({
          ...jwe,
          recipients: jwe.recipients.map((entry, index) =>
            index === 2 ? { ...entry, header: { kid: BOB_KEYS[2] } } : entry,
          ),
        }),
      },
    })
    expect(await refused(packed)).toMatchObject({ code: 'INVALID_KEY', resolved: [] })
  })

  it.each(NIST_CURVES)(
    '[ENC-24] may lack the leading zeros of its coordinates on %s',
    async (crv) => {
      const ephemeral = strippedEphemeral(crv)
      const to = [`${BOB}#${FRAGMENTS[crv]}`]
      expect(await party.unpack(anoncrypt(message, { to, ephemeral }))).toMatchObject({ message })
      expect(
        await party.unpack(anoncrypt(message, { to, ephemeral, epkIn: 'recipients' })),
      ).toMatchObject({ message })
    },
  )

  it.each(['P-256', 'P-521'] as const)(
    '[ENC-24] may lack its leading zeros in authcrypt on %s',
    async (crv) => {
      const packed = authcrypt(message, `${ALICE}#${FRAGMENTS[crv]}`, {
        to: [`${BOB}#${FRAGMENTS[crv]}`],
        ephemeral: strippedEphemeral(crv),
      })
      expect(await party.unpack(packed)).toMatchObject({ message, sender: ALICE })
    },
  )

  it.each(NIST_CURVES)('[ENC-24] has all its other bytes on %s', async (crv) => {
    const privateJwk = leadingZeroKeys[crv]
    const right = stripLeadingZeros(publicJwk(privateJwk))
    const to = [`${BOB}#${FRAGMENTS[crv]}`]
    for (const [name, change] of [
      ['x', (x: string) => shortened(x)],
      ['y', (y: string) => shortened(y)],
      ['x', () => ''],
      ['y', () => ''],
      ['x', (x: string) => shortened(x, -2)],
      [
        'y',
        (y: string) => base64Url(Buffer.concat([Buffer.alloc(3), Buffer.from(y, 'base64url')])),
      ],
    ] as const) {
      const ephemeral = { privateJwk, publicJwk: { ...right, [name]: change(String(right[name])) } }
      expect(await refused(anoncrypt(message, { to, ephemeral }))).toMatchObject({
        code: 'INVALID_KEY',
      })
    }
  })
})

describe('the algorithms', () => {
  it.each(['A256GCM', 'XC20P'] as const)(
    '[ENC-2] of authcrypt are not %s, which does not commit to its key',
    async (enc) => {
      const packed = authcrypt(message, ALICE_KEY, { enc })
      expect(await refused(packed)).toMatchObject(unsupported('enc'))
      expect(await refused(anoncrypt(packed))).toMatchObject({
        code: 'UNSUPPORTED_ALGORITHM',
        details: { header: 'enc' },
      })
      const packing = (await partyOf(alice)).packEncrypted(message, { to: BOB, enc })
      expect(await errorOf(packing)).toMatchObject({ code: 'UNSUPPORTED_ALGORITHM' })
    },
  )

  it.each(ENCS)('[ENC-2] of anoncrypt are %s', async (enc) => {
    expect(await party.unpack(anoncrypt(message, { enc }))).toMatchObject({
      message,
      layers: [{ enc }],
    })
  })

  it.each(['A192CBC-HS384', 'A128CBC-HS256', 'A192GCM', 'A128GCM'] as const)(
    '[ENC-2] are not %s, although it is computed right',
    async (enc) => {
      for (const [, packed] of bothKinds({ enc })) {
        expect(await refused(packed)).toMatchObject(unsupported('enc'))
      }
    },
  )

  it.each(['ECDH-ES+A192KW', 'ECDH-ES+A128KW'] as const)(
    '[ENC-3] are not %s, although it is computed right',
    async (alg) => {
      expect(await refused(anoncrypt(message, { alg }))).toMatchObject(unsupported('alg'))
    },
  )

  it.each(['ECDH-1PU+A192KW', 'ECDH-1PU+A128KW'] as const)(
    '[ENC-3] are not %s, although it is computed right',
    async (alg) => {
      expect(await refused(authcrypt(message, ALICE_KEY, { alg }))).toMatchObject(
        unsupported('alg'),
      )
    },
  )

  const NAMES = [
    'none',
    'dir',
    'ECDH-ES',
    'ECDH-1PU',
    'A256KW',
    'RSA-OAEP',
    'PBES2-HS256+A128KW',
    'ecdh-es+a256kw',
  ]
  const NOT_NAMES = [
    '',
    'toString',
    '__proto__',
    'constructor',
    null,
    undefined,
    5,
    true,
    {},
    ['ECDH-ES+A256KW'],
  ]

  it.each([...NAMES, ...NOT_NAMES])('[ENC-3][ENC-17] have no alg %j', async (alg) => {
    for (const [, packed] of bothKinds({ protectedHeader: { alg } })) {
      expect(await refused(packed)).toMatchObject(unsupported('alg'))
    }
  })

  it.each(['C20P', 'a256gcm', 'A256CBC-HS512 ', ['A256GCM'], ...NOT_NAMES])(
    '[ENC-2][ENC-17] have no enc %j',
    async (enc) => {
      for (const [, packed] of bothKinds({ protectedHeader: { enc } })) {
        expect(await refused(packed)).toMatchObject(unsupported('enc'))
      }
    },
  )

  it.each(['alg', 'enc'] as const)('[ENC-17] are protected: %s', async (name) => {
    const value = { alg: 'ECDH-ES+A256KW', enc: 'A256CBC-HS512' }[name]
    const removed = { protectedHeader: { [name]: undefined } }
    for (const place of [
      { unprotectedHeader: { [name]: value } },
      { recipients: [{ ...recipientOf(BOB_KEY), header: { [name]: value } }] },
    ]) {
      expect(await refused(anoncrypt(message, { ...removed, ...place }))).toMatchObject(
        unsupported(name),
      )
    }
  })

  it('[ENC-16] that an attacker writes over the right ones are a failure to decrypt, or refused', async () => {
    const asAuthcrypt = anoncrypt(message, {
      protectedHeader: { alg: 'ECDH-1PU+A256KW', skid: ALICE_KEY, apu: base64Url(ALICE_KEY) },
    })
    const asAnoncrypt = authcrypt(message, ALICE_KEY, {
      protectedHeader: { alg: 'ECDH-ES+A256KW' },
    })
    for (const packed of [asAuthcrypt, asAnoncrypt]) {
      expect(await refused(packed)).toMatchObject({ code: 'DECRYPTION_FAILED' })
    }
  })
})

describe('the header', () => {
  const extensions = [
    ['crit', ['exp']],
    ['crit', []],
    ['crit', 'exp'],
    ['crit', null],
    ['zip', 'DEF'],
    ['zip', null],
    ['b64', false],
    ['b64', 'true'],
  ] as const

  it.each(extensions)('[ENC-17] holds no %s: %j', async (name, value) => {
    const places: Changes[] = [
      { protectedHeader: { [name]: value } },
      { unprotectedHeader: { [name]: value } },
      { recipients: [{ ...recipientOf(BOB_KEY), header: { [name]: value } }] },
    ]
    for (const place of places) {
      for (const [, packed] of bothKinds(place)) {
        expect(await refused(packed)).toMatchObject(malformed(name))
      }
    }
  })

  it('[ENC-17] holds no crit in the entry of another recipient', async () => {
    const recipients = [
      recipientOf(BOB_KEY),
      { ...recipientOf(`${BOB}#key-x25519-2`), header: { crit: ['exp'] } },
    ]
    expect(await refused(anoncrypt(message, { recipients }))).toMatchObject(malformed('crit'))
  })

  const names = ['alg', 'enc', 'typ', 'apv', 'apu', 'skid', 'epk', 'kid', 'anything']

  it.each(names)('[ENC-17] has %s in one of its parts, not in two', async (name) => {
    const value = `a ${name}`
    // What is protected says what it says: the same value twice is refused as well.
    const same = {
      typ: 'application/didcomm-encrypted+json',
      enc: 'A256CBC-HS512',
      kid: BOB_KEY,
    }
    for (const repeated of [
      value,
      ...Object.entries(same).flatMap(([key, text]) => (key === name ? [text] : [])),
    ]) {
      const header = { [name]: repeated }
      const recipients = [{ ...recipientOf(BOB_KEY), header }]
      const inProtected = ['kid', 'anything'].includes(name) ? { protectedHeader: header } : {}
      const places: Changes[] = [
        { ...inProtected, unprotectedHeader: header },
        { ...inProtected, recipients },
        { protectedHeader: { [name]: undefined }, unprotectedHeader: header, recipients },
      ]
      for (const place of places.slice(0, ['alg', 'enc'].includes(name) ? 2 : 3)) {
        expect(await refused(authcrypt(message, ALICE_KEY, place))).toMatchObject(malformed(name))
      }
    }
  })

  it('[ENC-17] may have a part that says nothing new', async () => {
    const changes = { unprotectedHeader: { anything: 1 } }
    for (const [, packed] of bothKinds(changes)) {
      expect(await party.unpack(packed)).toMatchObject({ message })
    }
  })

  it('[ENC-17] has the last of two members of a name, in text that is authenticated', async () => {
    const protectedJson = (json: string) => duplicateMember(json, 'enc', 'A256GCM')
    for (const [, packed] of bothKinds({ mutate: { protectedJson } })) {
      expect(await party.unpack(packed)).toMatchObject({ layers: [{ enc: 'A256CBC-HS512' }] })
    }
  })

  const notObjects = [
    '',
    'text',
    '[]',
    'null',
    '5',
    '"text"',
    '{',
    '{"alg":"ECDH-ES+A256KW"',
    '\uFEFF{}',
  ]

  it.each(notObjects)('[ENC-17][MSG-12] is a JSON object, not %j', async (json) => {
    for (const [, packed] of bothKinds({ mutate: { protectedJson: () => json } })) {
      expect(await refused(packed)).toMatchObject({ code: 'MALFORMED_ENVELOPE', resolved: [] })
    }
  })

  it('[ENC-17] is UTF-8', async () => {
    const protectedBase64Url = () => base64Url(Uint8Array.of(0x7b, 0xff, 0x7d))
    expect(await refused(anoncrypt(message, { mutate: { protectedBase64Url } }))).toMatchObject({
      code: 'MALFORMED_ENVELOPE',
    })
  })

  const wrong = [null, 5, true, {}, []]
  it.each(['skid', 'apu', 'apv'])('[ENC-17] has text for %s', async (name) => {
    for (const value of wrong) {
      const protectedHeader = { [name]: value }
      expect(await refused(authcrypt(message, ALICE_KEY, { protectedHeader }))).toMatchObject(
        malformed(name),
      )
    }
  })

  it('[ENC-17] has text for kid, and one for each recipient', async () => {
    for (const kid of [...wrong, undefined]) {
      const recipients = [{ ...recipientOf(BOB_KEY), header: { kid } }]
      for (const [, packed] of bothKinds({ recipients })) {
        expect(await refused(packed)).toMatchObject(malformed('kid'))
      }
    }
  })
})

describe('the members of a JWE', () => {
  const values = [null, 5, true, false, {}, [], [[]], [null], ['text']]
  const members = [
    'protected',
    'unprotected',
    'recipients',
    'iv',
    'ciphertext',
    'tag',
    'aad',
  ] as const

  it.each(members)('[ENC-17] have the right type: %s', async (member) => {
    for (const value of values) {
      if (member === 'unprotected' && isPlainObject(value)) continue
      for (const [, packed] of rewritten((jwe) => ({ ...jwe, [member]: value }))) {
        expect(await refused(packed)).toMatchObject(malformed(member))
      }
    }
  })

  it.each(['protected', 'iv', 'tag'] as const)('[ENC-17] are there: %s', async (member) => {
    for (const [, packed] of rewritten((jwe) => ({ ...jwe, [member]: undefined }))) {
      expect(await refused(packed)).toMatchObject(malformed(member))
    }
  })

  it.each(['header', 'encrypted_key'])(
    '[ENC-17] have the right type in a recipient: %s',
    async (member) => {
      for (const value of values) {
        if (member === 'header' && isPlainObject(value)) continue
        for (const [, packed] of rewritten(({ recipients: [entry], ...jwe }) => ({
          ...jwe,
          recipients: [{ ...entry, [member]: value }],
        }))) {
          expect(await refused(packed)).toMatchObject(malformed(member))
        }
      }
    },
  )

  it('[ENC-17] have an encrypted_key and a kid for each recipient', async () => {
    for (const entry of [
      {},
      { header: { kid: BOB_KEY } },
      { encrypted_key: base64Url(Buffer.alloc(72)) },
    ]) {
      for (const [, packed] of rewritten((jwe) => ({ ...jwe, recipients: [entry] }))) {
        expect(await refused(packed)).toMatchObject(malformed())
      }
    }
  })

  it('[ENC-17] have at least one recipient', async () => {
    for (const [, packed] of [
      ...rewritten((jwe) => ({ ...jwe, recipients: [] })),
      ...rewritten((jwe) => ({ ...jwe, recipients: undefined })),
    ]) {
      expect(await refused(packed)).toMatchObject(malformed())
    }
  })

  it('[ENC-18] do not name a recipient twice', async () => {
    const packed = rewritten((jwe) => ({
      ...jwe,
      recipients: [...jwe.recipients, ...jwe.recipients],
    }))
    const recipients = [recipientOf(BOB_KEY), recipientOf(BOB_KEY)]
    for (const [, text] of [...packed, ...bothKinds({ recipients })]) {
      expect(await refused(text)).toMatchObject(malformed('kid'))
    }
  })

  it('[ENC-5] are those of one recipient in the flattened serialization', async () => {
    for (const [, packed] of bothKinds({ serialization: 'flattened' })) {
      expect(await party.unpack(packed)).toMatchObject({
        message,
        layers: [{ recipientKids: [BOB_KEY] }],
      })
    }
  })

  it.each(['header', 'encrypted_key'] as const)(
    '[ENC-5] are not those of both serializations: recipients and %s',
    async (member) => {
      for (const [, packed] of rewritten((jwe) => ({
        ...jwe,
        [member]: jwe.recipients.at(0)?.[member],
      }))) {
        expect(await refused(packed)).toMatchObject(malformed('recipients'))
      }
    },
  )

  it('[ENC-5] are those of the compact serialization', async () => {
    for (const [, packed] of bothKinds({ serialization: 'compact' })) {
      expect(packed.split('.')).toHaveLength(5)
      expect(await party.unpack(packed)).toMatchObject({
        message,
        layers: [{ recipientKid: BOB_KEY }],
      })
    }
  })

  it('[ENC-5] are five in the compact serialization, with a kid', async () => {
    const compact = anoncrypt(message, { serialization: 'compact' })
    const [first = '', ...others] = compact.split('.')
    const wrong = [
      `${compact}.`,
      `${compact}.AA`,
      `.${compact}`,
      others.join('.'),
      [`${first}=`, ...others].join('.'),
      ['', ...others].join('.'),
      '....',
      anoncrypt(message, { serialization: 'compact', protectedHeader: { kid: undefined } }),
    ]
    for (const packed of wrong) expect(await refused(packed)).toMatchObject(malformed())
  })

  it('[ENC-17] may hold additional data, which is authenticated', async () => {
    for (const [, packed] of bothKinds({ aad: 'additional data' })) {
      expect(await party.unpack(packed)).toMatchObject({ message })
    }
    const changed = rewritten((jwe) => ({ ...jwe, aad: flipBit(String(jwe.aad)) }), {
      aad: 'additional data',
    })
    const removed = rewritten((jwe) => ({ ...jwe, aad: undefined }), { aad: 'additional data' })
    const added = rewritten((jwe) => ({ ...jwe, aad: base64Url('additional data') }))
    const empty = rewritten((jwe) => ({ ...jwe, aad: '' }))
    for (const [, packed] of [...changed, ...removed, ...added, ...empty]) {
      expect(await refused(packed)).toMatchObject({ code: 'DECRYPTION_FAILED' })
    }
  })

  it('[ENC-17] may be others that JOSE does not have', async () => {
    for (const [, packed] of rewritten((jwe) => ({ ...jwe, id: '2', 'x-trace': null }))) {
      expect(await party.unpack(packed)).toMatchObject({ message })
    }
  })
})

describe('base64url', () => {
  /** Ways to write the same bytes that decoders other than a strict one take, and that are refused here. */
  const lax: { readonly [name: string]: (text: string) => string } = {
    padding: padded,
    'a space': (text) => ` ${text}`,
    'a line feed': (text) => `${text}\n`,
    'a line feed inside': (text) => `${text.slice(0, 4)}\n${text.slice(4)}`,
    'a comma': (text) => `${text.slice(0, 4)},${text.slice(4)}`,
    'a letter too many': (text) => text + 'A'.repeat((5 - (text.length % 4)) % 4),
    'no ASCII': (text) => `${text}\u212A`,
  }
  const inEnvelope = ['iv', 'ciphertext', 'tag', 'aad', 'encrypted_key', 'protected'] as const

  /** Writes one field of an envelope in another way; what is authenticated is the text as written. */
  function inField(
    field: string,
    rewrite: (text: string) => string,
    enc: RawEnc,
    length: number,
  ): string[] {
    const aad = Buffer.alloc(length, 1)
    const plaintext = `${JSON.stringify(message)}${' '.repeat(length)}`
    const changes: Changes = { enc, aad, ...changesOf(field, rewrite, length) }
    const packed = [anoncrypt(plaintext, changes)]
    return enc === 'A256CBC-HS512' ? [...packed, authcrypt(plaintext, ALICE_KEY, changes)] : packed
  }

  function changesOf(field: string, rewrite: (text: string) => string, length: number): Changes {
    const filler = { protectedHeader: { filler: 'x'.repeat(length) } }
    if (field === 'protected') return { ...filler, mutate: { protectedBase64Url: rewrite } }
    return {
      mutate: {
        envelope: (jwe) => {
          if (field !== 'encrypted_key') return { ...jwe, [field]: rewrite(String(jwe[field])) }
          const recipients = jwe.recipients.map((entry) => ({
            ...entry,
            encrypted_key: rewrite(entry.encrypted_key),
          }))
          return { ...jwe, recipients }
        },
      },
    }
  }

  it.each(inEnvelope)('[ENC-17] of %s has one spelling', async (field) => {
    for (const [name, rewrite] of Object.entries(lax)) {
      for (const packed of inField(field, rewrite, 'A256CBC-HS512', 1)) {
        expect(await refused(packed), name).toMatchObject({
          code: 'MALFORMED_ENVELOPE',
          resolved: [],
        })
      }
    }
  })

  it.each(inEnvelope)('[ENC-17] of %s has no bits left over', async (field) => {
    let tried = 0
    // Whatever the field's length, one of these leaves bits over; A256GCM does for a wrapped key.
    for (const [enc, length] of [
      ['A256CBC-HS512', 1],
      ['A256CBC-HS512', 2],
      ['A256GCM', 1],
      ['A256GCM', 2],
      ['XC20P', 2],
    ] as const) {
      const rewrite = (text: string) => {
        if (text.length % 4 === 0) return text
        tried++
        return nonCanonical(text)
      }
      const before = tried
      for (const packed of inField(field, rewrite, enc, length)) {
        const opening = party.unpack(packed)
        if (tried === before) expect(await opening).toMatchObject({ message: { id: '1' } })
        else expect(await errorOf(opening)).toMatchObject({ code: 'MALFORMED_ENVELOPE' })
      }
    }
    expect(tried).toBeGreaterThan(0)
  })

  it.each(['apu', 'apv'])('[ENC-17] of %s has one spelling', async (name) => {
    const rewrites = { ...lax, 'bits left over': nonCanonical }
    for (const [rewriting, rewrite] of Object.entries(rewrites)) {
      // Its 23 bytes leave bits over.
      const skid = `${ALICE}#key-1`
      const protectedHeader = rewrittenHeader(name, skid, rewrite)
      const packed = authcrypt(message, ALICE_KEY, { skid, protectedHeader })
      expect(await refused(packed), rewriting).toMatchObject({
        code: 'MALFORMED_ENVELOPE',
        resolved: [],
      })
    }
  })

  function rewrittenHeader(
    name: string,
    skid: string,
    rewrite: (text: string) => string,
  ): RawHeader {
    const { protected: encoded } = JSON.parse(
      authcrypt(message, ALICE_KEY, { skid }),
    ) as RawJweEnvelope
    const header = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as Record<
      string,
      string
    >
    return { [name]: rewrite(header[name] ?? '') }
  }

  it.each([
    ['X25519', 'x'],
    ['P-256', 'x'],
    ['P-256', 'y'],
    ['P-384', 'x'],
    ['P-521', 'y'],
  ] as const)('[ENC-17] of the epk on %s has one spelling: %s', async (crv, name) => {
    const privateJwk = generateJwk(crv)
    const jwk: RawHeader = { ...publicJwk(privateJwk) }
    const text = String(jwk[name])
    const bitsLeft = text.length % 4 === 0 ? {} : { 'bits left over': nonCanonical }
    for (const [rewriting, rewrite] of Object.entries({ ...lax, ...bitsLeft })) {
      const ephemeral = { privateJwk, publicJwk: { ...jwk, [name]: rewrite(text) } }
      const packed = anoncrypt(message, { to: [`${BOB}#${FRAGMENTS[crv]}`], ephemeral })
      expect(await refused(packed), rewriting).toMatchObject({ code: 'INVALID_KEY', resolved: [] })
    }
  })
})

describe('lengths', () => {
  it.each(ENCS)('[ENC-17] of iv, tag and encrypted_key are those of %s', async (enc) => {
    const changes: ((text: string) => string)[] = [
      (text) => shortened(text),
      (text) => shortened(text, -1),
      (text) => shortened(text, 8),
      (text) => shortened(text, -8),
      () => '',
    ]
    for (const change of changes) {
      for (const member of ['iv', 'tag'] as const) {
        const packed = anoncrypt(message, {
          enc,
          mutate: { envelope: (jwe) => ({ ...jwe, [member]: change(jwe[member]) }) },
        })
        expect(await refused(packed)).toMatchObject(malformed(member))
      }
      const packed = anoncrypt(message, {
        enc,
        mutate: {
          envelope: ({ recipients: [entry], ...jwe }) => ({
            ...jwe,
            recipients: [{ ...entry, encrypted_key: change(entry?.encrypted_key ?? '') }],
          }),
        },
      })
      expect(await refused(packed)).toMatchObject(malformed('encrypted_key'))
    }
  })

  it('[ENC-17] are right although the cipher would take others: iv, tag and content key of GCM', async () => {
    const enc = 'A256GCM'
    expect(await refused(anoncrypt(message, { enc, iv: Buffer.alloc(16, 1) }))).toMatchObject(
      malformed('iv'),
    )
    expect(await refused(anoncrypt(message, { enc, tagSize: 12 }))).toMatchObject(malformed('tag'))
    const shortKey = anoncrypt(message, { enc: 'A128GCM', protectedHeader: { enc } })
    expect(await refused(shortKey)).toMatchObject(malformed('encrypted_key'))
  })

  it('[ENC-17] are right in the entry of every recipient', async () => {
    const packed = anoncrypt(message, {
      to: BOB_KEYS,
      mutate: {
        envelope: (jwe) => ({
          ...jwe,
          recipients: jwe.recipients.map((entry, index) =>
            index === 2 ? { ...entry, encrypted_key: shortened(entry.encrypted_key) } : entry,
          ),
        }),
      },
    })
    expect(await refused(packed)).toMatchObject(malformed('encrypted_key'))
  })
})

describe('a failure to decrypt', () => {
  /** Everything that an attacker could tell one failure from another by. */
  async function failureOf(packed: string, by = party): Promise<string> {
    const error = await errorOf(by.unpack(packed))
    const { code, message: text, details, cause } = error
    return JSON.stringify({
      code,
      text,
      details,
      cause,
      own: Object.keys(error),
      report: error.toProblemReport(),
    })
  }

  const tampering: { readonly [name: string]: (jwe: RawJweEnvelope) => RawHeader } = {
    'the first byte of the ciphertext': (jwe) => ({ ...jwe, ciphertext: flipBit(jwe.ciphertext) }),
    'the last byte of the ciphertext': (jwe) => ({
      ...jwe,
      ciphertext: flipBit(jwe.ciphertext, lastByte(jwe.ciphertext)),
    }),
    'the length of the ciphertext': (jwe) => ({ ...jwe, ciphertext: shortened(jwe.ciphertext) }),
    'a block of the ciphertext': (jwe) => ({ ...jwe, ciphertext: shortened(jwe.ciphertext, 16) }),
    'a block more of ciphertext': (jwe) => ({ ...jwe, ciphertext: shortened(jwe.ciphertext, -16) }),
    'all of the ciphertext': (jwe) => ({ ...jwe, ciphertext: '' }),
    'the first byte of the tag': (jwe) => ({ ...jwe, tag: flipBit(jwe.tag) }),
    'the last byte of the tag': (jwe) => ({ ...jwe, tag: flipBit(jwe.tag, lastByte(jwe.tag)) }),
    'the iv': (jwe) => ({ ...jwe, iv: flipBit(jwe.iv) }),
    'the aad': (jwe) => ({ ...jwe, aad: base64Url('added') }),
    'the encrypted_key': ({ recipients: [entry], ...jwe }) => ({
      ...jwe,
      recipients: [{ ...entry, encrypted_key: flipBit(entry?.encrypted_key ?? '') }],
    }),
    'the end of the encrypted_key': ({ recipients: [entry], ...jwe }) => ({
      ...jwe,
      recipients: [{ ...entry, encrypted_key: flipBit(entry?.encrypted_key ?? '', 39) }],
    }),
    'the typ in the protected header': (jwe) => ({
      ...jwe,
      protected: rewrittenProtected(jwe, { typ: 'x' }),
    }),
    'the epk in the protected header': (jwe) => ({
      ...jwe,
      protected: rewrittenProtected(jwe, { epk: publicJwk(generateJwk('X25519')) }),
    }),
  }

  it('[ENC-16] is the same for a wrong key, tag, iv, ciphertext, header and sender', async () => {
    const failures: string[] = []
    for (const envelope of Object.values(tampering)) {
      for (const enc of ENCS) {
        failures.push(await failureOf(anoncrypt(message, { enc, mutate: { envelope } })))
      }
      failures.push(await failureOf(authcrypt(message, ALICE_KEY, { mutate: { envelope } })))
    }
    // Encrypted for another key than the one that the label names, by another sender than skid names.
    const elsewhere = [{ ...recipientOf(`${BOB}#key-x25519-2`), kid: BOB_KEY }]
    for (const [, packed] of bothKinds({ recipients: elsewhere })) {
      failures.push(await failureOf(packed))
    }
    failures.push(
      await failureOf(authcrypt(message, ALICE_KEY, { senderPrivateJwk: secretOf(MALLORY_KEY) })),
    )
    // Bob holds another secret under his kid.
    const holder = await partyOf(withSecrets(bob, { [BOB_KEY]: generateJwk('X25519') }))
    for (const [, packed] of bothKinds({})) failures.push(await failureOf(packed, holder))
    // The wrapped content key is of the right length, and another than the content's.
    const otherKey = anoncrypt(message, { contentKey: Buffer.alloc(64, 1) })
    const swapped = anoncrypt(message, {
      mutate: {
        envelope: (jwe) => ({
          ...jwe,
          recipients: (JSON.parse(otherKey) as RawJweEnvelope).recipients,
        }),
      },
    })
    failures.push(await failureOf(swapped))
    // The same through three entries of which none opens.
    failures.push(
      await failureOf(
        anoncrypt(message, {
          to: BOB_KEYS,
          mutate: { envelope: (jwe) => ({ ...jwe, tag: flipBit(jwe.tag) }) },
        }),
      ),
    )
    // The key derivation of another draft.
    for (const tag of ['none', 'unprefixed'] as const) {
      failures.push(await failureOf(authcrypt(message, ALICE_KEY, { kdf: { tag } })))
    }

    expect(new Set(failures).size).toBe(1)
    expect(JSON.parse(failures[0] ?? '')).toMatchObject({ code: 'DECRYPTION_FAILED', details: {} })
  })

  it('[ENC-16] is the same on each curve', async () => {
    const failures = new Set<string>()
    for (const fragment of Object.values(FRAGMENTS)) {
      const kid = `${BOB}#${fragment}`
      for (const envelope of [tampering['the encrypted_key'], tampering['the iv']]) {
        failures.add(
          await failureOf(
            anoncrypt(message, { to: [kid], ...(envelope && { mutate: { envelope } }) }),
          ),
        )
      }
    }
    expect(failures.size).toBe(1)
  })

  it('[ENC-16] is the same whatever the padding of CBC: the tag comes first', async () => {
    const failures = new Set<string>()
    for (let length = 0; length < 17; length++) {
      const plaintext = JSON.stringify(message) + ' '.repeat(length)
      const envelope = (jwe: RawJweEnvelope) => ({
        ...jwe,
        ciphertext: flipBit(jwe.ciphertext, lastByte(jwe.ciphertext) - 16),
      })
      failures.add(await failureOf(anoncrypt(plaintext, { mutate: { envelope } })))
    }
    expect(failures.size).toBe(1)
  })
})

describe('the keys that are tried', () => {
  /** Bob's first two keys, the first of which does not open what it says. */
  const firstFails = [
    { ...recipientOf(`${BOB}#key-x25519-3`), kid: BOB_KEY },
    recipientOf(`${BOB}#key-x25519-2`),
  ]

  it('[ENC-18] are all that are held, until one opens', async () => {
    for (const [kind, packed] of bothKinds({ recipients: firstFails })) {
      const { layers } = await party.unpack(packed)
      expect(layers, kind).toMatchObject([{ kind, recipientKid: `${BOB}#key-x25519-2` }])
      const first = await partyOf(bob, { resolver, kids: [BOB_KEY] })
      expect(await refused(packed, first)).toMatchObject({ code: 'DECRYPTION_FAILED' })
    }
  })

  it('[ENC-18] are also those behind one that may not agree', async () => {
    const keyAgreement = bob.document.keyAgreement?.slice(1) ?? []
    const authentication = bob.document.keyAgreement?.slice(0, 1) ?? []
    const changed = resolverWith(BOB, { id: BOB, authentication, keyAgreement })
    const packed = anoncrypt(message, { to: BOB_KEYS })
    const { layers } = await (await partyOf(bob, { resolver: changed })).unpack(packed)
    expect(layers).toMatchObject([{ recipientKid: BOB_KEYS[1] }])
  })

  it('[ENC-18] are tried in the order of the entries', async () => {
    for (const to of [BOB_KEYS, [...BOB_KEYS].reverse()]) {
      const { layers } = await party.unpack(anoncrypt(message, { to }))
      expect(layers).toMatchObject([{ recipientKid: to[0], recipientKids: to }])
    }
  })

  it('[ENC-18] are named when none is held, and nothing is resolved', async () => {
    const stranger = await partyOf(alice, { resolver })
    for (const [, packed] of bothKinds({ to: BOB_KEYS })) {
      const { code, text, details, resolved } = await refused(packed, stranger)
      expect({ code, details, resolved }).toEqual({
        code: 'SECRET_NOT_FOUND',
        details: { kids: BOB_KEYS },
        resolved: [],
      })
      for (const kid of BOB_KEYS) expect(text).toContain(kid)
    }
  })

  it('[ENC-18] are named in few words when they are many', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `${CAROL}#${'x'.repeat(500)}${index}`)
    const { encrypted_key } = (JSON.parse(anoncrypt(message)) as RawJweEnvelope).recipients[0] ?? {}
    const packed = anoncrypt(message, {
      protectedHeader: { apv: apvOf(many) },
      mutate: {
        envelope: (jwe) => ({
          ...jwe,
          recipients: many.map((kid) => ({ header: { kid }, encrypted_key })),
        }),
      },
    })
    const { code, text, details } = await refused(packed)
    expect(code).toBe('SECRET_NOT_FOUND')
    expect(text.length).toBeLessThan(2000)
    expect(details.kids).toEqual(many.slice(0, 20))
  })

  it('[ENC-18] are asked for before the sender is resolved', async () => {
    const stranger = await partyOf(alice, { resolver })
    expect(await refused(authcrypt(message, MALLORY_KEY), stranger)).toMatchObject({
      code: 'SECRET_NOT_FOUND',
      resolved: [],
    })
  })

  it('[ENC-18] come from a SecretsManager whose failure is named', async () => {
    const packaging = new PackagingService({
      crypto,
      resolver,
      secrets: {
        get: () => {
          throw new TypeError('locked')
        },
      },
    })
    const error = await errorOf(packaging.unpack(anoncrypt(message)))
    expect(error).toMatchObject({ code: 'SECRETS_MANAGER_FAILED', details: { kid: BOB_KEY } })
  })
})

describe('what is no envelope', () => {
  const jwe = JSON.parse(anoncrypt(message)) as RawJweEnvelope
  const flattened = JSON.parse(anoncrypt(message, { serialization: 'flattened' })) as RawHeader
  const jws = JSON.parse(signed(message)) as RawHeader
  const flattenedJws = JSON.parse(
    signed(message, undefined, { serialization: 'flattened' }),
  ) as RawHeader

  it.each([
    ['a JWE and a JWS', { ...jwe, ...jws }],
    ['a flattened JWE and a JWS', { ...flattened, ...jws }],
    ['a JWE and a flattened JWS', { ...flattenedJws, ...jwe }],
    ['a flattened JWE and a flattened JWS', { ...flattenedJws, ...flattened }],
    ['a JWE with a payload', { ...jwe, payload: jws['payload'] }],
    ['a JWS with a ciphertext', { ...jws, ciphertext: jwe.ciphertext }],
    ['a JWE and a message', { ...message, ...jwe }],
    ['a flattened JWE and a message', { ...message, ...flattened }],
    ['a JWS and a message', { ...message, ...jws }],
    ['a flattened JWS and a message', { ...message, ...flattenedJws }],
    ['a JWE with a type', { ...jwe, type: null }],
  ])('[MSG-12] is %s', async (_name, packed) => {
    expect(await refused(JSON.stringify(packed))).toMatchObject({
      code: 'MALFORMED_ENVELOPE',
      resolved: [],
    })
  })

  it.each([
    '',
    ' ',
    'text',
    '[]',
    'null',
    'true',
    '5',
    '"text"',
    '{',
    '[{}]',
    '\uFEFF{}',
    '\u0000',
    '{}}',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    'a.b.c.d.e',
    'a.b.c.d.e.f',
  ])('[MSG-12] is %j', async (packed) => {
    expect(await refused(packed)).toMatchObject({ code: 'MALFORMED_ENVELOPE', resolved: [] })
  })

  it.each([undefined, null, 5, {}, [], Buffer.from('{}'), Object('{}')])(
    '[MSG-12] is no text: %j',
    async (packed) => {
      expect(await refused(packed as string)).toMatchObject({
        code: 'INVALID_ARGUMENT',
        resolved: [],
      })
    },
  )

  it.each([{}, { id: '1' }, { id: 1, type: 'x' }, { ciphertext: 'x' }, { payload: 'x' }])(
    '[MSG-1] is no message: %j',
    async (packed) => {
      expect(await refused(JSON.stringify(packed))).toMatchObject({
        code: 'INVALID_MESSAGE',
        resolved: [],
      })
    },
  )

  it.each(['', 'text', '[]', 'null', '\uFEFF{}', '{"id":"1"}'])(
    '[MSG-12] stands encrypted: %j',
    async (plaintext) => {
      for (const packed of [anoncrypt(plaintext), authcrypt(plaintext)]) {
        const { code } = await refused(packed)
        expect(['MALFORMED_ENVELOPE', 'INVALID_MESSAGE']).toContain(code)
      }
    },
  )

  it('[MSG-12] is encrypted and not UTF-8', async () => {
    expect(await refused(anoncrypt(Uint8Array.of(0x7b, 0xff)))).toMatchObject({
      code: 'MALFORMED_ENVELOPE',
    })
  })

  it('[MSG-12] does not stand in its error', async () => {
    const { text } = await refused(anoncrypt('{"secret": lunch'))
    expect(text).not.toContain('lunch')
  })
})

describe('white space around an envelope', () => {
  // RFC 8259 §2 allows it before and after a JSON text, and kids of did:web have dots.
  it.each(['', '\n', ' ', '\t\r\n '])('[MSG-12] is no part of it: %j', async (space) => {
    const dotted = { ...message, body: { content: 'a.b.c.d.e' } }
    const packed = `${space}${JSON.stringify(dotted)}${space}`
    expect(await party.unpack(packed)).toMatchObject({ message: dotted })
    const two = [...Array(6).keys()].map((dots) => ({
      ...message,
      type: 'x',
      body: { content: '.'.repeat(dots) },
    }))
    for (const plaintext of two) {
      const text = `${space}${JSON.stringify(plaintext)}`
      expect(await party.unpack(text), text).toMatchObject({ message: plaintext })
    }
  })
})

/** `apv` of kids that are joined as they come. */
function hashOf(kids: readonly string[]): string {
  return createHash('sha256').update(kids.join('.')).digest('base64url')
}

/** A bob whose keys live elsewhere, and tell when they are used. */
function externalBob(documents: DIDResolver): { used: string[]; packaging: PackagingService } {
  const used: string[] = []
  const packaging = new PackagingService({
    crypto,
    resolver: documents,
    secrets: {
      get(kid) {
        const privateJwk = (bob.secrets as Record<string, PrivateJwk | undefined>)[kid]
        if (!privateJwk) return undefined
        return externalKey({
          agree: (jwk) => {
            used.push(kid)
            return new Uint8Array(ecdh(privateJwk, jwk))
          },
        })
      },
    },
  }) as PackagingService
  return { used, packaging }
}

function resolverWith(did: string, document: unknown): StaticResolver {
  const changed = new StaticResolver(exampleDIDDocuments)
  changed.documents.set(did, document as typeof bob.document)
  return changed
}

/** Alice's document with another key in the place of `kid`. */
function withKey(kid: string, publicKeyJwk: PublicJwk): StaticResolver {
  return resolverWith(ALICE, { id: ALICE, keyAgreement: [{ ...methodOf(kid), publicKeyJwk }] })
}

function rewrittenProtected(jwe: RawJweEnvelope, changes: RawHeader): string {
  const header = JSON.parse(Buffer.from(jwe.protected, 'base64url').toString()) as RawHeader
  return base64Url(JSON.stringify({ ...header, ...changes }))
}

function lastByte(text: string): number {
  return Buffer.from(text, 'base64url').length - 1
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
