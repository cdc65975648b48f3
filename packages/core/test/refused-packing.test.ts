import { inspect } from 'node:util'
import {
  DIDCommError,
  type DIDCommErrorCode,
  type MessageInput,
  PackagingService,
  type PackEncryptedOptions,
} from '@didcomm/core'
import {
  alice,
  bob,
  carol,
  errorOf,
  exampleDIDDocuments,
  mallory,
  rawJwt,
  secretOf,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOn } from './support/backend.ts'
import { crypto, partyOf } from './support/party.ts'

const ALICE = 'did:example:alice'
const BOB = 'did:example:bob'
const CAROL = 'did:example:carol'
const MALLORY = 'did:example:mallory'
const TYPE = 'https://didcomm.org/basicmessage/2.0/message'
const SECRET = 'the-plaintext-that-no-error-may-show'
const MESSAGE = { type: TYPE, from: ALICE, to: [BOB], body: { content: SECRET } }
const ANONYMOUS_MESSAGE = { type: TYPE, to: [BOB], body: { content: SECRET } }

const resolver = new StaticResolver(exampleDIDDocuments)
/** Holds everybody's keys: nothing is refused for want of one. */
const us = await partyOf([alice, bob, carol, mallory], { resolver })

/** Packs, and returns what refused it, having looked up no DID. */
async function refused(pack: Promise<unknown>): Promise<DIDCommError> {
  resolver.resolved.length = 0
  const error = await errorOf(pack)
  expect(resolver.resolved).toStrictEqual([])
  expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain(SECRET)
  return error
}

const refusedEncrypted = (message: MessageInput, options: Partial<PackEncryptedOptions> = {}) =>
  refused(us.packEncrypted(message, { to: BOB, ...options }))

describe('signing refuses', () => {
  it.each([
    ['a DID', MALLORY],
    ['a key', `${MALLORY}#key-1`],
  ])("[SIG-5] %s that is not the message's from", async (_, signBy) => {
    for (const error of [
      await refused(us.packSigned(MESSAGE, { signBy })),
      await refusedEncrypted(MESSAGE, { signBy }),
    ]) {
      expect(error.code).toBe('SIGNER_MISMATCH')
      expect(error.message).toContain(signBy)
      expect(error.message).toContain(ALICE)
      expect(error.details).toStrictEqual({ kid: signBy, header: 'from' })
    }
  })

  it('[SIG-5] a message without from', async () => {
    for (const error of [
      await refused(us.packSigned(ANONYMOUS_MESSAGE, { signBy: ALICE })),
      await refusedEncrypted(ANONYMOUS_MESSAGE, { signBy: ALICE }),
    ]) {
      expect(error.code).toBe('SIGNER_MISMATCH')
      expect(error.message).toContain('from is missing')
    }
  })

  it('[SIG-6] to encrypt a signed message without to', async () => {
    const { to: _, ...message } = MESSAGE
    const error = await refusedEncrypted(message, { signBy: ALICE })
    expect(error.code).toBe('RECIPIENT_MISMATCH')
    expect(error.message).toContain('must have a to')
    expect(error.details).toStrictEqual({ header: 'to' })
  })

  it('[SIG-6] but not a signed message without to that is not encrypted', async () => {
    const { to: _, ...message } = MESSAGE
    const { packed } = await us.packSigned(message, { signBy: ALICE })
    expect((await us.unpack(packed)).signer).toBe(ALICE)
  })
})

