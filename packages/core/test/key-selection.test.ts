import {
  type DIDDocument,
  type DIDResolver,
  InMemorySecretsManager,
  PackagingService,
  type PackEncryptedOptions,
  PrefixResolver,
} from '@didcomm/core'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import {
  alice,
  bob,
  errorOf,
  type Identity,
  type KeyCurves,
  madeIdentity,
  type RawCurve,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOn } from './support/backend.ts'
import { crypto, partyOf } from './support/party.ts'
import { writtenHeader, writtenKids } from './support/written-envelope.ts'

const SENDER = 'did:example:sender'
const RECIPIENT = 'did:example:recipient'
const MESSAGE = {
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: SENDER,
  to: [RECIPIENT],
  body: {},
}
const ANONYMOUS = { to: RECIPIENT, anonymous: true }

const AGREEMENT_CURVES = ['X25519', 'P-256', 'P-384', 'P-521'] as const

describe('the keys of an anoncrypt', () => {
  it.each(AGREEMENT_CURVES)(
    "[ENC-6][ENC-7] are all of the type of the recipient's first key: %s",
    async (first) => {
      const others = AGREEMENT_CURVES.filter((crv) => crv !== first)
      const recipient = recipientWith([first, ...others, first, ...others, first])
      const packaging = await partyOf([], { resolver: resolverOf(recipient) })
      const { packed, recipientKids } = await packaging.packEncrypted(MESSAGE, ANONYMOUS)
      const kids = agreeKids(RECIPIENT, 1, 5, 9)
      expect(writtenKids(packed)).toStrictEqual(kids)
      expect(recipientKids).toStrictEqual(kids)
      expect(writtenHeader(packed).epk.crv).toBe(first)
    },
  )

  it.each([1, 2, 3, 4, 5])('[ENC-6] are the one that a DID URL names: %i', async (number) => {
    const curves = ['X25519', 'P-256', 'P-256', 'P-384', 'X25519'] as const
    const packaging = await partyOf([], { resolver: resolverOf(recipientWith(curves)) })
    const [to = ''] = agreeKids(RECIPIENT, number)
    const { packed, recipientKids } = await packaging.packEncrypted(MESSAGE, { ...ANONYMOUS, to })
    expect(writtenKids(packed)).toStrictEqual([to])
    expect(recipientKids).toStrictEqual([to])
    expect(writtenHeader(packed).epk.crv).toBe(curves[number - 1])
  })

  it('[ENC-7] are of the first type that the backend has', async () => {
    const recipient = recipientWith(['X25519', 'P-521', 'P-384', 'P-521'])
    const supports = { curves: ['P-384', 'P-521'] as const }
    const packaging = await partyOn({ supports }, NOBODY, resolverOf(recipient))
    const { packed } = await packaging.packEncrypted(MESSAGE, ANONYMOUS)
    expect(writtenKids(packed)).toStrictEqual(agreeKids(RECIPIENT, 2, 4))
  })

  it('[ENC-7] are not those that only sign, wherever they are listed', async () => {
    const recipient = recipientWith(['Ed25519', 'secp256k1', 'P-256'])
    const packaging = await partyOf([], { resolver: resolverOf(recipient) })
    const { packed } = await packaging.packEncrypted(MESSAGE, ANONYMOUS)
    expect(writtenKids(packed)).toStrictEqual(agreeKids(RECIPIENT, 3))
  })

  it.each<[string, object]>([
    ['of an unknown type', { type: 'Dilithium5VerificationKey2030', publicKeyMultibase: 'z6Mk' }],
    ['without a type', { type: undefined, publicKeyMultibase: 'z6Mk' }],
    ['on an unknown curve', jwkMethod({ kty: 'OKP', crv: 'X448', x: 'AAAA' })],
    ['without material', { type: 'Multikey' }],
    ['that is not readable', { type: 'Multikey', publicKeyMultibase: 'z0OIl' }],
    ['whose material is no object', { type: 'JsonWebKey2020', publicKeyJwk: 'x' }],
  ])('[ENC-7][ENC-20] are not one %s, which is skipped', async (_, method) => {
    const recipient = recipientWith(['X25519', 'P-256', 'X25519'])
    const [first = '', second = '', third = ''] = agreeKids(RECIPIENT, 1, 2, 3)
    const odd = { ...method, id: `${RECIPIENT}#odd`, controller: RECIPIENT } as never
    const document: DIDDocument = {
      ...recipient.document,
      keyAgreement: [odd, '#nowhere', 7 as never, null as never, first, second, odd, third],
    }
    const packaging = await partyOf(recipient, { resolver: new StaticResolver([document]) })
    const { packed } = await packaging.packEncrypted(MESSAGE, ANONYMOUS)
    expect(writtenKids(packed)).toStrictEqual([first, third])
    expect((await packaging.unpack(packed)).recipient).toBe(RECIPIENT)
  })
})

