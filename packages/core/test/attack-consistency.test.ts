import type { UnpackPolicy } from '@didcomm/core'
import type { DIDDocument } from '@didcomm/core/contracts'
import {
  alice,
  bob,
  carol,
  errorOf,
  exampleDIDDocuments,
  mallory,
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
  methodOf,
  signatureBy,
  signed,
} from './support/attacks.ts'
import { partyOf } from './support/party.ts'

const CAROL_KEY = `${CAROL}#key-x25519-1`
const message = {
  id: '1',
  typ: 'application/didcomm-plain+json',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: { content: 'Lunch?' },
}
const { from: _from, ...withoutFrom } = message
const { to: _to, ...withoutTo } = message
const fromMallory = { ...message, from: MALLORY }

/** A resolver over everybody's documents, some of them replaced or added, under the DID that they answer for. */
function resolverOf(replaced: { readonly [did: string]: unknown } = {}): StaticResolver {
  const resolver = new StaticResolver(exampleDIDDocuments)
  for (const [did, document] of Object.entries(replaced)) {
    resolver.documents.set(did, document as DIDDocument)
  }
  return resolver
}

/** What bob's X25519 keys make of a text: what he was refused for, and what he resolved meanwhile. */
async function bobRefuses(packed: string, resolver = resolverOf(), policy: UnpackPolicy = {}) {
  const party = await partyOf(bob, { resolver, kids: [BOB_KEY, `${BOB}#key-p256-1`] })
  const { code, details } = await errorOf(party.unpack(packed, policy))
  return { code, details, resolved: resolver.resolved }
}

describe('the sender of an encrypted message', () => {
  it('[ENC-19] is not the from that mallory writes', async () => {
    expect(await bobRefuses(authcrypt(message, MALLORY_KEY))).toMatchObject({
      code: 'SENDER_MISMATCH',
      details: { kid: MALLORY_KEY, header: 'from' },
    })
  })

  it('[ENC-19] is not the from that mallory writes inside anoncrypt', async () => {
    expect(await bobRefuses(anoncrypt(authcrypt(message, MALLORY_KEY)))).toMatchObject({
      code: 'SENDER_MISMATCH',
      details: { kid: MALLORY_KEY, header: 'from' },
    })
  })

  it('[ENC-19] is not mallory because alice says so', async () => {
    expect(await bobRefuses(authcrypt(fromMallory))).toMatchObject({
      code: 'SENDER_MISMATCH',
      details: { kid: ALICE_KEY },
    })
  })

  it.each([
    ['missing', withoutFrom],
    ['null', { ...message, from: null }],
  ])('[MSG-4][ENC-19] needs a from in authcrypt; here it is %s', async (_name, plaintext) => {
    for (const packed of [authcrypt(plaintext), anoncrypt(authcrypt(plaintext))]) {
      expect(await bobRefuses(packed)).toMatchObject({
        code: 'SENDER_MISMATCH',
        details: { kid: ALICE_KEY, header: 'from' },
      })
    }
  })

  it.each([
    ['a key', ALICE_KEY],
    ['a path', `${ALICE}/path`],
    ['a query', `${ALICE}?versionId=1`],
    ['a name', 'alice'],
    ['an array', [ALICE]],
  ])('[MSG-4] is a DID and not %s', async (_name, from) => {
    expect(await bobRefuses(authcrypt({ ...message, from }))).toMatchObject({
      code: 'INVALID_MESSAGE',
      details: { header: 'from' },
    })
  })

  it('[MSG-4][ENC-19] is not packed as another than the from', async () => {
    const party = await partyOf([alice, mallory])
    const packing = [
      party.packEncrypted(message, { to: BOB, from: MALLORY }),
      party.packEncrypted(withoutFrom, { to: BOB, from: ALICE }),
    ]
    for (const packed of packing) {
      expect(await errorOf(packed)).toMatchObject({ code: 'SENDER_MISMATCH' })
    }
  })

  it('[ENC-19] is proven by nothing in anoncrypt, whatever from says', async () => {
    const result = await (await partyOf(bob)).unpack(anoncrypt(message))
    expect(result).toMatchObject({ message, authenticated: false, anonymousSender: true })
    expect(result.sender).toBeUndefined()
  })
})

