import {
  DIDCommError,
  type PackagingService,
  type UnpackPolicy,
  type UnpackResult,
} from '@didcomm/core'
import {
  apvOf,
  base64Url,
  bob,
  errorOf,
  flipBit,
  type RawHeader,
  type RawJweEnvelope,
  type RawJwsEnvelope,
  rawJwt,
  recipientOf,
  secretOf,
} from '@didcomm/test-support'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
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

const message = {
  id: '1',
  typ: 'application/didcomm-plain+json',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  created_time: 1_700_000_000,
  body: { content: 'Lunch?', list: [1, 'two', null] },
  attachments: [{ id: 'a', data: { json: { x: 1 } } }],
}
const PRIOR = { iss: CAROL, sub: ALICE, iat: 1_600_000_000 }
const from_prior = rawJwt({
  alg: 'EdDSA',
  privateJwk: secretOf(`${CAROL}#key-1`),
  header: { kid: `${CAROL}#key-1` },
  claims: PRIOR,
})
const rotating = { ...message, from_prior }

/** Right envelopes of each kind and serialization, all from alice to bob, with the message that is in them. */
const RIGHT: { readonly [name: string]: readonly [packed: string, message: object] } = {
  plaintext: [JSON.stringify(message), message],
  signed: [signed(message), message],
  'signed, flattened': [signed(message, undefined, { serialization: 'flattened' }), message],
  'signed twice, kid protected': [
    signed(message, [], {
      signatures: [
        signatureBy(`${ALICE}#key-1`, { header: {}, protectedHeader: { kid: `${ALICE}#key-1` } }),
        signatureBy(`${ALICE}#key-2`),
      ],
    }),
    message,
  ],
  anoncrypt: [anoncrypt(message), message],
  'anoncrypt, flattened': [
    anoncrypt(message, { enc: 'XC20P', serialization: 'flattened' }),
    message,
  ],
  'anoncrypt, compact': [anoncrypt(message, { serialization: 'compact' }), message],
  'anoncrypt, epk in the recipients': [
    anoncrypt(message, {
      enc: 'A256GCM',
      epkIn: 'recipients',
      aad: 'x',
      to: [BOB_KEY, `${BOB}#key-x25519-2`],
    }),
    message,
  ],
  authcrypt: [authcrypt(message), message],
  'authcrypt for three': [
    authcrypt(rotating, ALICE_KEY, { to: [BOB_KEY, `${BOB}#key-x25519-2`, `${BOB}#key-x25519-3`] }),
    rotating,
  ],
  'authcrypt on P-256': [
    authcrypt(message, `${ALICE}#key-p256-1`, { to: [`${BOB}#key-p256-1`] }),
    message,
  ],
  'anoncrypt(signed)': [anoncrypt(signed(rotating)), rotating],
  'anoncrypt(authcrypt)': [anoncrypt(authcrypt(message)), message],
  'authcrypt(signed)': [authcrypt(signed(message)), message],
  'anoncrypt(authcrypt(signed))': [anoncrypt(authcrypt(signed(rotating))), rotating],
}

let party: PackagingService
beforeAll(async () => {
  const kids = [BOB_KEY, `${BOB}#key-x25519-2`, `${BOB}#key-p256-1`]
  party = await partyOf(bob, { kids, policy: { maxBytes: 64 * 1024 * 1024 } })
})

/** Unpacks: a result, or a DIDCommError. Anything else fails the test. */
async function unpack(packed: unknown): Promise<UnpackResult | DIDCommError> {
  try {
    return await party.unpack(packed as string)
  } catch (error) {
    if (!DIDCommError.is(error)) throw error
    expect(error.message.length).toBeLessThan(1000)
    return error
  }
}

async function codeOf(packed: string): Promise<string> {
  const outcome = await unpack(packed)
  return DIDCommError.is(outcome) ? outcome.code : 'none'
}

/**
 * Whatever was done to a right envelope: nobody but mallory is believed to have sent another message than alice's.
 */