describe('the keys of an authcrypt', () => {
  it.each<[readonly RawCurve[], readonly RawCurve[], number, readonly number[]]>([
    [['X25519'], ['X25519'], 1, [1]],
    [['P-384', 'X25519'], ['X25519', 'P-384'], 2, [1]],
    [['X25519', 'P-384'], ['P-384', 'X25519'], 2, [1]],
    [['P-521', 'P-256', 'X25519', 'P-256'], ['X25519', 'P-256'], 2, [2, 4]],
    [['P-384', 'P-521', 'P-384', 'P-521'], ['P-521'], 1, [2, 4]],
    [['P-256', 'P-256'], ['X25519', 'P-256', 'P-256'], 2, [1, 2]],
  ])(
    "[ENC-6][ENC-7] follow the recipient's order, %s, whatever the sender's: %s",
    async (recipientCurves, senderCurves, senderNumber, recipientNumbers) => {
      const [sender, recipient] = [senderWith(senderCurves), recipientWith(recipientCurves)]
      const resolver = resolverOf(sender, recipient)
      const packaging = await partyOf(sender, { resolver })
      const result = await packaging.packEncrypted(MESSAGE, { to: RECIPIENT })
      const [senderKid] = agreeKids(SENDER, senderNumber)
      const kids = agreeKids(RECIPIENT, ...recipientNumbers)
      expect(writtenHeader(result.packed)).toMatchObject({
        skid: senderKid,
        epk: { crv: senderCurves[senderNumber - 1] },
      })
      expect(writtenKids(result.packed)).toStrictEqual(kids)
      expect(result).toMatchObject({ senderKid, recipientKids: kids })
      const { sender: proven } = await (
        await partyOf(recipient, { resolver })
      ).unpack(result.packed)
      expect(proven).toBe(SENDER)
    },
  )

  it.each([
    ['of the second type', [2], 2, 2],
    ['of the first type, its second key', [3], 3, 1],
    ['of both types', [2, 3], 3, 1],
  ])(
    '[ENC-7] are of a type that the sender holds a secret of, a key %s',
    async (_, held, skid, recipientNumber) => {
      const sender = senderWith(['X25519', 'P-256', 'X25519'])
      const recipient = recipientWith(['X25519', 'P-256'])
      const packaging = await partyOf(sender, {
        resolver: resolverOf(sender, recipient),
        kids: agreeKids(SENDER, ...held),
      })
      const { packed } = await packaging.packEncrypted(MESSAGE, { to: RECIPIENT })
      expect([writtenHeader(packed).skid]).toStrictEqual(agreeKids(SENDER, skid))
      expect(writtenKids(packed)).toStrictEqual(agreeKids(RECIPIENT, recipientNumber))
    },
  )

  it('[ENC-6] are the one that a DID URL names, and a key of the sender on its curve', async () => {
    const sender = senderWith(['X25519', 'P-256'])
    const recipient = recipientWith(['X25519', 'X25519', 'P-256', 'P-256'])
    const packaging = await partyOf(sender, { resolver: resolverOf(sender, recipient) })
    for (const [number, senderNumber] of [
      [2, 1],
      [4, 2],
    ] as const) {
      const [to = ''] = agreeKids(RECIPIENT, number)
      const { packed } = await packaging.packEncrypted(MESSAGE, { to })
      expect(writtenKids(packed)).toStrictEqual([to])
      expect([writtenHeader(packed).skid]).toStrictEqual(agreeKids(SENDER, senderNumber))
    }
  })

  it('[ENC-7] are on the curve of the key that from names', async () => {
    const sender = senderWith(['X25519', 'P-256', 'P-256'])
    const recipient = recipientWith(['X25519', 'P-256', 'P-256'])
    const packaging = await partyOf(sender, { resolver: resolverOf(sender, recipient) })
    const [from = ''] = agreeKids(SENDER, 3)
    const { packed, senderKid } = await packaging.packEncrypted(MESSAGE, { to: RECIPIENT, from })
    expect(writtenHeader(packed).skid).toBe(from)
    expect(senderKid).toBe(from)
    expect(writtenKids(packed)).toStrictEqual(agreeKids(RECIPIENT, 2, 3))
  })

  it('[ENC-7] are on a curve that the backend has', async () => {
    const curves = ['X25519', 'P-256', 'P-384'] as const
    const [sender, recipient] = [senderWith(curves), recipientWith(curves)]
    const supports = { curves: ['P-384'] as const }
    const packaging = await partyOn({ supports }, sender, resolverOf(sender, recipient))
    const { packed } = await packaging.packEncrypted(MESSAGE, { to: RECIPIENT })
    expect(writtenKids(packed)).toStrictEqual(agreeKids(RECIPIENT, 3))
  })

  it('[ENC-7] are skipped on the side of the sender as well if their type is unknown', async () => {
    const [sender, recipient] = [senderWith(['X25519']), recipientWith(['X25519'])]
    const odd = { id: '#odd', type: 'Unknown2030', controller: SENDER }
    const document = { ...sender.document, keyAgreement: [odd, ...agreeKids(SENDER, 1)] }
    const resolver = new StaticResolver([document, recipient.document])
    const packaging = await partyOf(sender, { resolver })
    const { packed } = await packaging.packEncrypted(MESSAGE, { to: RECIPIENT })
    expect([writtenHeader(packed).skid]).toStrictEqual(agreeKids(SENDER, 1))
  })

  it('[ENC-7] of anoncrypt around authcrypt are chosen for each by its own rule', async () => {
    const sender = senderWith(['P-256'])
    const recipient = recipientWith(['X25519', 'P-256', 'P-256'])
    const resolver = resolverOf(sender, recipient)
    const packaging = await partyOf(sender, { resolver })
    const { packed, senderKid } = await packaging.packEncrypted(MESSAGE, {
      to: RECIPIENT,
      protectSender: true,
    })
    const { layers } = await (await partyOf(recipient, { resolver })).unpack(packed)
    expect(layers).toMatchObject([
      { kind: 'anoncrypt', recipientKids: agreeKids(RECIPIENT, 1) },
      { kind: 'authcrypt', recipientKids: agreeKids(RECIPIENT, 2, 3), senderKid },
    ])
  })
})