describe('the signer of a message', () => {
  const byMallory = signed(message, `${MALLORY}#key-1`)

  it.each([
    ['a signature', byMallory],
    ['anoncrypt', anoncrypt(byMallory)],
    ['authcrypt of alice', authcrypt(byMallory)],
    ['anoncrypt around authcrypt of alice', anoncrypt(authcrypt(byMallory))],
  ])('[SIG-5][ENV-2][ENV-3] is not the from that mallory writes, in %s', async (_name, packed) => {
    expect(await bobRefuses(packed)).toMatchObject({
      code: 'SIGNER_MISMATCH',
      details: { kid: `${MALLORY}#key-1`, header: 'from' },
    })
  })

  it('[SIG-5] is compared with from before anything is resolved', async () => {
    expect(await bobRefuses(byMallory)).toMatchObject({ resolved: [] })
  })

  it.each([
    ['without from', withoutFrom],
    ['from null', { ...message, from: null }],
  ])('[SIG-5] needs a from; here it is a message %s', async (_name, payload) => {
    expect(await bobRefuses(signed(payload))).toMatchObject({
      code: 'SIGNER_MISMATCH',
      resolved: [],
    })
  })

  it.each([
    ['mallory in authcrypt of alice', authcrypt(signed(fromMallory, `${MALLORY}#key-1`))],
    ['alice in authcrypt of mallory', authcrypt(signed(message), MALLORY_KEY)],
  ])('[ENV-2][ENV-3] is the sender: not %s', async (_name, packed) => {
    expect(await bobRefuses(packed)).toMatchObject({ code: 'SENDER_MISMATCH' })
    expect(await bobRefuses(anoncrypt(packed))).toMatchObject({ code: 'SENDER_MISMATCH' })
  })

  it.each([
    ['authcrypt', authcrypt(signed(message))],
    ['anoncrypt around authcrypt', anoncrypt(authcrypt(signed(message)))],
  ])('[ENV-2][ENV-3] may be the sender as well, in %s', async (_name, packed) => {
    expect(await (await partyOf(bob)).unpack(packed)).toMatchObject({
      message,
      sender: ALICE,
      signer: ALICE,
      authenticated: true,
      nonRepudiable: true,
    })
  })

  it('[SIG-8] is one: mallory signs beside alice', async () => {
    const kids = [`${ALICE}#key-1`, `${MALLORY}#key-1`]
    for (const order of [kids, [...kids].reverse()]) {
      expect(await bobRefuses(signed(message, order))).toMatchObject({
        code: 'SIGNER_MISMATCH',
        details: { kid: `${MALLORY}#key-1` },
        resolved: [],
      })
    }
  })

  it('[SIG-8] made all of the signatures: mallory adds one with the kid of alice', async () => {
    const right = signatureBy(`${ALICE}#key-1`)
    const forged = signatureBy(`${MALLORY}#key-2`, { header: { kid: `${ALICE}#key-2` } })
    for (const signatures of [
      [right, forged],
      [forged, right],
    ]) {
      expect(await bobRefuses(signed(message, [], { signatures }))).toMatchObject({
        code: 'INVALID_SIGNATURE',
        details: { kid: `${ALICE}#key-2` },
      })
    }
  })

  it('[SIG-8] may sign with several keys, all of which are reported', async () => {
    const kids = [`${ALICE}#key-3`, `${ALICE}#key-1`, `${ALICE}#key-2`]
    const { layers, signer } = await (await partyOf(bob)).unpack(signed(message, kids))
    expect(signer).toBe(ALICE)
    expect(layers).toMatchObject([{ signatures: kids.map((kid) => ({ kid })) }])
  })

  it('[SIG-5] is not packed as another than the from', async () => {
    const party = await partyOf([alice, mallory])
    const packing = [
      party.packSigned(message, { signBy: MALLORY }),
      party.packSigned(withoutFrom, { signBy: ALICE }),
      party.packEncrypted(message, { to: BOB, signBy: MALLORY }),
    ]
    for (const packed of packing) {
      expect(await errorOf(packed)).toMatchObject({ code: 'SIGNER_MISMATCH' })
    }
  })
})

