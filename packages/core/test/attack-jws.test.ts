import { createHash } from 'node:crypto'
import {
  alice,
  base64Url,
  bob,
  duplicateMember,
  errorOf,
  exampleDIDDocuments,
  flipBit,
  generateJwk,
  nonCanonical,
  padded,
  type RawHeader,
  type RawJwsEnvelope,
  type RawJwsSignature,
  secretOf,
  shortened,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { ALICE, anoncrypt, BOB, MALLORY, methodOf, signatureBy, signed } from './support/attacks.ts'
import { partyOf } from './support/party.ts'

/** Alice's keys: Ed25519, P-256 and secp256k1. */
const KIDS = [`${ALICE}#key-1`, `${ALICE}#key-2`, `${ALICE}#key-3`] as const
const [ED25519, P256, SECP256K1] = KIDS

const message = {
  id: '1',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [BOB],
  body: { content: 'Lunch?' },
}

const resolver = new StaticResolver(exampleDIDDocuments)
// Whoever verifies a signature needs no key.
const party = await partyOf([], { resolver })

/** What anybody says to a text, and what he resolved meanwhile. */
async function refused(packed: string) {
  const before = resolver.resolved.length
  const { code, details } = await errorOf(party.unpack(packed))
  return { code, details, resolved: resolver.resolved.slice(before) }
}

/** The message with one signature of alice's, but for the changes. */
function signedWith(changes: Partial<RawJwsSignature>, kid: string = ED25519): string {
  return signed(message, [], { signatures: [signatureBy(kid, changes)] })
}

/** Rewrites the finished envelope, signature and all. */
function rewritten(rewrite: (jws: RawJwsEnvelope) => RawHeader, kid: string = ED25519): string {
  return signed(message, kid, { mutateEnvelope: rewrite })
}

/** Rewrites the one entry of `signatures`. */
function withEntry(
  rewrite: (entry: RawJwsEnvelope['signatures'][number]) => unknown,
  kid: string = ED25519,
): string {
  return rewritten((jws) => ({ ...jws, signatures: jws.signatures.map(rewrite) }), kid)
}

function malformed(header?: string): object {
  return {
    code: 'MALFORMED_ENVELOPE',
    ...(header !== undefined && { details: { header } }),
    resolved: [],
  }
}

const unsupported = {
  code: 'UNSUPPORTED_ALGORITHM',
  details: { header: 'alg' },
  resolved: [],
}

describe('the alg of a signature', () => {
  it.each(['none', 'None', 'NONE', 'nOnE'])('[SIG-7] is not %s', async (alg) => {
    const signature = { alg: 'none', protectedHeader: { alg } } as const
    expect(await refused(signedWith(signature))).toMatchObject(unsupported)
    // With a signature that is right but for its alg, and with one of the right length.
    expect(await refused(signedWith({ protectedHeader: { alg } }))).toMatchObject(unsupported)
  })

  it('[SIG-7] is not HS256, with the public key as its secret', async () => {
    const { x } = secretOf(ED25519)
    const hmacKey = Buffer.from(x, 'base64url')
    expect(await refused(signedWith({ alg: 'HS256', hmacKey }))).toMatchObject(unsupported)
  })

  it.each(['ES384', 'ES512'] as const)('[SIG-7] is not %s, although it is right', async (alg) => {
    const privateJwk = generateJwk(alg === 'ES384' ? 'P-384' : 'P-521')
    expect(await refused(signedWith({ alg, privateJwk }))).toMatchObject(unsupported)
  })

  it.each([
    'RS256',
    'PS256',
    'Ed25519',
    'eddsa',
    'ES256 ',
    '',
    'toString',
    '__proto__',
    'constructor',
    null,
    undefined,
    5,
    {},
    ['EdDSA'],
  ])('[SIG-7] is not %j', async (alg) => {
    expect(await refused(signedWith({ protectedHeader: { alg } }))).toMatchObject(unsupported)
  })

  it('[SIG-7] is protected', async () => {
    const header = { kid: ED25519, alg: 'EdDSA' }
    expect(
      await refused(signedWith({ protectedHeader: { alg: undefined }, header })),
    ).toMatchObject(unsupported)
    expect(await refused(signedWith({ header }))).toMatchObject(malformed('alg'))
  })

  const pairs = KIDS.flatMap((signing) =>
    KIDS.filter((kid) => kid !== signing).map((kid) => [signing, kid] as const),
  )
  it.each(pairs)(
    '[SIG-7] fits the key: a signature by %s says that it is by %s',
    async (signing, kid) => {
      expect(await refused(signedWith({ header: { kid } }, signing))).toMatchObject({
        code: 'INVALID_SIGNATURE',
        details: { kid, header: 'alg' },
      })
    },
  )

  it('[SIG-7] fits the key, although the key is one for key agreement', async () => {
    const odd = new StaticResolver(exampleDIDDocuments)
    const method = methodOf(`${ALICE}#key-x25519-1`, ED25519)
    odd.documents.set(ALICE, { id: ALICE, authentication: [method] })
    const unpacking = (await partyOf([], { resolver: odd })).unpack(signed(message))
    expect(await errorOf(unpacking)).toMatchObject({
      code: 'INVALID_SIGNATURE',
      details: { kid: ED25519, header: 'alg' },
    })
  })

  it('[SIG-7] does not make a weak key a strong one: a point of small order verifies nothing', async () => {
    const odd = new StaticResolver(exampleDIDDocuments)
    // The identity: with it, R = identity and s = 0 sign every message, for those who do not check.
    const identity = base64Url(Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0)))
    const publicKeyJwk = { kty: 'OKP', crv: 'Ed25519', x: identity }
    odd.documents.set(ALICE, {
      id: ALICE,
      authentication: [{ ...methodOf(ED25519), publicKeyJwk }],
    })
    const forged = withEntry((entry) => ({ ...entry, signature: shortened(identity, -32) }))
    const unpacking = (await partyOf([], { resolver: odd })).unpack(forged)
    expect(await errorOf(unpacking)).toMatchObject({ code: 'INVALID_KEY' })
  })
})