describe('messages for several DIDs', () => {
  it('[ENC-8] are encrypted for each of them, with nothing in common', async () => {
    const to = ['did:example:one', 'did:example:two']
    const recipients = to.map((did) => madeIdentity(did, { keyAgreement: ['X25519', 'X25519'] }))
    const sender = senderWith(['X25519'])
    const resolver = resolverOf(sender, ...recipients)
    const packaging = await partyOf(sender, { resolver })
    const message = { ...MESSAGE, id: 'same', to }
    for (const recipient of recipients) {
      const { packed } = await packaging.packEncrypted(message, { to: recipient.did })
      expect(writtenKids(packed)).toStrictEqual(agreeKids(recipient.did, 1, 2))
      const result = await (await partyOf(recipient, { resolver })).unpack(packed)
      expect(result).toMatchObject({ recipient: recipient.did, message: { id: 'same', to } })
      const others = recipients.filter(({ did }) => did !== recipient.did)
      const error = await errorOf((await partyOf(others, { resolver })).unpack(packed))
      expect(error.code).toBe('SECRET_NOT_FOUND')
    }
  })
})

describe('the key of a signature', () => {
  it.each([
    [['Ed25519', 'P-256', 'secp256k1'], 1, 'EdDSA'],
    [['P-256', 'Ed25519'], 1, 'ES256'],
    [['secp256k1', 'Ed25519'], 1, 'ES256K'],
    [['X25519', 'P-384', 'P-521', 'P-256'], 4, 'ES256'],
  ] as const)(
    "[SIG-1][SIG-9] is the signer's first that can sign, of %s",
    async (curves, number, alg) => {
      const signer = madeIdentity(SENDER, { authentication: curves })
      const resolver = resolverOf(signer)
      const packaging = await partyOf(signer, { resolver })
      const { packed, signerKid } = await packaging.packSigned(MESSAGE, { signBy: SENDER })
      expect(signerKid).toBe(`${SENDER}#sign-${number}`)
      const { layers } = await packaging.unpack(packed)
      expect(layers).toStrictEqual([{ kind: 'signed', signatures: [{ alg, kid: signerKid }] }])
    },
  )

  it('[SIG-1] is the first that is held, or the one that signBy names', async () => {
    const signer = madeIdentity(SENDER, { authentication: ['Ed25519', 'P-256', 'secp256k1'] })
    const resolver = resolverOf(signer)
    const kids = [`${SENDER}#sign-2`, `${SENDER}#sign-3`]
    const packaging = await partyOf(signer, { resolver, kids })
    expect((await packaging.packSigned(MESSAGE, { signBy: SENDER })).signerKid).toBe(kids[0])
    const named = await packaging.packSigned(MESSAGE, { signBy: `${SENDER}#sign-3` })
    expect(named.signerKid).toBe(kids[1])
  })

  it('[SIG-1] is one that the backend can sign with', async () => {
    const signer = madeIdentity(SENDER, { authentication: ['Ed25519', 'secp256k1', 'P-256'] })
    const packaging = await partyOn({ supports: { sig: ['ES256'] } }, signer, resolverOf(signer))
    const { signerKid } = await packaging.packSigned(MESSAGE, { signBy: SENDER })
    expect(signerKid).toBe(`${SENDER}#sign-3`)
  })

  it('[SIG-9] is enough to sign, and to sign and encrypt', async () => {
    const signer = madeIdentity(SENDER, { authentication: ['Ed25519'] })
    expect(signer.document).not.toHaveProperty('keyAgreement')
    const recipient = recipientWith(['X25519'])
    const resolver = resolverOf(signer, recipient)
    const [us, them] = [await partyOf(signer, { resolver }), await partyOf(recipient, { resolver })]
    const signed = await us.packSigned(MESSAGE, { signBy: SENDER })
    expect(await them.unpack(signed.packed)).toMatchObject({ signer: SENDER, encrypted: false })
    const both = await us.packEncrypted(MESSAGE, { to: RECIPIENT, signBy: SENDER })
    expect(await them.unpack(both.packed)).toMatchObject({ signer: SENDER, encrypted: true })
    expect(both.signerKid).toBe(`${SENDER}#sign-1`)
  })
})