describe('encryption refuses', () => {
  it.each(['A256GCM', 'XC20P'] as const)('[ENC-2] authcrypt with %s', async (enc) => {
    for (const options of [{ enc }, { enc, from: ALICE }]) {
      const error = await refusedEncrypted(MESSAGE, options)
      expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
      expect(error.message).toContain(enc)
      expect(error.message).toContain('A256CBC-HS512')
      expect(error.details).toStrictEqual({ header: 'enc' })
    }
  })

  it.each([
    ['a DID', MALLORY],
    ['a key', `${MALLORY}#key-x25519-1`],
  ])("[ENC-19] %s as sender that is not the message's from", async (_, from) => {
    for (const protectSender of [false, true]) {
      const error = await refusedEncrypted(MESSAGE, { from, protectSender })
      expect(error.code).toBe('SENDER_MISMATCH')
      expect(error.message).toContain(from)
      expect(error.message).toContain(ALICE)
      expect(error.details).toStrictEqual({ kid: from, header: 'from' })
    }
  })

  it('[ENC-19][MSG-4] a sender of a message without from', async () => {
    const error = await refusedEncrypted(ANONYMOUS_MESSAGE, { from: ALICE })
    expect(error.code).toBe('SENDER_MISMATCH')
    expect(error.message).toContain('from is missing')
  })

  it.each<[string, Partial<PackEncryptedOptions>]>([
    ['anoncrypt', { anonymous: true }],
    ['authcrypt', {}],
    ['anoncrypt(authcrypt)', { protectSender: true }],
    ['anoncrypt(signed)', { signBy: ALICE }],
  ])('[ENC-19] %s for a DID that to does not name', async (_, options) => {
    for (const to of [CAROL, `${CAROL}#key-x25519-1`]) {
      const error = await refusedEncrypted({ ...MESSAGE, to: [BOB, MALLORY] }, { ...options, to })
      expect(error.code).toBe('RECIPIENT_MISMATCH')
      expect(error.message).toContain(to)
      expect(error.details).toStrictEqual({ kid: to, header: 'to' })
    }
  })

  it.each<[string, Partial<PackEncryptedOptions>]>([
    ['anoncrypt', { anonymous: true }],
    ['authcrypt', {}],
  ])('[ENC-19] but not %s without to', async (_, options) => {
    const { to: __, ...message } = MESSAGE
    const { packed } = await us.packEncrypted(message, { to: BOB, ...options })
    expect((await us.unpack(packed)).recipient).toBe(BOB)
  })

  it.each([
    ['from', ALICE],
    ['from, a key', `${ALICE}#key-x25519-1`],
  ])('[ENV-3] %s together with signBy, and says what to do', async (_, from) => {
    for (const protectSender of [false, true]) {
      const options = { from, signBy: ALICE, protectSender }
      const error = await refusedEncrypted(MESSAGE, options)
      expect(error.code).toBe('INVALID_ARGUMENT')
      expect(error.message).toBe(
        'from, signBy and anonymous exclude each other; signBy proves the sender without from',
      )
    }
  })

  it('[ENV-1] from together with anonymous, and says what to do', async () => {
    const error = await refusedEncrypted(MESSAGE, { from: ALICE, anonymous: true })
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(error.message).toBe(
      'from, signBy and anonymous exclude each other; signBy proves the sender without from',
    )
  })

  it('[ENV-3] an inner authcrypt where a signature was asked for: signBy alone does not authcrypt', async () => {
    const { packed } = await us.packEncrypted(MESSAGE, {
      to: BOB,
      signBy: ALICE,
      protectSender: true,
    })
    const { layers } = await us.unpack(packed)
    expect(layers.map(({ kind }) => kind)).toStrictEqual(['anoncrypt', 'signed'])
  })

  it.each([
    'A128CBC-HS256',
    'A192CBC-HS384',
    'A128GCM',
    'C20P',
    'a256gcm',
    '',
    'toString',
    '__proto__',
  ])('[ENC-2] enc "%s", for every kind', async (name) => {
    const enc = name as 'A256GCM'
    for (const options of [{ anonymous: true }, {}, { protectSender: true }, { signBy: ALICE }]) {
      const error = await errorOf(us.packEncrypted(MESSAGE, { to: BOB, enc, ...options }))
      expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
      expect(error.message).toContain(name)
      expect(error.message).toContain('A256CBC-HS512')
    }
  })

  it('[ENC-2] an enc that the backend does not have, and names both', async () => {
    const supports = { enc: ['A256CBC-HS512'] as const }
    const packaging = await partyOn({ name: 'narrow', supports }, alice, resolver)
    const error = await errorOf(
      packaging.packEncrypted(MESSAGE, { to: BOB, anonymous: true, enc: 'XC20P' }),
    )
    expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
    expect(error.message).toMatch(/narrow.*XC20P.*A256CBC-HS512/)
  })
})