describe('the header of a signature', () => {
  it.each([
    ['crit', ['exp']],
    ['crit', ['b64']],
    ['crit', []],
    ['crit', null],
    ['zip', 'DEF'],
    ['b64', false],
    ['b64', 'false'],
    ['b64', null],
    ['b64', 0],
  ] as const)('[SIG-7] holds no %s: %j', async (name, value) => {
    const header = { kid: ED25519, [name]: value }
    expect(await refused(signedWith({ header }))).toMatchObject(malformed(name))
    if (value === false) return
    expect(await refused(signedWith({ protectedHeader: { [name]: value } }))).toMatchObject(
      malformed(name),
    )
  })

  it('[SIG-7] holds no b64: false, with an unencoded payload that is signed right', async () => {
    for (const crit of [['b64'], undefined]) {
      expect(await refused(signedWith({ protectedHeader: { b64: false, crit } }))).toMatchObject({
        code: 'MALFORMED_ENVELOPE',
        resolved: [],
      })
    }
    // A payload of letters alone could be taken for base64url.
    const letters = signed('abcd', [], {
      signatures: [signatureBy(ED25519, { protectedHeader: { b64: false } })],
    })
    expect(await refused(letters)).toMatchObject(malformed('b64'))
  })

  it('[SIG-7] holds no crit in the second signature either', async () => {
    const signatures = [
      signatureBy(ED25519),
      signatureBy(P256, { protectedHeader: { crit: ['exp'] } }),
    ]
    expect(await refused(signed(message, [], { signatures }))).toMatchObject(malformed('crit'))
  })

  it.each(['typ', 'alg', 'anything'])(
    '[SIG-7] has %s in one of its parts, not in two',
    async (name) => {
      const value = { typ: 'application/didcomm-signed+json', alg: 'EdDSA' }[name] ?? 'x'
      const header = { kid: ED25519, [name]: value }
      const packed = signedWith({ protectedHeader: { [name]: value }, header })
      expect(await refused(packed)).toMatchObject(malformed(name))
    },
  )

  it.each([undefined, 'JWM', 'application/didcomm-encrypted+json', 5, null])(
    '[ENV-6] may have any typ: %j',
    async (typ) => {
      expect(await party.unpack(signedWith({ protectedHeader: { typ } }))).toMatchObject({
        message,
        signer: ALICE,
      })
    },
  )

  it.each(['', 'text', '[]', 'null', '5', '{', '\uFEFF{}'])(
    '[SIG-7][MSG-12] is a JSON object, not %j',
    async (json) => {
      const packed = signedWith({ mutateProtected: () => base64Url(json) })
      expect(await refused(packed)).toMatchObject(malformed())
    },
  )
})