function expectNothingForged(outcome: UnpackResult | DIDCommError, original: object): void {
  if (DIDCommError.is(outcome)) return
  const { message: unpacked, sender, signer, authenticated, nonRepudiable, fromPrior } = outcome
  expect(authenticated).toBe(sender !== undefined)
  expect(nonRepudiable).toBe(signer !== undefined)
  if (sender === ALICE) expect(unpacked).toStrictEqual(original)
  else if (sender !== undefined) expect([sender, unpacked.from]).toEqual([MALLORY, MALLORY])
  expect([undefined, sender]).toContain(signer)
  if (fromPrior !== undefined) {
    expect(fromPrior).toStrictEqual({ ...PRIOR, kid: `${CAROL}#key-1` })
    expect(unpacked.from).toBe(ALICE)
  }
}

describe('unpack', () => {
  it('[MSG-12] opens the envelopes that the others are made of', async () => {
    for (const [name, [packed, original]] of Object.entries(RIGHT)) {
      const { message: unpacked, sender } = await party.unpack(packed)
      expect(unpacked, name).toStrictEqual(original)
      const isProven = name.includes('signed') || name.includes('authcrypt')
      expect(sender, name).toBe(isProven ? ALICE : undefined)
    }
  })

  it('[MSG-12] ends in a DIDCommError for any text', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.json(),
      fc.array(fc.base64String(), { maxLength: 7 }).map((parts) => parts.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(DIDCommError.is(await unpack(text))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('[MSG-12] ends in a DIDCommError for anything but text', async () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withTypedArray: true })
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        fc.pre(typeof value !== 'string')
        expect(await unpack(value)).toMatchObject({ code: 'INVALID_ARGUMENT' })
      }),
    )
  })

  it('[MSG-12] ends in an answer or a DIDCommError for any policy', async () => {
    const policies = fc.oneof(
      fc.anything(),
      fc.record({ maxBytes: fc.anything(), tolerate: fc.anything() }, { requiredKeys: [] }),
    )
    await fc.assert(
      fc.asyncProperty(policies, async (policy) => {
        try {
          const { message: unpacked } = await party.unpack(
            JSON.stringify(message),
            policy as object,
          )
          expect(unpacked).toStrictEqual(message)
        } catch (error) {
          if (!DIDCommError.is(error)) throw error
        }
      }),
    )
  })

  const MEMBERS = [
    'protected',
    'unprotected',
    'recipients',
    'iv',
    'ciphertext',
    'tag',
    'aad',
    'header',
    'encrypted_key',
    'payload',
    'signatures',
    'signature',
    'id',
    'type',
    'from',
    'to',
    'body',
    'attachments',
    'from_prior',
    'typ',
    '__proto__',
    'constructor',
    'toString',
  ]

  it('[MSG-12][ENC-17] ends in an answer that proves nothing, or a DIDCommError, for any values of known members', async () => {
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('e30', base64Url('{"alg":"ECDH-ES+A256KW","enc":"XC20P"}'), ALICE, [BOB]),
      fc.base64String().map((text) => text.replaceAll('=', '')),
    )
    const objects = fc.dictionary(fc.constantFrom(...MEMBERS), values, { maxKeys: 10 })
    await fc.assert(
      fc.asyncProperty(objects, async (object) => {
        expectNothingForged(await unpack(JSON.stringify(object)), {})
      }),
      { numRuns: 1000 },
    )
  })

  it('[ENC-16][SIG-7] believes no envelope in which a bit was flipped', async () => {
    const names = Object.keys(RIGHT).filter((name) => name !== 'plaintext')
    const flips = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 0, max: 7 }))
    await fc.assert(
      fc.asyncProperty(flips, async ([name, position, bit]) => {
        const [packed, original] = RIGHT[name] ?? ['', {}]
        const bytes = Buffer.from(packed)
        const index = position % bytes.length
        bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index)
        const outcome = await unpack(bytes.toString())
        expectNothingForged(outcome, original)
        // It can only have been flipped where nothing is said: in the name of a member that nobody reads.
        if (!DIDCommError.is(outcome)) expect(outcome.message).toStrictEqual(original)
      }),
      { numRuns: 1000 },
    )
  })

  it('[ENC-16][SIG-7] believes no envelope that was changed at any depth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(RIGHT)),
        fc.array(mutations(), { minLength: 1, maxLength: 4 }),
        async ([packed, original], changes) => {
          expectNothingForged(await unpack(mutated(packed, changes)), original)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('[ENC-19][SIG-5] believes no content that mallory changed and packed again', async () => {
    const inner = [
      ...Object.values(RIGHT),
      // What a recipient of alice's holds in hands, and can pack again.
      [JSON.stringify(rotating), rotating],
      [JSON.stringify({ ...rotating, from: MALLORY }), rotating],
    ] as const
    const packings = fc.constantFrom<(text: string) => string>(
      (text) => anoncrypt(text),
      (text) => authcrypt(text, MALLORY_KEY),
      (text) => signed(text, `${MALLORY}#key-1`),
      (text) => anoncrypt(signed(text, `${MALLORY}#key-1`)),
      (text) => authcrypt(signed(text, `${MALLORY}#key-1`), MALLORY_KEY),
      (text) => anoncrypt(authcrypt(text, MALLORY_KEY)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...inner),
        fc.array(mutations(), { maxLength: 3 }),
        packings,
        async ([text, original], changes, pack) => {
          expectNothingForged(await unpack(pack(mutated(text, changes))), original)
        },
      ),
      { numRuns: 600 },
    )
  })
})