describe('an error about keys', () => {
  it('[ENC-7] names the types of both sides if none is in common', async () => {
    const sender = senderWith(['X25519', 'P-256', 'X25519'])
    const recipient = recipientWith(['P-384', 'P-521', 'P-384'])
    const error = await packingError({}, sender, recipient)
    expect(error.code).toBe('NO_COMMON_KEY_TYPE')
    expect(error.message).toBe(
      'no key type in common: did:example:recipient has P-384, P-521; did:example:sender has X25519, P-256; noble has X25519, P-256, P-384, P-521',
    )
    expect(error.details).toStrictEqual({ did: RECIPIENT })
  })

  it.each<[string, KeyCurves, KeyCurves, string]>([
    ['the recipient has no key', { keyAgreement: ['X25519'] }, {}, 'recipient has none'],
    ['the sender has no key', {}, { keyAgreement: ['X25519'] }, 'sender has none'],
    [
      'the recipient can only sign',
      { keyAgreement: ['X25519'] },
      { authentication: ['P-256'] },
      'recipient has none',
    ],
  ])('[ENC-7] says so if %s', async (_, sender, recipient, text) => {
    const error = await packingError(
      {},
      madeIdentity(SENDER, sender),
      madeIdentity(RECIPIENT, recipient),
    )
    expect(error.code).toBe('NO_COMMON_KEY_TYPE')
    expect(error.message).toContain(text)
  })

  it("[ENC-7] names the backend's types, and the recipient's, for anoncrypt", async () => {
    const recipient = recipientWith(['X25519', 'P-256'])
    const supports = { curves: ['Ed25519', 'P-384', 'P-521'] as const }
    const packaging = await partyOn({ name: 'narrow', supports }, NOBODY, resolverOf(recipient))
    const error = await errorOf(packaging.packEncrypted(MESSAGE, ANONYMOUS))
    expect(error.code).toBe('NO_COMMON_KEY_TYPE')
    expect(error.message).toBe(
      'no key type in common: did:example:recipient has X25519, P-256; narrow has P-384, P-521',
    )
  })

  it('[ENC-7] names the backend if it is what lacks the type that both sides have', async () => {
    const [sender, recipient] = [senderWith(['X25519']), recipientWith(['X25519'])]
    const supports = { curves: ['P-256', 'P-384'] as const }
    const packaging = await partyOn(
      { name: 'narrow', supports },
      sender,
      resolverOf(sender, recipient),
    )
    const error = await errorOf(packaging.packEncrypted(MESSAGE, { to: RECIPIENT }))
    expect(error.code).toBe('NO_COMMON_KEY_TYPE')
    expect(error.message).toContain('X25519')
    expect(error.message).toContain('narrow has P-256, P-384')
  })

  it('[SIG-1] names the types of the signer, and what the backend signs with', async () => {
    const signer = madeIdentity(SENDER, { authentication: ['Ed25519', 'secp256k1'] })
    const packaging = await partyOn(
      { name: 'narrow', supports: { sig: ['ES256'] } },
      signer,
      resolverOf(signer),
    )
    const error = await errorOf(packaging.packSigned(MESSAGE, { signBy: SENDER }))
    expect(error.code).toBe('NO_COMMON_KEY_TYPE')
    expect(error.message).toBe(
      'no key type in common: did:example:sender has Ed25519, secp256k1; narrow has ES256',
    )
  })

  it('[ENC-7] names the kids whose secret is missing, those that would have fitted', async () => {
    const sender = senderWith(['X25519', 'P-256', 'P-384', 'X25519'])
    const recipient = recipientWith(['X25519', 'P-384'])
    const error = await packingError({}, { ...sender, secrets: {} }, recipient)
    const kids = agreeKids(SENDER, 1, 4, 3)
    expect(error.code).toBe('SECRET_NOT_FOUND')
    expect(error.details).toStrictEqual({ kids })
    expect(error.message).toContain('SecretsManager')
    for (const kid of kids) expect(error.message).toContain(kid)
  })

  it('[SIG-1] names the kids whose secret is missing to sign', async () => {
    const signer = madeIdentity(SENDER, { authentication: ['Ed25519', 'P-384', 'P-256'] })
    const packaging = await partyOf([], { resolver: resolverOf(signer) })
    const error = await errorOf(packaging.packSigned(MESSAGE, { signBy: SENDER }))
    expect(error.code).toBe('SECRET_NOT_FOUND')
    expect(error.details).toStrictEqual({ kids: [`${SENDER}#sign-1`, `${SENDER}#sign-3`] })
    expect(error.message).toContain('to sign')
    expect(error.message).toContain(`${SENDER}#sign-1, ${SENDER}#sign-3`)
  })

  it('[ENC-18] names the kids that an envelope asks for', async () => {
    const { packed } = await (
      await partyOf(alice)
    ).packEncrypted({ ...MESSAGE, from: alice.did, to: [bob.did] }, { to: bob.did })
    const error = await errorOf((await partyOf([])).unpack(packed))
    const kids = [1, 2, 3].map((number) => `did:example:bob#key-x25519-${number}`)
    expect(error.code).toBe('SECRET_NOT_FOUND')
    expect(error.details).toStrictEqual({ kids })
    for (const kid of kids) expect(error.message).toContain(kid)
  })

  it('[ENC-7] tells the key even of a DID with hundreds of characters', async () => {
    const secrets = new InMemorySecretsManager(crypto)
    const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
    const services = [{ uri: `https://mediator.example/${'long/'.repeat(30)}` }]
    const did = await createPeerDID({ crypto, secrets, services })
    const packaging = new PackagingService({
      crypto,
      secrets: new InMemorySecretsManager(crypto),
      resolver,
    })
    const message = { type: MESSAGE.type, from: did, to: [did] }
    const error = await errorOf(packaging.packEncrypted(message, { to: did }))
    expect(error.code).toBe('SECRET_NOT_FOUND')
    expect(error.details).toStrictEqual({ kids: [`${did}#key-2`] })
    expect(error.message).toContain('#key-2')
    expect(error.message.length).toBeLessThan(400)
  })

  it('[DID-2] names a DID that cannot be resolved, and what to do', async () => {
    const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
    const packaging = await partyOf([], { resolver })
    const to = 'did:web:bob.example'
    const error = await errorOf(packaging.packEncrypted({ ...MESSAGE, to: [to] }, { to }))
    expect(error.code).toBe('DID_METHOD_NOT_SUPPORTED')
    expect(error.message).toContain('did:web:bob.example')
    expect(error.message).toContain('add one for did:web:')
  })

  it.each([
    ['to', { to: 'did:example:nobody' }],
    ['from', { to: RECIPIENT, from: 'did:example:nobody' }],
    ['signBy', { to: RECIPIENT, signBy: 'did:example:nobody' }],
  ])('[DID-2] names a DID that does not exist in %s', async (_, options) => {
    const packaging = await partyOf([], { resolver: resolverOf(recipientWith(['X25519'])) })
    const message = { ...MESSAGE, from: 'did:example:nobody', to: [options.to] }
    const error = await errorOf(packaging.packEncrypted(message, options))
    expect(error.code).toBe('DID_NOT_FOUND')
    expect(error.message).toContain('did:example:nobody')
  })

  it.each<[string, DIDResolver['resolve'], string]>([
    [
      'throws what is no error of ours',
      () => Promise.reject(new TypeError('fetch failed')),
      'DID_RESOLUTION_FAILED',
    ],
    ['returns nothing', () => Promise.resolve(undefined as never), 'INVALID_DID_DOCUMENT'],
    ['returns null', () => Promise.resolve(null as never), 'INVALID_DID_DOCUMENT'],
    ['returns text', () => Promise.resolve('{}' as never), 'INVALID_DID_DOCUMENT'],
    [
      'returns a result',
      () => Promise.resolve({ didDocument: {} } as never),
      'INVALID_DID_DOCUMENT',
    ],
    ["returns another DID's document", () => Promise.resolve(bob.document), 'INVALID_DID_DOCUMENT'],
  ])('[DID-2][ENC-21] names the DID if the resolver %s', async (_, resolve, code) => {
    const packaging = await partyOf([], { resolver: { resolve } })
    const error = await errorOf(packaging.packEncrypted(MESSAGE, ANONYMOUS))
    expect(error.code).toBe(code)
    expect(error.message).toContain(RECIPIENT)
    expect(error.details).toMatchObject({ did: RECIPIENT })
  })

  it.each<[string, string, Partial<PackEncryptedOptions>, string]>([
    ['to', `${RECIPIENT}#sign-1`, { to: `${RECIPIENT}#sign-1` }, 'keyAgreement'],
    ['from', `${SENDER}#sign-1`, { from: `${SENDER}#sign-1` }, 'keyAgreement'],
    ['signBy', `${SENDER}#agree-1`, { signBy: `${SENDER}#agree-1` }, 'authentication'],
  ])(
    '[ENC-11][SIG-4] names a key in %s that is for another purpose',
    async (_, kid, options, purpose) => {
      const error = await packingError(options, bothPurposes(SENDER), bothPurposes(RECIPIENT))
      expect(error.code).toBe('KEY_NOT_AUTHORIZED')
      expect(error.message).toContain(kid)
      expect(error.message).toContain(purpose)
      expect(error.details).toMatchObject({ kid })
    },
  )

  it.each<[string, string, Partial<PackEncryptedOptions>]>([
    ['to', `${RECIPIENT}#nowhere`, { to: `${RECIPIENT}#nowhere` }],
    ['to, of an empty fragment', `${RECIPIENT}#`, { to: `${RECIPIENT}#` }],
    ['from', `${SENDER}#nowhere`, { from: `${SENDER}#nowhere` }],
    ['signBy', `${SENDER}#nowhere`, { signBy: `${SENDER}#nowhere` }],
  ])('[ENC-11] names a key in %s that the document does not have', async (_, kid, options) => {
    const error = await packingError(options, bothPurposes(SENDER), bothPurposes(RECIPIENT))
    expect(error.code).toBe('KEY_NOT_FOUND')
    expect(error.message).toContain(kid)
  })

  it('[ENC-11] names a key in to whose type is unknown, though others would do', async () => {
    const recipient = recipientWith(['X25519'])
    const odd = { id: `${RECIPIENT}#odd`, type: 'Unknown2030', controller: RECIPIENT }
    const document = { ...recipient.document, keyAgreement: [odd, ...agreeKids(RECIPIENT, 1)] }
    const packaging = await partyOf([], { resolver: new StaticResolver([document]) })
    const options = { ...ANONYMOUS, to: `${RECIPIENT}#odd` }
    const error = await errorOf(packaging.packEncrypted(MESSAGE, options))
    expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
    expect(error.message).toContain(`${RECIPIENT}#odd`)
    expect(error.message).toContain('Unknown2030')
  })

  it('names the key that a SecretsManager failed to look up, and keeps its error as the cause', async () => {
    const cause = new Error('the database is locked')
    const [sender, recipient] = [senderWith(['X25519']), recipientWith(['X25519'])]
    const packaging = new PackagingService({
      crypto,
      secrets: {
        get() {
          throw cause
        },
      },
      resolver: resolverOf(sender, recipient),
    })
    const error = await errorOf(packaging.packEncrypted(MESSAGE, { to: RECIPIENT }))
    expect(error.code).toBe('SECRETS_MANAGER_FAILED')
    expect(error.message).toContain(`${SENDER}#agree-1`)
    expect(error.message).not.toContain('locked')
    expect(error.cause).toBe(cause)
  })
})