describe('the kid of a signature', () => {
  it.each([
    ['unprotected', { header: { kid: ED25519 } }],
    ['protected', { header: {}, protectedHeader: { kid: ED25519 } }],
    ['the same in both', { header: { kid: ED25519 }, protectedHeader: { kid: ED25519 } }],
  ])('[SIG-3] may be %s', async (_name, changes) => {
    expect(await party.unpack(signedWith(changes))).toMatchObject({ message, signer: ALICE })
  })

  it('[SIG-3] may be protected without an unprotected header', async () => {
    const packed = withEntry(({ protected: header, signature }) => ({
      protected: header,
      signature,
    }))
    expect(await refused(packed)).toMatchObject(malformed('kid'))
    const { header: _, ...signature } = signatureBy(ED25519, { protectedHeader: { kid: ED25519 } })
    expect(await party.unpack(signed(message, [], { signatures: [signature] }))).toMatchObject({
      signer: ALICE,
    })
  })

  it('[SIG-3] is not one protected and another unprotected', async () => {
    for (const [unprotected, inside] of [
      [ED25519, P256],
      [`${MALLORY}#key-1`, ED25519],
      [ED25519, `${MALLORY}#key-1`],
    ]) {
      const packed = signedWith({ header: { kid: unprotected }, protectedHeader: { kid: inside } })
      expect(await refused(packed)).toMatchObject(malformed('kid'))
    }
  })

  it('[SIG-3] is not missing', async () => {
    expect(await refused(signedWith({ header: {} }))).toMatchObject(malformed('kid'))
  })

  it.each([null, 5, true, {}, [ED25519]])('[SIG-3] is text, not %j', async (kid) => {
    const places = [
      { header: { kid } },
      { header: {}, protectedHeader: { kid } },
      { header: { kid }, protectedHeader: { kid } },
    ]
    for (const place of places) {
      expect(await refused(signedWith(place))).toMatchObject(malformed('kid'))
    }
  })

  it.each(['unprotected', 'protected'])(
    '[SIG-3][SIG-5] is compared with from before anything is resolved: %s',
    async (place) => {
      const kid = `${MALLORY}#key-1`
      const changes =
        place === 'protected' ? { header: {}, protectedHeader: { kid } } : { header: { kid } }
      // In the name of somebody whom mallory wants to be resolved, with whatever signature.
      for (const packed of [signedWith(changes), signedWith(changes, kid)]) {
        expect(await refused(packed)).toMatchObject({
          code: 'SIGNER_MISMATCH',
          details: { kid },
          resolved: [],
        })
      }
    },
  )

  it('[SIG-3][SIG-8] is compared with from before anything is resolved, the last of them too', async () => {
    const signatures = [signatureBy(ED25519), signatureBy(P256), signatureBy(`${MALLORY}#key-1`)]
    expect(await refused(signed(message, [], { signatures }))).toMatchObject({
      code: 'SIGNER_MISMATCH',
      resolved: [],
    })
  })

  it('[SIG-3] that is changed to another of the same signer does not verify', async () => {
    const authentication = [
      ...(alice.document.authentication ?? []),
      methodOf(`${MALLORY}#key-1`, `${ALICE}#key-4`),
    ]
    const odd = new StaticResolver(exampleDIDDocuments)
    odd.documents.set(ALICE, { ...alice.document, authentication })
    const packed = signedWith({ header: { kid: `${ALICE}#key-4` } })
    const unpacking = (await partyOf([], { resolver: odd })).unpack(packed)
    expect(await errorOf(unpacking)).toMatchObject({
      code: 'INVALID_SIGNATURE',
      details: { kid: `${ALICE}#key-4` },
    })
  })
})