describe('a huge or deep envelope', () => {
  const MANY = 100_000
  const kids = Array.from({ length: MANY }, (_, index) => `${CAROL}#${index}`)

  /** JSON in JSON, `depth` times: too deep for anything that recurses. */
  function deep(open: string, close: string, inner = '1', depth = MANY): string {
    return open.repeat(depth) + inner + close.repeat(depth)
  }

  it.each([
    ['arrays', deep('[', ']')],
    ['objects', deep('{"a":', '}')],
    ['open arrays', '['.repeat(MANY)],
    ['open objects', '{"a":'.repeat(MANY)],
    ['a JWE of arrays', `{"protected":${deep('[', ']')},"ciphertext":""}`],
    [
      'a JWE with deep recipients',
      `{"protected":"e30","ciphertext":"","recipients":${deep('[', ']')}}`,
    ],
    [
      'a JWE with a deep header',
      anoncrypt(message).replace('"kid"', `"x":${deep('{"a":', '}')},"y"`),
    ],
    ['a JWS of objects', `{"payload":"","signatures":[${deep('{"header":', '}', '{}')}]}`],
    [
      'a deep protected header',
      anoncrypt(message, { mutate: { protectedJson: () => deep('[', ']') } }),
    ],
    [
      'a deep epk',
      anoncrypt(message, {
        mutate: { protectedJson: (json) => json.replace('"epk":', `"epk":${deep('[', ']')},"x":`) },
      }),
    ],
    [
      'a deep crit',
      anoncrypt(message, {
        mutate: { protectedJson: (json) => json.replace('{', `{"crit":${deep('[', ']')},`) },
      }),
    ],
    ['a deep payload', signed(deep('[', ']'))],
    ['a deep plaintext', anoncrypt(deep('{"a":', '}'))],
    ['deep from', JSON.stringify(message).replace(`"${ALICE}"`, deep('[', ']'))],
    [
      'deep attachments',
      JSON.stringify(message).replace('[{"id":"a"', `[${deep('[', ']')},{"id":"a"`),
    ],
  ])('[MSG-12] is refused: %s', async (_name, packed) => {
    expect(await codeOf(packed)).toMatch(
      /^(MALFORMED_ENVELOPE|INVALID_(MESSAGE|ATTACHMENT|KEY)|UNSUPPORTED_ALGORITHM)$/,
    )
  })

  it('[MSG-8][MSG-12] may have a deep body, which is passed on', async () => {
    const text = JSON.stringify(message).replace('"Lunch?"', deep('{"a":', '}'))
    for (const packed of [text, signed(text), anoncrypt(text), authcrypt(signed(text))]) {
      expect((await party.unpack(packed)).message.id).toBe('1')
    }
  })

  it('[ROT-2] has a from_prior that is deep', async () => {
    const privateJwk = secretOf(`${CAROL}#key-1`)
    const kid = `${CAROL}#key-1`
    const [, , signature] = from_prior.split('.')
    const deepHeader = base64Url(`{"alg":"EdDSA","kid":"${kid}","typ":${deep('[', ']')}}`)
    const texts = [
      rawJwt({ alg: 'EdDSA', privateJwk, header: { kid }, claims: deep('[', ']') }),
      rawJwt({ alg: 'EdDSA', privateJwk, header: { kid }, claims: `{"iss":${deep('[', ']')}}` }),
      `${deepHeader}.${base64Url(JSON.stringify(PRIOR))}.${signature}`,
      '.'.repeat(MANY),
    ]
    for (const text of texts) {
      expect(await codeOf(authcrypt({ ...message, from_prior: text }))).toBe('INVALID_FROM_PRIOR')
    }
  })

  /** An envelope with as many entries as there are kids, each of a right length. */
  function withRecipients(
    changes: RawHeader,
    entryOf: (kid: string, encrypted_key: string) => unknown,
  ): string {
    return anoncrypt(message, {
      enc: 'A256GCM',
      protectedHeader: { apv: apvOf(kids), ...changes },
      mutate: {
        envelope: (jwe: RawJweEnvelope) => ({
          ...jwe,
          recipients: kids.map((kid) => entryOf(kid, jwe.recipients[0]?.encrypted_key ?? '')),
        }),
      },
    })
  }

  it('[ENC-18] has a hundred thousand recipients, none of whom is held', async () => {
    const packed = withRecipients({}, (kid, encrypted_key) => ({ header: { kid }, encrypted_key }))
    const error = await errorOf(party.unpack(packed))
    expect(error.code).toBe('MALFORMED_ENVELOPE')
    expect(error.message.length).toBeLessThan(1000)
  })

  it('[ENC-18] has a hundred thousand recipients, the last of whom is held', async () => {
    const others = kids.slice(1).map((kid) => kid.replace(CAROL, BOB))
    const recipients = [...others.map((kid) => ({ header: { kid } })), { header: { kid: BOB_KEY } }]
    const packed = anoncrypt(message, {
      enc: 'A256GCM',
      protectedHeader: { apv: apvOf(recipients.map(({ header }) => header.kid)) },
      mutate: {
        envelope: (jwe: RawJweEnvelope) => ({
          ...jwe,
          recipients: recipients.map((entry) => ({
            ...entry,
            encrypted_key: jwe.recipients[0]?.encrypted_key,
          })),
        }),
      },
    })
    expect(await codeOf(packed)).toBe('MALFORMED_ENVELOPE')
  })

  it.each<readonly [string, RawHeader, (kid: string, encrypted_key: string) => unknown]>([
    ['that are empty', {}, () => ({})],
    ['that are numbers', {}, () => 1],
    ['that are one', {}, (_kid, encrypted_key) => ({ header: { kid: BOB_KEY }, encrypted_key })],
    [
      'of many DIDs',
      {},
      (kid, encrypted_key) => ({
        header: { kid: `did:x:${kid.length}${kid.split('#')[1]}#1` },
        encrypted_key,
      }),
    ],
    [
      'with an epk each',
      { epk: undefined },
      (kid, encrypted_key) => ({
        header: { kid, epk: { kty: 'OKP', crv: 'X25519', x: base64Url(Buffer.alloc(32, 9)) } },
        encrypted_key,
      }),
    ],
    ['without a wrapped key', {}, (kid) => ({ header: { kid }, encrypted_key: '' })],
  ])('[ENC-17][ENC-18] has a hundred thousand recipients %s', async (_name, changes, entryOf) => {
    const code = await codeOf(withRecipients(changes, entryOf))
    expect(code).toMatch(/^(MALFORMED_ENVELOPE|SECRET_NOT_FOUND|INVALID_KEY)$/)
  })

  it('[ENC-18] has as many recipients as members of its header, at a cost of their sum and not their product', async () => {
    // Multiplied they would take minutes.
    const some = kids.slice(0, 20_000)
    const protectedHeader = Object.fromEntries(some.map((_, index) => [`x${index}`, 1]))
    const packed = anoncrypt(message, {
      enc: 'A256GCM',
      protectedHeader: { ...protectedHeader, apv: apvOf(some) },
      mutate: {
        envelope: (jwe: RawJweEnvelope) => ({
          ...jwe,
          recipients: some.map((kid) => ({
            header: { kid },
            encrypted_key: jwe.recipients[0]?.encrypted_key,
          })),
        }),
      },
    })
    expect(packed.length).toBeLessThan(10 * 1024 * 1024)
    expect(await codeOf(packed)).toMatch(/^(MALFORMED_ENVELOPE|SECRET_NOT_FOUND)$/)
  })

  it('[SIG-8] has a hundred thousand signatures', async () => {
    const packed = signed(message, undefined, {
      mutateEnvelope: (jws: RawJwsEnvelope) => ({
        ...jws,
        signatures: kids.map(() => jws.signatures[0]),
      }),
    })
    expect(await codeOf(packed)).toBe('MALFORMED_ENVELOPE')
  })

  it('[ENC-17] has a hundred thousand members in each of its headers', async () => {
    const names = Object.fromEntries(kids.map((_, index) => [`x${index}`, 1]))
    const recipients = [{ ...recipientOf(BOB_KEY), header: { ...names, y: 1 } }]
    expect(await codeOf(anoncrypt(message, { protectedHeader: names }))).toBe('none')
    expect(await codeOf(anoncrypt(message, { unprotectedHeader: names }))).toBe('none')
    expect(await codeOf(anoncrypt(message, { recipients }))).toBe('none')
    expect(await codeOf(anoncrypt(message, { protectedHeader: names, recipients }))).toBe(
      'MALFORMED_ENVELOPE',
    )
    const signatures = [signatureBy(`${ALICE}#key-1`, { protectedHeader: names })]
    expect(await codeOf(signed(message, [], { signatures }))).toBe('none')
  })

  it('[ENC-19] is to a hundred thousand DIDs, with as many attachments and headers', async () => {
    const to = kids.map((_, index) => `did:example:${index}`)
    expect(await codeOf(anoncrypt({ ...message, to }))).toBe('RECIPIENT_MISMATCH')
    expect(await codeOf(anoncrypt({ ...message, to: [...to, BOB] }))).toBe('none')
    const attachments = kids.map((id) => ({ id, data: { json: 1 } }))
    expect(await codeOf(authcrypt({ ...message, attachments }))).toBe('none')
    const headers = Object.fromEntries(kids.map((kid) => [kid, kid]))
    expect(await codeOf(signed({ ...headers, ...message }))).toBe('none')
  })

  const long = 'x'.repeat(10 * 1024 * 1024)

  it.each(['protected', 'iv', 'ciphertext', 'tag', 'aad'])(
    '[ENC-17] has ten million letters in %s',
    async (member) => {
      for (const text of [long, base64Url(long), `${long}=`, '\u00e9'.repeat(long.length / 4)]) {
        const packed = anoncrypt(message, {
          mutate: { envelope: (jwe) => ({ ...jwe, [member]: text }) },
        })
        expect(await codeOf(packed)).toMatch(/^(MALFORMED_ENVELOPE|DECRYPTION_FAILED)$/)
      }
    },
  )

  it.each(['alg', 'enc', 'kid', 'skid', 'apu', 'apv', 'crit'])(
    '[ENC-17] has ten million letters in the header %s, and does not repeat them',
    async (name) => {
      const header = { [name]: name === 'apu' || name === 'apv' ? base64Url(long) : long }
      const { message: text } = await errorOf(
        party.unpack(authcrypt(message, ALICE_KEY, { protectedHeader: header })),
      )
      expect(text.length).toBeLessThan(1000)
    },
  )

  it('[ENC-17] has ten million letters in an epk, a kid, an encrypted_key or a signature', async () => {
    const ephemeral = {
      publicJwk: { kty: 'OKP', crv: 'X25519', x: long },
      sharedSecret: () => new Uint8Array(32),
    }
    const recipients = [{ ...recipientOf(BOB_KEY), kid: `${BOB}#${long}` }]
    const envelopes = [
      anoncrypt(message, { ephemeral }),
      anoncrypt(message, { recipients }),
      anoncrypt(message, {
        mutate: {
          envelope: (jwe) => ({
            ...jwe,
            recipients: [{ header: { kid: BOB_KEY }, encrypted_key: long }],
          }),
        },
      }),
      signed(message, [], {
        signatures: [signatureBy(`${ALICE}#key-1`, { header: { kid: `${ALICE}#${long}` } })],
      }),
      signed(message, undefined, {
        mutateEnvelope: (jws) => ({
          ...jws,
          signatures: [{ ...jws.signatures[0], signature: long }],
        }),
      }),
      JSON.stringify({ ...message, from: `did:example:${long}` }),
      anoncrypt({ ...message, from_prior: long }),
      `${long}.${long}.x.x.x`,
      '.'.repeat(long.length),
    ]
    for (const packed of envelopes) {
      const error = await errorOf(party.unpack(packed))
      expect(error.message.length).toBeLessThan(1000)
    }
  })

  it('[ENC-17] has a name of ten million letters in two parts of its header, and does not repeat it', async () => {
    const header = { [long]: 1 }
    const envelopes = [
      anoncrypt(message, { protectedHeader: header, unprotectedHeader: header }),
      signed(message, [], {
        signatures: [
          signatureBy(`${ALICE}#key-1`, {
            protectedHeader: header,
            header: { ...header, kid: `${ALICE}#key-1` },
          }),
        ],
      }),
    ]
    for (const packed of envelopes) {
      const error = await errorOf(party.unpack(packed))
      expect(error.code).toBe('MALFORMED_ENVELOPE')
      expect(error.message.length).toBeLessThan(1000)
    }
  })

  it('[ENC-19][SIG-5] names DIDs and kids of sixteen thousand letters in few words', async () => {
    const did = `did:example:${'x'.repeat(16_000)}`
    const kid = `${did}#key-1`
    const unnamed = { ...message, from: did, to: [did] }
    const envelopes = [
      [
        'SIGNER_MISMATCH',
        signed(message, [], { signatures: [signatureBy(`${ALICE}#key-1`, { header: { kid } })] }),
      ],
      ['SIGNER_MISMATCH', signed(unnamed)],
      ['SENDER_MISMATCH', authcrypt(unnamed)],
      [
        'INVALID_FROM_PRIOR',
        authcrypt({
          ...message,
          from_prior: rawJwt({
            alg: 'EdDSA',
            privateJwk: secretOf(`${CAROL}#key-1`),
            header: { kid },
            claims: { ...PRIOR, iss: `${did}x` },
          }),
        }),
      ],
    ] as const
    for (const [code, packed] of envelopes) {
      const error = await errorOf(party.unpack(packed))
      expect(error.code).toBe(code)
      expect(error.message.length).toBeLessThan(1000)
    }
  })

  it('[MSG-12] has a large body', async () => {
    const large = { ...message, body: { content: long } }
    for (const packed of [anoncrypt(large, { enc: 'A256GCM' }), signed(large)]) {
      expect((await party.unpack(packed)).message).toStrictEqual(large)
    }
    const tampered = anoncrypt(large, {
      enc: 'A256GCM',
      mutate: { envelope: (jwe) => ({ ...jwe, tag: flipBit(jwe.tag) }) },
    })
    expect(await codeOf(tampered)).toBe('DECRYPTION_FAILED')
  })
})