describe('the key of a signer', () => {
  /** Alice with her first key under another relationship than `authentication`. */
  function moved(relationship: string): StaticResolver {
    const [first, ...others] = alice.document.authentication ?? []
    return resolverOf({
      [ALICE]: { ...alice.document, authentication: others, [relationship]: [first] },
    })
  }

  it.each([
    'assertionMethod',
    'capabilityInvocation',
    'capabilityDelegation',
    'verificationMethod',
    'keyAgreement',
  ])('[SIG-4] stands in authentication, not in %s alone', async (relationship) => {
    for (const packed of [signed(message), anoncrypt(signed(message))]) {
      expect(await bobRefuses(packed, moved(relationship))).toMatchObject({
        code: 'KEY_NOT_AUTHORIZED',
        details: { kid: `${ALICE}#key-1` },
      })
    }
  })

  it('[SIG-4] is not one for key agreement, which can sign as well', async () => {
    const kid = `${ALICE}#key-p256-1`
    const signatures = [
      signatureBy(`${ALICE}#key-2`, { privateJwk: secretOf(kid), header: { kid } }),
    ]
    expect(await bobRefuses(signed(message, [], { signatures }))).toMatchObject({
      code: 'KEY_NOT_AUTHORIZED',
      details: { kid },
    })
  })

  it.each([
    ['unknown', `${ALICE}#key-9`],
    ['without a fragment', ALICE],
    ['of a path', `${ALICE}/path#key-1`],
    ['of a query', `${ALICE}?versionId=1#key-1`],
  ])('[SIG-4] is in the document; here it is %s', async (_name, kid) => {
    const signatures = [signatureBy(`${ALICE}#key-1`, { header: { kid } })]
    expect(await bobRefuses(signed(message, [], { signatures }))).toMatchObject({
      code: 'KEY_NOT_FOUND',
    })
  })

  it('[SIG-4] has an absolute kid', async () => {
    const signatures = [signatureBy(`${ALICE}#key-1`, { header: { kid: '#key-1' } })]
    const { code, resolved } = await bobRefuses(signed(message, [], { signatures }))
    expect(['INVALID_DID', 'MALFORMED_ENVELOPE']).toContain(code)
    expect(resolved).toEqual([])
  })

  it('[ENC-22] has its authority from the resolution that its material came from', async () => {
    // First alice's document; ever after, one in which her kid is mallory's key.
    const forged = {
      ...alice.document,
      authentication: [methodOf(`${MALLORY}#key-1`, `${ALICE}#key-1`)],
    }
    class Turncoat extends StaticResolver {
      override async resolve(did: string): Promise<DIDDocument> {
        const document = await super.resolve(did)
        return this.resolved.length > 1 ? forged : document
      }
    }
    const signatures = [signatureBy(`${MALLORY}#key-1`, { header: { kid: `${ALICE}#key-1` } })]
    const resolver = new Turncoat(exampleDIDDocuments)
    expect(await bobRefuses(signed(message, [], { signatures }), resolver)).toMatchObject({
      code: 'INVALID_SIGNATURE',
      resolved: [ALICE],
    })
  })
})