describe('a signature', () => {
  it.each(KIDS)('[SIG-1] verifies: %s', async (kid) => {
    expect(await party.unpack(signed(message, kid))).toMatchObject({ message, signer: ALICE })
  })

  it('[SIG-10] of ES256K verifies with a high s and with a low one', async () => {
    for (const highS of [true, false]) {
      expect(await party.unpack(signedWith({ highS }, SECP256K1))).toMatchObject({ signer: ALICE })
    }
  })

  it.each(KIDS)('[SIG-7] does not verify what was changed after it: %s', async (kid) => {
    const other = base64Url(JSON.stringify({ ...message, body: { content: 'Dinner?' } }))
    const header = base64Url(JSON.stringify({ alg: signatureBy(kid).alg }))
    const changed = [
      rewritten((jws) => ({ ...jws, payload: other }), kid),
      withEntry((entry) => ({ ...entry, protected: header }), kid),
      withEntry((entry) => ({ ...entry, signature: flipBit(entry.signature) }), kid),
      withEntry((entry) => ({ ...entry, signature: flipBit(entry.signature, 63) }), kid),
      withEntry((entry) => ({ ...entry, signature: base64Url(Buffer.alloc(64)) }), kid),
      withEntry((entry) => ({ ...entry, signature: base64Url(Buffer.alloc(64, 0xff)) }), kid),
      signedWith({ privateJwk: generateJwk(secretOf(kid).crv) }, kid),
    ]
    for (const packed of changed) {
      expect(await refused(packed)).toMatchObject({
        code: 'INVALID_SIGNATURE',
        details: { kid },
        resolved: [ALICE],
      })
    }
  })

  it('[SIG-7] of another message does not verify', async () => {
    const other = JSON.parse(signed({ ...message, id: '2' })) as RawJwsEnvelope
    expect(
      await refused(rewritten((jws) => ({ ...jws, signatures: other.signatures }))),
    ).toMatchObject({
      code: 'INVALID_SIGNATURE',
    })
  })

  it.each(KIDS)('[SIG-7] has the length of its alg: %s', async (kid) => {
    for (const count of [1, -1, 32, -64, 64]) {
      const packed = withEntry(
        (entry) => ({ ...entry, signature: shortened(entry.signature, count) }),
        kid,
      )
      expect(await refused(packed)).toMatchObject(malformed('signature'))
    }
  })

  it('[SIG-7] of ECDSA is not written in DER', async () => {
    // Two integers of 32 bytes, as OpenSSL writes them.
    const der = Buffer.from(`3044${'0220'.padEnd(68, '1')}${'0220'.padEnd(68, '1')}`, 'hex')
    const packed = withEntry((entry) => ({ ...entry, signature: base64Url(der) }), P256)
    expect(await refused(packed)).toMatchObject(malformed('signature'))
  })

  /** Alice's document with one key under many ids. */
  const copies = Array.from({ length: 17 }, (_, index) => `${ALICE}#copy-${index}`)
  const withCopies = async () => {
    const resolver = new StaticResolver(exampleDIDDocuments)
    const authentication = [
      ...(alice.document.authentication ?? []),
      ...copies.map((id) => methodOf(ED25519, id)),
    ]
    resolver.documents.set(ALICE, { ...alice.document, authentication })
    return partyOf(bob, { resolver })
  }
  const byCopies = (count: number) =>
    copies.slice(0, count).map((kid) => signatureBy(ED25519, { header: { kid } }))

  it('[SIG-8] may be one of sixteen, and not of seventeen', async () => {
    const reader = await withCopies()
    const sixteen = signed(message, [], { signatures: byCopies(16) })
    expect(await reader.unpack(sixteen)).toMatchObject({ signer: ALICE })
    const error = await errorOf(reader.unpack(signed(message, [], { signatures: byCopies(17) })))
    expect(error).toMatchObject({ code: 'MALFORMED_ENVELOPE', details: { header: 'signatures' } })
  })

  it('[SIG-8] is verified, every one of sixteen', async () => {
    const reader = await withCopies()
    for (const wrong of [0, 8, 15]) {
      const signatures = byCopies(16)
      signatures[wrong] = signatureBy(P256, { privateJwk: generateJwk('P-256') })
      const error = await errorOf(reader.unpack(signed(message, [], { signatures })))
      expect(error).toMatchObject({ code: 'INVALID_SIGNATURE', details: { kid: P256 } })
    }
  })
})