describe('the size of an envelope', () => {
  /** Characters with the bytes that each takes in UTF-8. */
  const characters = [
    ['a', 1],
    ['\u00e9', 2],
    ['\u20ac', 3],
    ['\u{1F600}', 4],
    // Half of a pair, which UTF-8 cannot hold: it is replaced by U+FFFD.
    ['\ud83d', 3],
    ['a\u00e9', 3],
    ['\u{1F600}a\u20ac', 8],
  ] as const

  it.each(characters)('[MSG-12] is counted in bytes: %j', async (character, bytes) => {
    const frame = `{"id":"1","type":"x","body":{"content":""}}`
    for (const count of [0, 1, 2, 100]) {
      const packed = frame.replace('""', () => `"${character.repeat(count)}"`)
      const size = frame.length + count * bytes
      const { message: unpacked } = await party.unpack(packed, { maxBytes: size })
      expect(unpacked.id).toBe('1')
      const error = await errorOf(party.unpack(packed, { maxBytes: size - 1 }))
      expect(error).toMatchObject({ code: 'MESSAGE_TOO_LARGE', details: { maxBytes: size - 1 } })
    }
  })

  it('[MSG-12] is 10 MiB at most by default', async () => {
    const bob10MiB = await partyOf(bob, { kids: [BOB_KEY] })
    const limit = 10_485_760
    for (const [character, bytes] of [
      ['x', 1],
      ['\u20ac', 3],
    ] as const) {
      const frame = `{"id":"1","type":"x","body":{"content":""},"fill":""}`
      const filler = '-'.repeat((limit - frame.length) % bytes)
      const content = character.repeat(Math.floor((limit - frame.length) / bytes))
      const packed = frame
        .replace('content":""', `content":"${content}"`)
        .replace('fill":""', `fill":"${filler}"`)
      expect(Buffer.byteLength(packed)).toBe(limit)
      expect((await bob10MiB.unpack(packed)).message.id).toBe('1')
      const { code, details } = await errorOf(bob10MiB.unpack(`${packed} `))
      expect({ code, details }).toEqual({ code: 'MESSAGE_TOO_LARGE', details: { maxBytes: limit } })
    }
  })

  it('[MSG-12] is that of the outermost envelope', async () => {
    for (const packed of [
      signed(message),
      anoncrypt(message),
      authcrypt(message),
      anoncrypt(signed(message)),
    ]) {
      expect(await party.unpack(packed, { maxBytes: packed.length })).toMatchObject({ message })
      const error = await errorOf(party.unpack(packed, { maxBytes: packed.length - 1 }))
      expect(error.code).toBe('MESSAGE_TOO_LARGE')
    }
  })

  it.each(['99999', null, {}, [99999], 99999n, Object.create(null)])(
    '[MSG-12] is limited by a number, not %s',
    async (maxBytes) => {
      const policy = { maxBytes } as unknown as UnpackPolicy
      const { code } = await errorOf(party.unpack(JSON.stringify(message), policy))
      expect(code).toBe('INVALID_ARGUMENT')
    },
  )

  it('[MSG-12] is checked first, and always', async () => {
    expect(await errorOf(party.unpack('{'.repeat(10), { maxBytes: 9 }))).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
    })
    for (const maxBytes of [0, -1, Number.NaN]) {
      const { code } = await errorOf(party.unpack(JSON.stringify(message), { maxBytes }))
      expect(code).toBe('MESSAGE_TOO_LARGE')
    }
    const small = await partyOf(bob, { kids: [BOB_KEY], policy: { maxBytes: 10 } })
    expect(await errorOf(small.unpack(anoncrypt(message)))).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
    })
    expect(await small.unpack(anoncrypt(message), { maxBytes: 10_000 })).toMatchObject({ message })
  })
})