describe('the recipient of a message', () => {
  const toCarol = { ...message, to: [CAROL] }
  const lenient = { acceptUnnamedRecipient: true }

  it.each([
    ['carol', anoncrypt(signed(toCarol)), 'RECIPIENT_MISMATCH'],
    ['carol, with her own key', authcrypt(signed(toCarol), CAROL_KEY), 'SENDER_MISMATCH'],
    ['mallory', anoncrypt(authcrypt(signed(toCarol), MALLORY_KEY)), 'RECIPIENT_MISMATCH'],
  ])(
    "[SIG-6][ENC-19] is not bob when alice's signed word to carol is passed on by %s",
    async (_name, packed, code) => {
      expect(await bobRefuses(packed)).toMatchObject({ code })
      expect(await bobRefuses(packed, resolverOf(), lenient)).toMatchObject({ code })
    },
  )

  it.each([
    ['anoncrypt', anoncrypt],
    ['authcrypt', (plaintext: object) => authcrypt({ ...plaintext })],
  ])('[SIG-6] is named in what is signed and encrypted, by %s', async (_name, encrypt) => {
    for (const plaintext of [withoutTo, { ...message, to: [] }, { ...message, to: null }]) {
      const { code, details } = await bobRefuses(
        encrypt(signedAsHeader(plaintext)),
        resolverOf(),
        lenient,
      )
      expect({ code, details }).toEqual({
        code: 'RECIPIENT_MISMATCH',
        details: { header: 'to' },
      })
    }
  })

  it('[SIG-6] is named in what we sign and encrypt', async () => {
    const party = await partyOf(alice)
    expect(await errorOf(party.packEncrypted(withoutTo, { to: BOB, signBy: ALICE }))).toMatchObject(
      { code: 'RECIPIENT_MISMATCH', details: { header: 'to' } },
    )
  })

  it('[SIG-6] need not be named in what is only signed, or only encrypted', async () => {
    const party = await partyOf(bob)
    for (const packed of [signed(withoutTo), authcrypt(withoutTo), anoncrypt(withoutTo)]) {
      expect(await party.unpack(packed)).toMatchObject({ message: withoutTo, warnings: [] })
    }
  })

  it.each([
    ['anoncrypt', anoncrypt(toCarol)],
    ['authcrypt', authcrypt(toCarol)],
    ['anoncrypt around authcrypt', anoncrypt(authcrypt(toCarol))],
    ['anoncrypt, to nobody', anoncrypt({ ...message, to: [] })],
  ])('[ENC-19] is one of to: %s', async (_name, packed) => {
    expect(await bobRefuses(packed)).toMatchObject({
      code: 'RECIPIENT_MISMATCH',
      details: { kid: BOB_KEY, header: 'to' },
    })
  })

  it('[ENC-19] may be another than those of to, with a warning, when a policy says so', async () => {
    const unnamed = { code: 'RECIPIENT_NOT_NAMED', message: expect.stringContaining(BOB_KEY) }
    const byCall = await (await partyOf(bob)).unpack(authcrypt(toCarol), lenient)
    expect(byCall).toMatchObject({ message: toCarol, sender: ALICE, warnings: [unnamed] })
    const byService = await (await partyOf(bob, { policy: lenient })).unpack(authcrypt(toCarol))
    expect(byService.warnings).toStrictEqual([unnamed])
    const refused = (await partyOf(bob, { policy: lenient })).unpack(authcrypt(toCarol), {
      acceptUnnamedRecipient: false,
    })
    expect(await errorOf(refused)).toMatchObject({ code: 'RECIPIENT_MISMATCH' })
  })

  it('[ENC-19] being unnamed loosens nothing else', async () => {
    const packed = authcrypt(toCarol, MALLORY_KEY)
    expect(await bobRefuses(packed, resolverOf(), lenient)).toMatchObject({
      code: 'SENDER_MISMATCH',
    })
  })

  it('[ENC-19] is named for every layer, by one who is two', async () => {
    const party = await partyOf([bob, carol])
    const inner = authcrypt(message)
    const passedOn = anoncrypt(inner, { to: [CAROL_KEY] })
    expect(await errorOf(party.unpack(passedOn))).toMatchObject({
      code: 'RECIPIENT_MISMATCH',
      details: { kid: CAROL_KEY },
    })
    const misdirected = anoncrypt(authcrypt(message, ALICE_KEY, { to: [CAROL_KEY] }))
    expect(await errorOf(party.unpack(misdirected))).toMatchObject({
      code: 'RECIPIENT_MISMATCH',
      details: { kid: CAROL_KEY },
    })
  })

  it('[ENC-19] is not packed as another than those of to', async () => {
    const party = await partyOf(alice)
    for (const options of [{ to: BOB }, { to: BOB_KEY }, { to: BOB, signBy: ALICE }]) {
      expect(await errorOf(party.packEncrypted(toCarol, options))).toMatchObject({
        code: 'RECIPIENT_MISMATCH',
      })
    }
  })

  it.each([
    ['a string', BOB],
    ['a key', [BOB_KEY]],
    ['no DID', ['bob']],
    ['an object', { 0: BOB }],
  ])('[MSG-4][MSG-5] is named in an array of DIDs, not by %s', async (_name, to) => {
    expect(await bobRefuses(anoncrypt({ ...message, to }), resolverOf(), lenient)).toMatchObject({
      code: 'INVALID_MESSAGE',
      details: { header: 'to' },
    })
  })
})