describe('the members of a JWS', () => {
  it('[SIG-2] are those of one signature in the flattened serialization', async () => {
    const packed = signed(message, ED25519, { serialization: 'flattened' })
    expect(await party.unpack(packed)).toMatchObject({
      message,
      layers: [{ kind: 'signed', signatures: [{ alg: 'EdDSA', kid: ED25519 }] }],
    })
  })

  it('[SIG-2] are not those of the compact serialization', async () => {
    const signatures = [signatureBy(ED25519, { protectedHeader: { kid: ED25519 } })]
    const packed = signed(message, [], { signatures, serialization: 'compact' })
    expect(packed.split('.')).toHaveLength(3)
    expect(await refused(packed)).toMatchObject(malformed())
  })

  it.each(['signature', 'protected', 'header'] as const)(
    '[SIG-2] are not those of both serializations: signatures and %s',
    async (member) => {
      const packed = rewritten((jws) => ({ ...jws, [member]: jws.signatures.at(0)?.[member] }))
      expect(await refused(packed)).toMatchObject(malformed('signatures'))
    },
  )

  const values = [null, 5, true, {}, [], [[]], [null], ['text']]

  it.each(['payload', 'signatures'] as const)('[SIG-2] have the right type: %s', async (member) => {
    for (const value of [...values, ...(member === 'payload' ? [] : [''])]) {
      const packed = rewritten((jws) => ({ ...jws, [member]: value }))
      expect(await refused(packed)).toMatchObject(malformed(member))
    }
  })

  it.each(['protected', 'header', 'signature'] as const)(
    '[SIG-2] have the right type in an entry: %s',
    async (member) => {
      for (const value of values) {
        const isEmptyHeader =
          member === 'header' &&
          value !== null &&
          typeof value === 'object' &&
          !Array.isArray(value)
        const packed = withEntry((entry) => ({ ...entry, [member]: value }))
        expect(await refused(packed)).toMatchObject(malformed(isEmptyHeader ? 'kid' : member))
      }
    },
  )

  it.each(['protected', 'signature'] as const)('[SIG-2] are there: %s', async (member) => {
    const packed = withEntry((entry) => ({ ...entry, [member]: undefined }))
    expect(await refused(packed)).toMatchObject(malformed(member))
  })

  it('[SIG-2] may be others that JOSE does not have', async () => {
    expect(await party.unpack(rewritten((jws) => ({ ...jws, id: '2' })))).toMatchObject({ message })
  })

  it('[SIG-2] have the last of two values', async () => {
    const twice = duplicateMember(signed(message), 'payload', base64Url('{}'))
    expect(await party.unpack(twice)).toMatchObject({ message })
  })

  const lax: { readonly [name: string]: (text: string) => string } = {
    padding: padded,
    'a space': (text) => ` ${text}`,
    'a line feed': (text) => `${text}\n`,
    'the other alphabet': (text) => `${text.slice(0, 4)}+/${text.slice(4)}`,
    'a letter too many': (text) => text + 'A'.repeat((5 - (text.length % 4)) % 4),
  }

  it.each(Object.entries(lax))(
    '[SIG-7] have one spelling of base64url: not %s',
    async (_name, rewrite) => {
      const signing = signatureBy(ED25519, { mutateProtected: rewrite })
      expect(await refused(signed(message, [], { signatures: [signing] }))).toMatchObject(
        malformed(),
      )
      expect(await refused(signed(message, ED25519, { mutatePayload: rewrite }))).toMatchObject(
        malformed(),
      )
      const packed = withEntry((entry) => ({ ...entry, signature: rewrite(entry.signature) }))
      expect(await refused(packed)).toMatchObject(malformed())
    },
  )

  it('[SIG-7] have no bits left over', async () => {
    const payload = [0, 1, 2]
      .map((count) => `${JSON.stringify(message)}${' '.repeat(count)}`)
      .filter((text) => base64Url(text).length % 4 !== 0)
    expect(payload).toHaveLength(2)
    for (const text of payload) {
      expect(await refused(signed(text, ED25519, { mutatePayload: nonCanonical }))).toMatchObject(
        malformed(),
      )
    }
    for (const filler of ['', 'x', 'xx']) {
      const mutateProtected = (text: string) =>
        text.length % 4 === 0 ? padded(text) : nonCanonical(text)
      expect(
        await refused(signedWith({ protectedHeader: { filler }, mutateProtected })),
      ).toMatchObject(malformed())
    }
    const packed = withEntry((entry) => ({ ...entry, signature: nonCanonical(entry.signature) }))
    expect(await refused(packed)).toMatchObject(malformed())
  })
})