// Mutations: a place in the tree, headers and payloads decoded, and what happens there.

type Json = null | boolean | number | string | Json[] | { [member: string]: Json }

/** Bytes that are JSON inside of JSON, and are mutated like the rest. */
class Encoded {
  readonly json: Json
  constructor(json: Json) {
    this.json = json
  }
}

interface Mutation {
  readonly place: number
  readonly kind: (typeof MUTATIONS)[number]
  readonly value: Json
  readonly bit: number
}

const MUTATIONS = ['delete', 'retype', 'flip', 'cut', 'pad', 'duplicate', 'rename', 'swap'] as const
const NAMES = [
  'kid',
  'alg',
  'enc',
  'skid',
  'apu',
  'apv',
  'epk',
  'from',
  'to',
  'id',
  'type',
  'protected',
  'payload',
  'recipients',
  'signatures',
  'ciphertext',
  'from_prior',
  '__proto__',
  'crit',
]

function mutations(): fc.Arbitrary<Mutation> {
  const values = fc.oneof(
    fc.constantFrom<Json>(
      null,
      true,
      0,
      -1,
      1e300,
      '',
      [],
      {},
      [null],
      'none',
      'HS256',
      'EdDSA',
      'XC20P',
    ),
    fc.constantFrom<Json>(
      ALICE,
      BOB,
      MALLORY,
      [MALLORY],
      [BOB, MALLORY],
      ALICE_KEY,
      MALLORY_KEY,
      BOB_KEY,
      from_prior,
    ),
    fc.constantFrom<Json>(
      'ECDH-ES+A256KW',
      'ECDH-1PU+A256KW',
      `${MALLORY}#key-1`,
      base64Url(MALLORY_KEY),
    ),
    fc.string({ maxLength: 5 }),
    fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
  )
  return fc.record({
    place: fc.nat(),
    kind: fc.constantFrom(...MUTATIONS),
    value: values,
    bit: fc.nat(),
  })
}