describe('the kids of an encrypted message', () => {
  const wrongKids = [
    ['relative', '#key-x25519-1'],
    ['a DID', BOB],
    ['with an empty fragment', `${BOB}#`],
    ['no DID URL', 'key-x25519-1'],
    ['empty', ''],
    ['an https URL', 'https://example.com/#key-1'],
  ] as const

  it.each(wrongKids)(
    '[ENC-11] are absolute DID URLs of keys: a kid that is %s',
    async (_name, kid) => {
      const recipients = [{ ...recipientOf(BOB_KEY), kid }]
      for (const packed of [
        anoncrypt(message, { recipients }),
        authcrypt(message, ALICE_KEY, { recipients }),
      ]) {
        expect(await bobRefuses(packed)).toMatchObject({
          code: 'MALFORMED_ENVELOPE',
          details: { header: 'kid' },
          resolved: [],
        })
      }
    },
  )

  it('[ENC-11] are absolute DID URLs of keys, the second of them as well', async () => {
    const recipients = [recipientOf(BOB_KEY), { ...recipientOf(BOB_KEY), kid: '#key-x25519-2' }]
    expect(await bobRefuses(anoncrypt(message, { recipients }))).toMatchObject({
      code: 'MALFORMED_ENVELOPE',
      details: { header: 'kid' },
    })
  })

  it.each(wrongKids)(
    '[ENC-11] are absolute DID URLs of keys: a skid that is %s',
    async (_name, skid) => {
      expect(await bobRefuses(authcrypt(message, ALICE_KEY, { skid }))).toMatchObject({
        code: 'MALFORMED_ENVELOPE',
        resolved: [],
      })
    },
  )

  it('[ENC-11] name a key in the keyAgreement of the sender, not in authentication', async () => {
    const skid = `${ALICE}#key-2`
    const packed = authcrypt(message, skid, { to: [`${BOB}#key-p256-1`] })
    expect(await bobRefuses(packed)).toMatchObject({
      code: 'KEY_NOT_AUTHORIZED',
      details: { did: ALICE, kid: skid },
    })
  })

  it('[ENC-11] name a key in the keyAgreement of the recipient, not in authentication', async () => {
    const kid = `${CAROL}#key-2`
    const party = await partyOf(carol)
    for (const packed of [
      anoncrypt(message, { to: [kid] }),
      authcrypt(message, `${ALICE}#key-p256-1`, { to: [kid] }),
    ]) {
      expect(await errorOf(party.unpack(packed))).toMatchObject({
        code: 'KEY_NOT_AUTHORIZED',
        details: { did: CAROL, kid },
      })
    }
  })

  it('[ENC-11] name keys that sender and recipient have', async () => {
    const skid = `${ALICE}#key-9`
    expect(await bobRefuses(authcrypt(message, ALICE_KEY, { skid }))).toMatchObject({
      code: 'KEY_NOT_FOUND',
      details: { did: ALICE, kid: skid },
    })
    const without = resolverOf({ [BOB]: { ...bob.document, keyAgreement: [] } })
    expect(await bobRefuses(anoncrypt(message), without)).toMatchObject({
      code: 'KEY_NOT_FOUND',
      details: { did: BOB, kid: BOB_KEY },
    })
  })

  it('[ENC-11] are packed from keyAgreement alone', async () => {
    const party = await partyOf(alice)
    const toAuthentication = { ...message, to: [CAROL] }
    expect(
      await errorOf(party.packEncrypted(toAuthentication, { to: `${CAROL}#key-2` })),
    ).toMatchObject({ code: 'KEY_NOT_AUTHORIZED' })
    expect(
      await errorOf(party.packEncrypted(message, { to: BOB, from: `${ALICE}#key-2` })),
    ).toMatchObject({ code: 'KEY_NOT_AUTHORIZED' })
    expect(
      await errorOf(party.packSigned(message, { signBy: `${ALICE}#key-p256-1` })),
    ).toMatchObject({ code: 'KEY_NOT_AUTHORIZED' })
  })

  it('[ENC-12] are of one DID', async () => {
    for (const to of [
      [BOB_KEY, CAROL_KEY],
      [CAROL_KEY, BOB_KEY],
      [BOB_KEY, `${BOB}#key-x25519-2`, CAROL_KEY],
    ]) {
      for (const packed of [anoncrypt(message, { to }), authcrypt(message, ALICE_KEY, { to })]) {
        expect(await bobRefuses(packed)).toMatchObject({
          code: 'MALFORMED_ENVELOPE',
          details: { header: 'recipients' },
          resolved: [],
        })
      }
    }
  })

  it('[ENC-23] that are exchanged are an ordinary failure to decrypt', async () => {
    const [first, second] = [recipientOf(BOB_KEY), recipientOf(`${BOB}#key-x25519-2`)]
    const recipients = [
      { ...first, kid: second.kid },
      { ...second, kid: first.kid },
    ]
    for (const kids of [[first.kid], [second.kid], [first.kid, second.kid]]) {
      const party = await partyOf(bob, { kids })
      for (const packed of [
        anoncrypt(message, { recipients }),
        authcrypt(message, ALICE_KEY, { recipients }),
      ]) {
        const error = await errorOf(party.unpack(packed))
        expect(error.code).toBe('DECRYPTION_FAILED')
        expect(error.details).toEqual({})
      }
    }
  })

  it('[ENC-23] that are reported are of the key that opened the entry', async () => {
    const [second, third] = [`${BOB}#key-x25519-2`, `${BOB}#key-x25519-3`]
    // Two of three entries bear the labels of each other: the third alone opens.
    const recipients = [
      { ...recipientOf(BOB_KEY), kid: second },
      { ...recipientOf(second), kid: BOB_KEY },
      recipientOf(third),
    ]
    const { layers } = await (await partyOf(bob)).unpack(anoncrypt(message, { recipients }))
    expect(layers).toMatchObject([{ recipientKid: third, recipientKids: [second, BOB_KEY, third] }])
  })
})