describe('the payload of a JWS', () => {
  it.each(['', ' ', 'text', '[]', 'null', '5', '"text"', '{', '\uFEFF{}'])(
    '[SIG-2][MSG-12] is JSON, and an object, not %j',
    async (payload) => {
      expect(await refused(signed(payload))).toMatchObject({
        code: 'MALFORMED_ENVELOPE',
        resolved: [],
      })
    },
  )

  it.each([
    {},
    { from: ALICE },
    { id: '1', from: ALICE },
    { ...message, id: 1 },
    { ...message, type: '' },
    { ...message, from: ED25519 },
    { ...message, body: [] },
  ])('[SIG-2][MSG-1] is a message, not %j', async (payload) => {
    expect(await refused(signed(payload))).toMatchObject({ code: 'INVALID_MESSAGE', resolved: [] })
  })

  it('[SIG-2] is UTF-8', async () => {
    expect(await refused(signed(Uint8Array.of(0x7b, 0xff, 0x7d)))).toMatchObject(malformed())
  })

  it('[SIG-2] is not detached', async () => {
    for (const payload of ['', null, undefined]) {
      const { code } = await refused(rewritten((jws) => ({ ...jws, payload })))
      expect(['MALFORMED_ENVELOPE', 'INVALID_MESSAGE']).toContain(code)
    }
  })

  it('[ENV-4] is no envelope', async () => {
    for (const payload of [anoncrypt(message), signed(message)]) {
      expect(await refused(signed(payload))).toMatchObject({
        code: 'UNSUPPORTED_NESTING',
        resolved: [],
      })
    }
  })

  it('[SIG-2] is what was signed, byte for byte, and is read from those bytes', async () => {
    const payload = `  ${JSON.stringify({ ...message, unknown: '\u00e9' }, null, 2)}\n`
    const packed = signed(payload)
    const { payload: encoded } = JSON.parse(packed) as RawJwsEnvelope
    const digest = createHash('sha256').update(Buffer.from(encoded, 'base64url')).digest('hex')
    expect(digest).toBe(createHash('sha256').update(payload).digest('hex'))
    expect((await party.unpack(packed)).message).toStrictEqual({ ...message, unknown: '\u00e9' })
  })
})

describe('a signature inside of anoncrypt', () => {
  it('[ENV-5] that is taken off leaves a message that nothing proves', async () => {
    const result = await (await partyOf(bob)).unpack(anoncrypt(message))
    expect(result).toMatchObject({ authenticated: false, nonRepudiable: false })
    expect([result.sender, result.signer]).toEqual([undefined, undefined])
  })
})