function mutated(packed: string, changes: readonly Mutation[]): string {
  if (!packed.startsWith('{')) return mutatedText(packed, changes)
  const root: Json = [parsed(packed)]
  for (const change of changes) {
    const places = placesIn(root)
    places[change.place % places.length]?.(change)
  }
  return JSON.stringify(root[0] ?? null)
}

/** A compact JWE has no tree: its parts are mutated. */
function mutatedText(packed: string, changes: readonly Mutation[]): string {
  const root: Json = [packed.split('.')]
  for (const change of changes) {
    const places = placesIn(root)
    places[change.place % places.length]?.(change)
  }
  return [root[0]].flat().join('.')
}

/** Copies a value, so that a later mutation is made in one place. */
function copied(value: Json): Json {
  return parsed(JSON.stringify(value))
}

function parsed(text: string): Json {
  return JSON.parse(text) as Json
}

/** Every place of the tree, as a function that makes a mutation there. */
function placesIn(node: Json): ((mutation: Mutation) => void)[] {
  if (typeof node !== 'object' || node === null) return []
  const keys = Object.keys(node)
  const parent = node as { [key: string]: Json }
  return keys.flatMap((key) => {
    const value = parent[key] ?? null
    const here = (mutation: Mutation) => mutate(parent, key, value, mutation)
    const inside = decoded(value)
    const nested = inside
      ? placesIn(inside.json).map((place) => (mutation: Mutation) => {
          place(mutation)
          put(parent, key, base64Url(JSON.stringify(inside.json)))
        })
      : placesIn(value)
    return [here, ...nested]
  })
}