describe('the DID document', () => {
  const encrypted = authcrypt(message)
  const aliceSigned = signed(message)

  it.each([
    ['the sender', ALICE, encrypted],
    ['the signer', ALICE, aliceSigned],
    ['the recipient', BOB, anoncrypt(message)],
  ])('[ENC-21] is that of %s, and not of mallory', async (_name, did, packed) => {
    expect(await bobRefuses(packed, resolverOf({ [did]: mallory.document }))).toMatchObject({
      code: 'INVALID_DID_DOCUMENT',
      details: { did },
    })
  })

  it("[ENC-21] is not the sender's for having its alsoKnownAs", async () => {
    const document = { ...alice.document, id: 'did:example:other', alsoKnownAs: [ALICE] }
    expect(await bobRefuses(encrypted, resolverOf({ [ALICE]: document }))).toMatchObject({
      code: 'INVALID_DID_DOCUMENT',
    })
  })

  it("[ENC-21] gives no authority to a key under another DID's name", async () => {
    const document = { ...mallory.document, authentication: alice.document.authentication }
    const signatures = [signatureBy(`${ALICE}#key-1`)]
    const packed = signed(fromMallory, [], { signatures })
    expect(await bobRefuses(packed, resolverOf({ [MALLORY]: document }))).toMatchObject({
      code: 'SIGNER_MISMATCH',
    })
    // Alice's document lists mallory's key, and mallory signs as alice with it.
    const careless = { ...alice.document, authentication: [methodOf(`${MALLORY}#key-1`)] }
    const byMallory = signed(message, `${MALLORY}#key-1`)
    expect(await bobRefuses(byMallory, resolverOf({ [ALICE]: careless }))).toMatchObject({
      code: 'SIGNER_MISMATCH',
    })
  })

  it.each([
    [
      'embedded and in verificationMethod',
      { authentication: ['own'], verificationMethod: ['other'] },
    ],
    ['embedded twice', { authentication: ['own', 'other'] }],
    [
      'twice in verificationMethod',
      { authentication: ['reference'], verificationMethod: ['own', 'other'] },
    ],
    [
      'twice in verificationMethod, the same',
      { authentication: ['reference'], verificationMethod: ['own', 'own'] },
    ],
  ])('[ENC-21] has one verification method of an id, not two: %s', async (_name, lists) => {
    const kid = `${ALICE}#key-1`
    const entries: { readonly [name: string]: unknown } = {
      own: methodOf(kid),
      other: methodOf(`${MALLORY}#key-1`, kid),
      reference: kid,
    }
    const written = Object.entries(lists).map(([name, list]) => [
      name,
      list.map((entry) => entries[entry]),
    ])
    const document: unknown = { id: ALICE, ...Object.fromEntries(written) }
    const byMallory = [signatureBy(`${MALLORY}#key-1`, { header: { kid } })]
    for (const packed of [aliceSigned, signed(message, [], { signatures: byMallory })]) {
      expect(await bobRefuses(packed, resolverOf({ [ALICE]: document }))).toMatchObject({
        code: 'KEY_NOT_FOUND',
        details: { kid },
      })
    }
  })

  it("[ENC-21] has nobody encrypt to a key under another DID's name", async () => {
    const own = bob.document.keyAgreement?.slice(0, 1) ?? []
    const document = { id: BOB, keyAgreement: [methodOf(MALLORY_KEY), ...own] }
    const party = await partyOf(alice, { resolver: resolverOf({ [BOB]: document }) })
    const { recipientKids } = await party.packEncrypted(message, { to: BOB })
    expect(recipientKids).toEqual([BOB_KEY])
    const only = { id: BOB, keyAgreement: [methodOf(MALLORY_KEY)] }
    const deceived = await partyOf(alice, { resolver: resolverOf({ [BOB]: only }) })
    expect(await errorOf(deceived.packEncrypted(message, { to: BOB }))).toMatchObject({
      code: 'NO_COMMON_KEY_TYPE',
    })
  })

  it('[ENC-21] has the method that a reference names', async () => {
    const document = { id: ALICE, authentication: [`${ALICE}#key-1`], keyAgreement: [ALICE_KEY] }
    for (const packed of [aliceSigned, encrypted]) {
      expect(await bobRefuses(packed, resolverOf({ [ALICE]: document }))).toMatchObject({
        code: 'KEY_NOT_FOUND',
      })
    }
  })

  it.each([null, undefined, 'text', [], {}, { id: 5 }])(
    '[ENC-21][DID-2] is one: %j is none',
    async (document) => {
      expect(await bobRefuses(encrypted, resolverOf({ [BOB]: document }))).toMatchObject({
        code: expect.stringMatching(/^(INVALID_DID_DOCUMENT|DID_NOT_FOUND)$/),
      })
    },
  )
})