describe('from_prior is refused', () => {
  const rotationFrom = (claims: object) =>
    rawJwt({
      alg: 'EdDSA',
      privateJwk: secretOf(`${ALICE}#key-1`),
      claims: { iss: ALICE, iat: 1516269022, ...claims },
      header: { kid: `${ALICE}#key-1` },
    })
  const TO_CAROL = rotationFrom({ sub: CAROL })
  const TO_NOBODY = rotationFrom({})
  const CAROLS = { ...MESSAGE, from: CAROL }

  it('[ROT-3] in plaintext and in a signed message', async () => {
    const message = { ...CAROLS, from_prior: TO_CAROL }
    for (const error of [
      await refused(us.packPlaintext(message)),
      await refused(us.packSigned(message, { signBy: CAROL })),
      await refused(us.packPlaintext({ ...ANONYMOUS_MESSAGE, from_prior: TO_NOBODY })),
    ]) {
      expect(error.code).toBe('INVALID_FROM_PRIOR')
      expect(error.message).toContain('must be encrypted')
      expect(error.details).toStrictEqual({ header: 'from_prior' })
    }
  })

  it.each([
    [
      "whose sub is not the message's from",
      { ...MESSAGE, from: MALLORY },
      TO_CAROL,
      [CAROL, MALLORY],
    ],
    ["whose iss is the message's from", MESSAGE, TO_CAROL, [CAROL, ALICE]],
    ['whose sub nobody sends as', ANONYMOUS_MESSAGE, TO_CAROL, [CAROL, 'missing']],
  ])('[ROT-2] %s', async (_, message, from_prior, names) => {
    const error = await refusedEncrypted({ ...message, from_prior })
    expect(error.code).toBe('INVALID_FROM_PRIOR')
    for (const name of names) expect(error.message).toContain(name)
    expect(error.details).toStrictEqual({ header: 'from_prior' })
  })

  it('[ROT-4] without sub in a message that has a from', async () => {
    for (const options of [{}, { anonymous: true }, { signBy: ALICE }, { protectSender: true }]) {
      const error = await refusedEncrypted({ ...MESSAGE, from_prior: TO_NOBODY }, options)
      expect(error.code).toBe('INVALID_FROM_PRIOR')
      expect(error.message).toContain('sub')
      expect(error.message).toContain(ALICE)
    }
  })

  it.each([
    ['not a JWT', 'x'],
    ['two parts', TO_CAROL.split('.', 2).join('.')],
    ['no JSON', `${TO_CAROL.split('.', 1).join('')}.AAAA.AAAA`],
    [
      'another typ',
      rawJwt({
        alg: 'EdDSA',
        privateJwk: secretOf(`${ALICE}#key-1`),
        claims: { iss: ALICE, sub: CAROL, iat: 1 },
        header: { typ: 'at+jwt', kid: `${ALICE}#key-1` },
      }),
    ],
    ['no iss', rotationFrom({ iss: undefined, sub: CAROL })],
    ['no iat', rotationFrom({ iat: undefined, sub: CAROL })],
    ['a sub that is no DID', rotationFrom({ sub: 'carol' })],
  ])('[ROT-1] that is none: %s', async (_, from_prior) => {
    const error = await refusedEncrypted({ ...CAROLS, from_prior })
    expect(error.code).toBe('INVALID_FROM_PRIOR')
    expect(error.details).toStrictEqual({ header: 'from_prior' })
  })
})