const NOBODY = { secrets: {} }

/** The error of packing from the first to the second. */
async function packingError(
  options: Partial<PackEncryptedOptions>,
  sender: Identity,
  recipient: Identity,
) {
  const packaging = await partyOf(sender, { resolver: resolverOf(sender, recipient) })
  const message = { ...MESSAGE, from: sender.did, to: [recipient.did] }
  return errorOf(packaging.packEncrypted(message, { to: recipient.did, ...options }))
}

function senderWith(keyAgreement: readonly RawCurve[]): Identity {
  return madeIdentity(SENDER, { keyAgreement })
}

function recipientWith(keyAgreement: readonly RawCurve[]): Identity {
  return madeIdentity(RECIPIENT, { keyAgreement })
}

function bothPurposes(did: string): Identity {
  return madeIdentity(did, { keyAgreement: ['X25519'], authentication: ['Ed25519'] })
}

function agreeKids(did: string, ...numbers: readonly number[]): string[] {
  return numbers.map((number) => `${did}#agree-${number}`)
}

function resolverOf(...identities: readonly Identity[]): StaticResolver {
  return new StaticResolver(identities.map(({ document }) => document))
}

function jwkMethod(publicKeyJwk: object): object {
  return { type: 'JsonWebKey2020', publicKeyJwk }
}