describe('the nesting of envelopes', () => {
  const KINDS = ['anoncrypt', 'authcrypt', 'signed'] as const
  /** Outermost first, as the standard has them. */
  const ALLOWED: readonly string[] = [
    'anoncrypt',
    'authcrypt',
    'signed',
    'anoncrypt authcrypt',
    'anoncrypt signed',
    'authcrypt signed',
    'anoncrypt authcrypt signed',
  ]
  const WRAP = {
    anoncrypt: (text: string) => anoncrypt(text),
    authcrypt: (text: string) => authcrypt(text),
    signed: (text: string) => signed(text),
  }

  /** Every sequence of that many kinds. */
  function sequences(length: number): (typeof KINDS)[number][][] {
    if (length === 0) return [[]]
    return KINDS.flatMap((kind) => sequences(length - 1).map((inner) => [kind, ...inner]))
  }

  function nested(kinds: readonly (typeof KINDS)[number][]): string {
    return kinds.reduceRight((text, kind) => WRAP[kind](text), JSON.stringify(message))
  }

  const all = [1, 2, 3, 4].flatMap(sequences)
  const wrong = all.filter((kinds) => !ALLOWED.includes(kinds.join(' ')))

  it('[ENV-2][ENV-3] is accepted where the standard has it', async () => {
    const party = await partyOf(bob, { kids: [BOB_KEY] })
    const right = all.filter((kinds) => ALLOWED.includes(kinds.join(' ')))
    expect(right).toHaveLength(ALLOWED.length)
    for (const kinds of right) {
      const { layers, message: unpacked } = await party.unpack(nested(kinds))
      expect(layers.map(({ kind }) => kind)).toEqual(kinds)
      expect(unpacked).toStrictEqual(message)
    }
  })

  it.each(
    wrong.filter(({ length }) => length < 4).map((kinds) => [kinds.join('('), kinds] as const),
  )('[ENV-4] is refused: %s', async (_name, kinds) => {
    const party = await partyOf(bob, { kids: [BOB_KEY] })
    const { code } = await errorOf(party.unpack(nested(kinds)))
    expect(code).toBe('UNSUPPORTED_NESTING')
  })

  it('[ENV-4] is refused in every form of four layers', async () => {
    const party = await partyOf(bob, { kids: [BOB_KEY] })
    const four = wrong.filter(({ length }) => length === 4)
    expect(four).toHaveLength(3 ** 4)
    for (const kinds of four) {
      const { code } = await errorOf(party.unpack(nested(kinds)))
      expect(code, kinds.join('(')).toBe('UNSUPPORTED_NESTING')
    }
  })

  it('[ENV-4] is refused for a signed payload that is a compact or flattened JWE', async () => {
    for (const serialization of ['compact', 'flattened'] as const) {
      const payload = anoncrypt(message, { serialization })
      expect(await bobRefuses(signed(payload))).toMatchObject({
        code: 'UNSUPPORTED_NESTING',
        resolved: [],
      })
    }
  })

  it('[ENV-4] is refused before the inner envelope is opened', async () => {
    const resolver = resolverOf()
    const inner = authcrypt(message, MALLORY_KEY)
    await bobRefuses(authcrypt(inner), resolver)
    expect(resolver.resolved).not.toContain(MALLORY)
  })
})