describe('an invalid message is refused by every method', () => {
  const { type: _, ...withoutType } = MESSAGE
  it.each<[string, unknown, DIDCommErrorCode, string?]>([
    ['without type', withoutType, 'INVALID_MESSAGE', 'type'],
    ['whose type is no message type URI', { ...MESSAGE, type: 'hello' }, 'INVALID_MESSAGE', 'type'],
    ['with an empty id', { ...MESSAGE, id: '' }, 'INVALID_MESSAGE', 'id'],
    ['with a number as id', { ...MESSAGE, id: 7 }, 'INVALID_MESSAGE', 'id'],
    [
      'whose from has a fragment',
      { ...MESSAGE, from: `${ALICE}#key-1` },
      'INVALID_MESSAGE',
      'from',
    ],
    ['whose from has a path', { ...MESSAGE, from: `${ALICE}/inbox` }, 'INVALID_MESSAGE', 'from'],
    ['whose from is a name', { ...MESSAGE, from: 'alice' }, 'INVALID_MESSAGE', 'from'],
    ['whose to is no array', { ...MESSAGE, to: BOB }, 'INVALID_MESSAGE', 'to'],
    ['whose to is empty', { ...MESSAGE, to: [] }, 'INVALID_MESSAGE', 'to'],
    ['whose to holds a key', { ...MESSAGE, to: [`${BOB}#key-x25519-1`] }, 'INVALID_MESSAGE', 'to'],
    [
      'created at a fraction of a second',
      { ...MESSAGE, created_time: 1516269022.5 },
      'INVALID_MESSAGE',
      'created_time',
    ],
    [
      'created at a Date',
      { ...MESSAGE, created_time: new Date(0) },
      'INVALID_MESSAGE',
      'created_time',
    ],
    [
      'that expires at a text',
      { ...MESSAGE, expires_time: '1516269022' },
      'INVALID_MESSAGE',
      'expires_time',
    ],
    [
      'that never expires',
      { ...MESSAGE, expires_time: Infinity },
      'INVALID_MESSAGE',
      'expires_time',
    ],
    ['whose body is text', { ...MESSAGE, body: SECRET }, 'INVALID_MESSAGE', 'body'],
    ['whose body is an array', { ...MESSAGE, body: [SECRET] }, 'INVALID_MESSAGE', 'body'],
    [
      'with the typ of an envelope',
      { ...MESSAGE, typ: 'application/didcomm-signed+json' },
      'INVALID_MESSAGE',
      'typ',
    ],
    [
      'with an attachment without data',
      { ...MESSAGE, attachments: [{ id: 'a' }] },
      'INVALID_ATTACHMENT',
    ],
    [
      'with a link without hash',
      { ...MESSAGE, attachments: [{ id: 'a', data: { links: ['https://x.example'] } }] },
      'INVALID_ATTACHMENT',
    ],
    [
      'with an unknown return_route',
      { ...MESSAGE, return_route: 'some' },
      'INVALID_MESSAGE',
      'return_route',
    ],
    ['that is a JWE', { ciphertext: 'a', protected: 'b' }, 'INVALID_MESSAGE'],
    ['that is text', SECRET, 'INVALID_MESSAGE'],
    ['that is an array', [MESSAGE], 'INVALID_MESSAGE'],
    ['that is undefined', undefined, 'INVALID_MESSAGE'],
    ['that is null', null, 'INVALID_MESSAGE'],
    ['that is a number', 5, 'INVALID_MESSAGE'],
    ['that JSON has no form for', { ...MESSAGE, body: { big: 1n } }, 'INVALID_MESSAGE'],
    ['that holds itself', { ...MESSAGE, body: circle() }, 'INVALID_MESSAGE'],
  ])(
    '[MSG-1][MSG-3][MSG-4][MSG-5][MSG-6][MSG-7][MSG-9][MSG-10][MSG-11][MSG-12] one %s',
    async (__, hostile, code, header) => {
      const message = hostile as MessageInput
      for (const pack of [
        us.packPlaintext(message),
        us.packSigned(message, { signBy: ALICE }),
        us.packEncrypted(message, { to: BOB, signBy: ALICE }),
        us.packEncrypted(message, { to: BOB, from: ALICE }),
        us.packEncrypted(message, { to: BOB, anonymous: true }),
      ]) {
        const error = await errorOf(pack)
        expect(error.code).toBe(code)
        if (header !== undefined) {
          expect(error.details).toStrictEqual({ header })
          expect(error.message).toContain(header)
        }
        expect(error.message).not.toContain(SECRET)
      }
    },
  )
})