/** The JSON object that a base64url text holds, if it does. */
function decoded(value: Json): Encoded | undefined {
  if (typeof value !== 'string' || !value.startsWith('ey')) return undefined
  try {
    const json = parsed(Buffer.from(value, 'base64url').toString())
    return typeof json === 'object' && json !== null ? new Encoded(json) : undefined
  } catch {
    return undefined
  }
}

function put(parent: { [key: string]: Json }, key: string, value: Json): void {
  Object.defineProperty(parent, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  })
}

function mutate(
  parent: { [key: string]: Json },
  key: string,
  value: Json,
  { kind, value: retyped, bit }: Mutation,
): void {
  const text = typeof value === 'string' ? value : undefined
  const other = copied(retyped)
  const siblings = Object.keys(parent)
  const sibling = siblings[bit % siblings.length] ?? key
  if (kind === 'delete') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
  } else if (kind === 'duplicate') {
    if (Array.isArray(parent)) parent.push(copied(value))
    else put(parent, NAMES[bit % NAMES.length] ?? key, copied(value))
  } else if (kind === 'rename' && !Array.isArray(parent)) {
    delete parent[key]
    put(parent, NAMES[bit % NAMES.length] ?? key, value)
  } else if (kind === 'swap') {
    put(parent, key, parent[sibling] ?? null)
    put(parent, sibling, value)
  } else if (kind === 'flip' && text) {
    const bytes = Buffer.from(text, 'base64url')
    put(parent, key, bytes.length > 0 ? flipBit(text, bit % bytes.length) : other)
  } else if (kind === 'cut' && text) {
    put(parent, key, text.slice(0, bit % text.length))
  } else if (kind === 'pad' && text) {
    put(parent, key, text + ['=', 'A', 'AAAA', ' ', '\n'][bit % 5])
  } else {
    put(parent, key, other)
  }
}