describe('two forms of one DID', () => {
  const LONG_ALICE = 'did:example:long-form-of-alice'
  const LONG_BOB = 'did:example:long-form-of-bob'
  const FORMS: readonly (readonly [string, string])[] = [
    [LONG_ALICE, ALICE],
    [LONG_BOB, BOB],
  ]

  /** Resolves the long forms to the documents of the short ones, and knows or does not know that they are the same. */
  class FormsResolver extends StaticResolver {
    constructor(proves: boolean) {
      super(exampleDIDDocuments)
      this.documents.set(LONG_ALICE, renamed(alice.document, ALICE, LONG_ALICE))
      this.documents.set(LONG_BOB, renamed(bob.document, BOB, LONG_BOB))
      if (proves) this.equivalentIds = shortForms
    }

    equivalentIds?: (id: string) => readonly string[]
  }

  /** A long form proves its short one; nothing can be told from the short form alone. */
  function shortForms(id: string): readonly string[] {
    for (const [long, short] of FORMS) {
      if (id === long || id.startsWith(`${long}#`)) return [id.replace(long, short)]
    }
    return []
  }

  function renamed(document: DIDDocument, from: string, to: string): DIDDocument {
    return JSON.parse(JSON.stringify(document).replaceAll(from, to)) as DIDDocument
  }

  function longBob(fragment: string) {
    return { ...recipientOf(`${BOB}#${fragment}`), kid: `${LONG_BOB}#${fragment}` }
  }

  const longSkid = `${LONG_ALICE}#key-x25519-1`
  const bySkid = (plaintext: object) => authcrypt({ ...plaintext }, ALICE_KEY, { skid: longSkid })
  const byKid = (payload: object) =>
    signed({ ...payload }, [], {
      signatures: [signatureBy(`${ALICE}#key-1`, { header: { kid: `${LONG_ALICE}#key-1` } })],
    })
  const knownAs = { ...message, from: LONG_ALICE }

  const cases: readonly (readonly [string, string, string])[] = [
    ['a long skid, a short from', bySkid(message), 'SENDER_MISMATCH'],
    ['a short skid, a long from', authcrypt(knownAs), 'SENDER_MISMATCH'],
    ['a long kid of a signature, a short from', byKid(message), 'SIGNER_MISMATCH'],
    ['a short kid of a signature, a long from', signed(knownAs), 'SIGNER_MISMATCH'],
    ['a long to, a short kid', anoncrypt({ ...message, to: [LONG_BOB] }), 'RECIPIENT_MISMATCH'],
    [
      'a long kid and a short one',
      anoncrypt(message, { recipients: [recipientOf(BOB_KEY), longBob('key-x25519-2')] }),
      'MALFORMED_ENVELOPE',
    ],
    [
      'a long kid, a secret under the short one',
      anoncrypt(message, { recipients: [longBob('key-x25519-1')] }),
      'SECRET_NOT_FOUND',
    ],
  ]

  it.each(cases)(
    '[ENC-19][ENC-21][SIG-5] are equal by the word of the resolver: %s',
    async (_name, packed) => {
      const party = await partyOf(bob, { resolver: new FormsResolver(true) })
      const result = await party.unpack(packed)
      expect(result).toMatchObject({ message: { id: '1' }, warnings: [] })
    },
  )

  it.each(cases)('[ENC-19][ENC-12][SIG-5] are two without it: %s', async (_name, packed, code) => {
    const party = await partyOf(bob, { resolver: new FormsResolver(false) })
    expect(await errorOf(party.unpack(packed))).toMatchObject({ code })
  })

  it('[ENC-21] share a document if the resolver says that they are one', async () => {
    for (const proves of [true, false]) {
      const resolver = new FormsResolver(proves)
      resolver.documents.set(LONG_ALICE, alice.document)
      const unpacking = (await partyOf(bob, { resolver })).unpack(bySkid(knownAs))
      if (proves) {
        expect(await unpacking).toMatchObject({ sender: LONG_ALICE })
      } else {
        expect(await errorOf(unpacking)).toMatchObject({ code: 'INVALID_DID_DOCUMENT' })
      }
    }
  })

  it('[ENC-19] are not made one by alsoKnownAs', async () => {
    const resolver = new FormsResolver(false)
    resolver.documents.set(LONG_ALICE, {
      ...renamed(alice.document, ALICE, LONG_ALICE),
      alsoKnownAs: [ALICE],
    })
    resolver.documents.set(ALICE, { ...alice.document, alsoKnownAs: [LONG_ALICE] })
    const party = await partyOf(bob, { resolver })
    expect(await errorOf(party.unpack(bySkid(message)))).toMatchObject({ code: 'SENDER_MISMATCH' })
  })

  it('[ENC-19] are judged by a resolver whose failure is a DIDCommError', async () => {
    const resolver = new FormsResolver(false)
    resolver.equivalentIds = () => {
      throw new TypeError('broken')
    }
    const party = await partyOf(bob, { resolver })
    expect(await errorOf(party.unpack(bySkid(message)))).toMatchObject({
      code: 'DID_RESOLUTION_FAILED',
    })
  })
})

/** A signed message as the object that an envelope takes. */
function signedAsHeader(plaintext: object): Record<string, unknown> {
  return JSON.parse(signed({ ...plaintext })) as Record<string, unknown>
}