describe('an error text', () => {
  it('stays short if the DIDs in it are long', async () => {
    const long = `did:example:${'x'.repeat(10_000)}`
    const keyless = await partyOf([], { resolver: new StaticResolver([{ id: long }]) })
    for (const error of [
      await refusedEncrypted({ ...MESSAGE, from: long }, { from: ALICE }),
      await refused(us.packSigned({ ...MESSAGE, from: long }, { signBy: ALICE })),
      await refusedEncrypted(MESSAGE, { to: long }),
      await refusedEncrypted(MESSAGE, { to: `${long}#key-1` }),
      await errorOf(keyless.packEncrypted({ type: TYPE }, { to: long })),
    ]) {
      expect(error.message.length).toBeLessThan(1000)
    }
  })
})

describe('signBy beside anonymous', () => {
  it('[ENV-3] is refused: the signature would prove the sender', async () => {
    const error = await errorOf(
      us.packEncrypted(MESSAGE, { to: BOB, anonymous: true, signBy: ALICE }),
    )
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(error.message).toContain('anonymous')
  })
})

// What TypeScript would not compile, and JavaScript runs.
describe('a caller in JavaScript gets a DIDCommError', () => {
  const NO_OBJECTS: readonly unknown[] = [undefined, null, 0, 7, '', 'x', true, []]
  const NO_STRINGS: readonly unknown[] = [undefined, null, 0, 7, true, {}, [], [BOB]]

  it.each(rows(NO_OBJECTS))('for %s as options', async (_, value) => {
    const options = value as never
    await errorOf(us.packSigned(MESSAGE, options))
    await errorOf(us.packEncrypted(MESSAGE, options))
    await errorOf(us.createFromPrior(options))
  })

  it.each(rows(NO_OBJECTS))('for %s as message', async (_, value) => {
    const message = value as never
    await errorOf(us.packPlaintext(message))
    await errorOf(us.packSigned(message, { signBy: ALICE }))
    await errorOf(us.packEncrypted(message, { to: BOB }))
  })

  it.each(rows(NO_STRINGS))('for %s as to', async (_, value) => {
    const to = value as string
    for (const message of [MESSAGE, { type: TYPE }, { ...MESSAGE, to: undefined } as never]) {
      await errorOf(us.packEncrypted(message, { to }))
      await errorOf(us.packEncrypted(message, { to, anonymous: true }))
      await errorOf(us.packEncrypted(message, { to, signBy: ALICE }))
    }
  })

  it.each(rows(NO_STRINGS))('for %s as signBy', async (_, value) => {
    const signBy = value as string
    await errorOf(us.packSigned(MESSAGE, { signBy }))
    await errorOf(us.packSigned(ANONYMOUS_MESSAGE, { signBy }))
  })

  it.each(rows(NO_STRINGS.slice(2)))('for %s as from, signBy or enc', async (_, value) => {
    const hostile = value as never
    for (const message of [MESSAGE, ANONYMOUS_MESSAGE]) {
      await errorOf(us.packEncrypted(message, { to: BOB, from: hostile }))
      await errorOf(us.packEncrypted(message, { to: BOB, signBy: hostile }))
      await errorOf(us.packEncrypted(message, { to: BOB, enc: hostile }))
      await errorOf(us.packEncrypted(message, { to: BOB, protectSender: true, enc: hostile }))
    }
  })

  it('for null as signBy, rather than a message that is not signed', async () => {
    await errorOf(us.packEncrypted(MESSAGE, { to: BOB, signBy: null as never }))
  })

  it('and takes undefined, in place of an option that is left out, as just that', async () => {
    const options = {
      to: BOB,
      from: undefined,
      signBy: undefined,
      enc: undefined,
      anonymous: undefined,
      protectSender: undefined,
    }
    const { packed } = await us.packEncrypted(MESSAGE, options as never)
    expect((await us.unpack(packed)).layers).toMatchObject([{ kind: 'authcrypt' }])
  })

  it.each(rows(NO_STRINGS.slice(1)))('for %s as a claim of from_prior', async (_, value) => {
    const hostile = value as never
    await errorOf(us.createFromPrior({ iss: hostile, sub: CAROL }))
    await errorOf(us.createFromPrior({ iss: ALICE, sub: CAROL, signBy: hostile ?? 7 }))
  })

  it.each(['iat', 'exp', 'nbf'])(
    'for a %s of from_prior that is no whole number',
    async (claim) => {
      for (const value of ['1516269022', 1.5, NaN, true, {}, new Date()]) {
        const error = await errorOf(
          us.createFromPrior({ iss: ALICE, sub: CAROL, [claim]: value as number }),
        )
        expect(error.code).toBe('INVALID_FROM_PRIOR')
        expect(error.message).toContain(claim)
      }
    },
  )

  it.each(rows(NO_STRINGS))('for %s as the packed message', async (_, value) => {
    const error = await errorOf(us.unpack(value as string))
    expect(error.code).toBe('INVALID_ARGUMENT')
  })

  it.each(rows(['1000', NaN, -1, {}]))('for %s as maxBytes', async (_, value) => {
    const { packed } = await us.packEncrypted(MESSAGE, { to: BOB })
    await us.unpack(packed, { maxBytes: value as never }).catch(expectDIDCommError)
  })

  it.each(rows([undefined, null, 5, 'x', {}, { crypto: null }, { crypto: {} }]))(
    'for %s as the options of PackagingService',
    (_, value) => {
      let thrown: unknown
      try {
        const packaging = new PackagingService(value as never)
        expect(packaging).toBeUndefined()
      } catch (error) {
        thrown = error
      }
      expectDIDCommError(thrown)
    },
  )

  it.each(rows([undefined, null, 5, {}, { get: 'x', resolve: 7, equivalentIds: 7 }]))(
    'for %s as resolver or secrets',
    async (_, value) => {
      const hostile = value as never
      const parts = { crypto, resolver, secrets: { get: () => undefined } }
      for (const part of [{ secrets: hostile }, { resolver: hostile }]) {
        const packaging = (): PackagingService => new PackagingService({ ...parts, ...part })
        const calls = [
          () => packaging().packEncrypted(MESSAGE, { to: BOB }),
          () => packaging().packSigned(MESSAGE, { signBy: ALICE }),
          () => packaging().createFromPrior({ iss: ALICE }),
        ]
        for (const call of calls) {
          const error: unknown = await (async () => call())().catch((thrown: unknown) => thrown)
          expectDIDCommError(error)
        }
      }
    },
  )
})

function expectDIDCommError(error: unknown): void {
  if (!DIDCommError.is(error)) expect(error).toBeInstanceOf(DIDCommError)
}

/** Rows of a table, each with its value as text. */
function rows(values: readonly unknown[]): [string, unknown][] {
  return values.map((value) => [inspect(value), value])
}

function circle(): object {
  const body: Record<string, unknown> = {}
  body['self'] = body
  return body
}
