import type {
  Layer,
  MessageInput,
  PackEncryptedOptions,
  UnpackPolicy,
  UnpackResult,
} from '@didcomm/core'
import {
  alice,
  bob,
  carol,
  errorOf,
  madeIdentity,
  rawJwe,
  recipientOf,
  StaticResolver,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { partyOf } from './support/party.ts'

const ALICE = 'did:example:alice'
const CAROL = 'did:example:carol'
const SENDER_KID = 'did:example:alice#key-x25519-1'
const RECIPIENT_KID = 'did:example:carol#key-x25519-1'
const SIGNER_KID = 'did:example:alice#key-1'
const MESSAGE = {
  id: 'b4e1f8d2',
  typ: 'application/didcomm-plain+json',
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: ALICE,
  to: [CAROL],
  created_time: 1516269022,
  body: { content: 'Lunch?' },
}

const us = await partyOf(alice)
const them = await partyOf(carol)

const ANONCRYPT: Layer = {
  kind: 'anoncrypt',
  alg: 'ECDH-ES+A256KW',
  enc: 'A256CBC-HS512',
  recipientKid: RECIPIENT_KID,
  recipientKids: [RECIPIENT_KID],
}
const AUTHCRYPT: Layer = {
  ...ANONCRYPT,
  kind: 'authcrypt',
  alg: 'ECDH-1PU+A256KW',
  senderKid: SENDER_KID,
}
const SIGNED: Layer = { kind: 'signed', signatures: [{ alg: 'EdDSA', kid: SIGNER_KID }] }

type Summary = Omit<UnpackResult, 'message' | 'layers' | 'fromPrior' | 'warnings'>

const NOTHING: Summary = {
  encrypted: false,
  authenticated: false,
  nonRepudiable: false,
  anonymousSender: false,
  sender: undefined,
  recipient: undefined,
  signer: undefined,
}

async function encrypted(
  options: Partial<PackEncryptedOptions>,
  message: MessageInput = MESSAGE,
): Promise<string> {
  const { packed } = await us.packEncrypted(message, { to: CAROL, ...options })
  return packed
}

/** Every combination that we write. */
const COMBINATIONS: Record<
  string,
  { pack: () => Promise<string>; layers: Layer[]; summary: Summary }
> = {
  plaintext: {
    pack: async () => (await us.packPlaintext(MESSAGE)).packed,
    layers: [],
    summary: NOTHING,
  },
  signed: {
    pack: async () => (await us.packSigned(MESSAGE, { signBy: ALICE })).packed,
    layers: [SIGNED],
    summary: {
      ...NOTHING,
      authenticated: true,
      nonRepudiable: true,
      sender: ALICE,
      signer: ALICE,
    },
  },
  anoncrypt: {
    pack: () => encrypted({ anonymous: true }),
    layers: [ANONCRYPT],
    summary: { ...NOTHING, encrypted: true, anonymousSender: true, recipient: CAROL },
  },
  authcrypt: {
    pack: () => encrypted({}),
    layers: [AUTHCRYPT],
    summary: {
      ...NOTHING,
      encrypted: true,
      authenticated: true,
      sender: ALICE,
      recipient: CAROL,
    },
  },
  'anoncrypt(signed)': {
    pack: () => encrypted({ signBy: ALICE }),
    layers: [ANONCRYPT, SIGNED],
    summary: {
      encrypted: true,
      authenticated: true,
      nonRepudiable: true,
      anonymousSender: true,
      sender: ALICE,
      recipient: CAROL,
      signer: ALICE,
    },
  },
  'anoncrypt(authcrypt)': {
    pack: () => encrypted({ protectSender: true }),
    layers: [ANONCRYPT, AUTHCRYPT],
    summary: {
      ...NOTHING,
      encrypted: true,
      authenticated: true,
      anonymousSender: true,
      sender: ALICE,
      recipient: CAROL,
    },
  },
}

describe('unpacking tells what is proven', () => {
  it.each(Object.entries(COMBINATIONS))(
    '[ENV-1][ENV-2][ENV-5] by %s',
    async (_, { pack, layers, summary }) => {
      expect(await them.unpack(await pack())).toStrictEqual({
        message: MESSAGE,
        layers,
        ...summary,
        fromPrior: undefined,
        warnings: [],
      })
    },
  )

  it('[ENV-5] by anoncrypt with a from: nothing of the sender', async () => {
    const { message, authenticated, sender, signer, nonRepudiable } = await them.unpack(
      await encrypted({ anonymous: true }),
    )
    expect(message.from).toBe(ALICE)
    expect({ authenticated, sender, signer, nonRepudiable }).toStrictEqual({
      authenticated: false,
      sender: undefined,
      signer: undefined,
      nonRepudiable: false,
    })
  })

  it('[ENV-1][ENV-5] by an anoncrypt that a message without from gets, unasked', async () => {
    const { from: _, ...message } = MESSAGE
    const { sender, layers, message: received } = await them.unpack(await encrypted({}, message))
    expect(layers).toStrictEqual([ANONCRYPT])
    expect(sender).toBeUndefined()
    expect(received).toStrictEqual(message)
  })

  it('[ENV-5] each layer with its own enc', async () => {
    const { layers } = await them.unpack(await encrypted({ protectSender: true, enc: 'XC20P' }))
    expect(layers).toStrictEqual([{ ...ANONCRYPT, enc: 'XC20P' }, AUTHCRYPT])
  })

  it('[ENV-5] the keys of all recipients, and the one that opened it', async () => {
    const kids = [1, 2, 3].map((number) => `did:example:dave#agree-${number}`)
    const dave = madeIdentity('did:example:dave', { keyAgreement: ['P-384', 'P-384', 'P-384'] })
    const resolver = new StaticResolver([dave.document])
    const sender = await partyOf([], { resolver })
    const { packed } = await sender.packEncrypted(
      { type: MESSAGE.type, to: [dave.did] },
      { to: dave.did },
    )
    for (const kid of kids) {
      const { layers, recipient } = await (
        await partyOf(dave, { resolver, kids: [kid] })
      ).unpack(packed)
      expect(layers).toMatchObject([{ recipientKid: kid, recipientKids: kids }])
      expect(recipient).toBe(dave.did)
    }
  })

  it('[ENC-9] whatever the order in which the recipients stand', async () => {
    const kids = [3, 1, 2].map((number) => `did:example:bob#key-x25519-${number}`)
    const message = { ...MESSAGE, to: ['did:example:bob'] }
    const packed = rawJwe({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256CBC-HS512',
      recipients: kids.map(recipientOf),
      plaintext: message,
    })
    const result = await (await partyOf(bob)).unpack(packed)
    expect(result.message).toStrictEqual(message)
    expect(result.layers).toMatchObject([{ recipientKid: kids[0], recipientKids: kids }])
  })

  it('[ENV-5] the same again when it is unpacked again', async () => {
    const packed = await encrypted({ signBy: ALICE })
    const first = await them.unpack(packed)
    ;(first.message.body as { content: string }).content = 'changed'
    expect((await them.unpack(packed)).message).toStrictEqual(MESSAGE)
  })

  it('[MSG-6] and leaves it to the application what to do with an expired message', async () => {
    const message = { ...MESSAGE, expires_time: 1 }
    expect((await them.unpack(await encrypted({}, message))).message).toStrictEqual(message)
  })
})

describe('headers that nobody defined', () => {
  const HEADERS = JSON.parse(`{
    "x-null": null, "x-false": false, "x-zero": 0, "x-empty": "", "x-list": [[], [null], [{}]],
    "x-deep": {"a": {"b": {"c": [1, 2.5, -3e-7, "\\ud83d\\ude00"]}}},
    "__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}},
    "toString": "text", "hasOwnProperty": 1, "protected": "x", "signatures": [], "l10n": {"inline": ["en"]},
    "ключ": "значение", "": "empty name"
  }`) as Record<string, unknown>

  it.each(Object.entries(COMBINATIONS))('[MSG-8] survive %s', async (name) => {
    const message = { ...HEADERS, ...MESSAGE }
    const result = await them.unpack(await packAs(name, message))
    expect(membersOf(result.message)).toStrictEqual(membersOf(message))
    expect(Object.keys(result.message)).toContain('__proto__')
    expect(Object.getPrototypeOf(result.message)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('polluted')
  })

  /** What `toStrictEqual` passes over otherwise: a member that is called `__proto__`. */
  function membersOf(message: object): [string, unknown][] {
    return Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1))
  }

  function packAs(name: string, message: MessageInput): Promise<string> {
    const packers: Record<string, () => Promise<string>> = {
      plaintext: async () => (await us.packPlaintext(message)).packed,
      signed: async () => (await us.packSigned(message, { signBy: ALICE })).packed,
      anoncrypt: () => encrypted({ anonymous: true }, message),
      authcrypt: () => encrypted({}, message),
      'anoncrypt(signed)': () => encrypted({ signBy: ALICE }, message),
      'anoncrypt(authcrypt)': () => encrypted({ protectSender: true }, message),
    }
    return packers[name]?.() ?? Promise.reject(new Error(name))
  }
})

describe('packing leaves alone what it was given', () => {
  it.each<[string, (message: MessageInput) => Promise<{ message: object }>]>([
    ['plaintext', (message) => us.packPlaintext(message)],
    ['signed', (message) => us.packSigned(message, frozen({ signBy: ALICE }))],
    ['anoncrypt', (message) => us.packEncrypted(message, frozen({ to: CAROL, anonymous: true }))],
    ['authcrypt', (message) => us.packEncrypted(message, frozen({ to: CAROL }))],
    [
      'anoncrypt(authcrypt)',
      (message) => us.packEncrypted(message, frozen({ to: CAROL, protectSender: true })),
    ],
    [
      'anoncrypt(signed)',
      (message) => us.packEncrypted(message, frozen({ to: CAROL, signBy: ALICE })),
    ],
  ])('[MSG-8] with %s', async (_, pack) => {
    const input = {
      type: MESSAGE.type,
      from: ALICE,
      to: [CAROL],
      attachments: [{ data: { json: { a: [1] } } }],
      'x-unknown': { a: [1] },
    }
    const copy = structuredClone(input)
    const first = await pack(frozen(input))
    expect(input).toStrictEqual(copy)
    expect(first.message).toMatchObject({ ...copy, body: {} })
    expect(first.message).not.toBe(input)
    const second = await pack(input)
    expect(second.message).not.toStrictEqual(first.message) // another id
  })
})

describe('the policy', () => {
  /** From nobody, for bob, and addressed to carol. */
  const STRAY = rawJwe({
    alg: 'ECDH-ES+A256KW',
    enc: 'A256CBC-HS512',
    recipients: [recipientOf('did:example:bob#key-x25519-1')],
    plaintext: { id: '1', type: MESSAGE.type, to: [CAROL], body: {} },
  })
  const unpackStray = async (service: UnpackPolicy | undefined, call?: UnpackPolicy) =>
    (await partyOf(bob, service && { policy: service })).unpack(STRAY, call)

  it.each<[UnpackPolicy | undefined, UnpackPolicy | undefined]>([
    [{ acceptUnnamedRecipient: true }, undefined],
    [{ acceptUnnamedRecipient: true }, {}],
    [{ acceptUnnamedRecipient: true }, { maxBytes: 100_000 }],
    [{ acceptUnnamedRecipient: false }, { acceptUnnamedRecipient: true }],
    [undefined, { acceptUnnamedRecipient: true }],
    [{ maxBytes: 1 }, { acceptUnnamedRecipient: true, maxBytes: 100_000 }],
  ])('[ENC-19] %o of the service with %o of a call accepts', async (service, call) => {
    const { warnings, recipient } = await unpackStray(service, call)
    expect(warnings).toMatchObject([{ code: 'RECIPIENT_NOT_NAMED' }])
    expect(warnings[0]?.message).toContain('did:example:bob#key-x25519-1')
    expect(recipient).toBe('did:example:bob')
  })

  it.each<[UnpackPolicy | undefined, UnpackPolicy | undefined, string]>([
    [undefined, undefined, 'RECIPIENT_MISMATCH'],
    [{}, {}, 'RECIPIENT_MISMATCH'],
    [{ acceptUnnamedRecipient: true }, { acceptUnnamedRecipient: false }, 'RECIPIENT_MISMATCH'],
    [{ acceptUnnamedRecipient: true, maxBytes: 100 }, {}, 'MESSAGE_TOO_LARGE'],
    [{ acceptUnnamedRecipient: true }, { maxBytes: 100 }, 'MESSAGE_TOO_LARGE'],
  ])(
    '[ENC-19][MSG-12] %o of the service with %o of a call refuses',
    async (service, call, code) => {
      expect((await errorOf(unpackStray(service, call))).code).toBe(code)
    },
  )

  it('[MSG-12] of a call that has undefined as limit leaves the limit of the service', async () => {
    const call = { maxBytes: undefined } as unknown as UnpackPolicy
    const error = await errorOf(unpackStray({ maxBytes: 100 }, call))
    expect(error.code).toBe('MESSAGE_TOO_LARGE')
  })

  it('[ENC-19] is not remembered from one call to the next', async () => {
    const packaging = await partyOf(bob)
    await packaging.unpack(STRAY, { acceptUnnamedRecipient: true })
    expect((await errorOf(packaging.unpack(STRAY))).code).toBe('RECIPIENT_MISMATCH')
  })
})

describe('the size of a message', () => {
  const WAYS: Record<string, Partial<PackEncryptedOptions>> = {
    anoncrypt: { anonymous: true },
    authcrypt: {},
    'anoncrypt(signed)': { signBy: ALICE },
    'anoncrypt(authcrypt) XC20P': { protectSender: true, enc: 'XC20P' },
    'anoncrypt A256GCM': { anonymous: true, enc: 'A256GCM' },
  }
  /** Not all the same character, and some of them of several bytes. */
  const contentOf = (bytes: number) => 'abcdefg é 0123456789 😀 ÿ'.repeat(Math.ceil(bytes / 29))

  it.each(Object.entries(WAYS))('[MSG-12] may be 300 kB with %s', async (_, options) => {
    const message = { ...MESSAGE, body: { content: contentOf(300_000) } }
    const packed = await encrypted(options, message)
    expect(packed.length).toBeGreaterThan(300_000)
    expect((await them.unpack(packed)).message).toStrictEqual(message)
  })

  it.each(Object.entries(WAYS))(
    '[MSG-12] may be 5 MB with %s',
    async (_, options) => {
      const message = { ...MESSAGE, body: { content: contentOf(5_000_000) } }
      const packed = await encrypted(options, message)
      expect(packed.length).toBeGreaterThan(6_600_000)
      expect((await them.unpack(packed)).message).toStrictEqual(message)
    },
    120_000,
  )

  it('[MSG-12] may be 300 kB and 5 MB signed', async () => {
    for (const bytes of [300_000, 5_000_000]) {
      const message = { ...MESSAGE, body: { content: contentOf(bytes) } }
      const { packed } = await us.packSigned(message, { signBy: ALICE })
      expect((await them.unpack(packed)).message).toStrictEqual(message)
    }
  })

  it('[MSG-12] may be more than 10 MiB only if the policy says so, and the error tells', async () => {
    const message = { ...MESSAGE, body: { content: 'x'.repeat(10 * 1024 * 1024) } }
    const { packed } = await us.packPlaintext(message)
    const error = await errorOf(them.unpack(packed))
    expect(error.code).toBe('MESSAGE_TOO_LARGE')
    expect(error.message).toContain('10485760')
    expect(error.message).toContain('maxBytes')
    expect(error.details).toStrictEqual({ maxBytes: 10_485_760 })
    const result = await them.unpack(packed, { maxBytes: 11 * 1024 * 1024 })
    expect(result.message).toStrictEqual(message)
    const lenient = await partyOf([], { policy: { maxBytes: 11 * 1024 * 1024 } })
    expect((await lenient.unpack(packed)).message).toStrictEqual(message)
  })

  it('[MSG-12] is 10 MiB at most to the byte', async () => {
    const padding = (characters: number) =>
      `{"id":"1","type":"${MESSAGE.type}","body":{}}${' '.repeat(characters)}`
    const limit = 10 * 1024 * 1024 - padding(0).length
    expect((await them.unpack(padding(limit))).message.id).toBe('1')
    expect((await errorOf(them.unpack(padding(limit + 1)))).code).toBe('MESSAGE_TOO_LARGE')
  })

  it.each([
    ['ASCII', 'aaaa', 4],
    ['two bytes', 'éé', 4],
    ['three bytes', '你好', 6],
    ['four bytes', '😀', 4],
  ])('[MSG-12] is counted in bytes: %s', async (_, content, bytes) => {
    const text = `{"id":"1","type":"${MESSAGE.type}","body":{"c":""}}`
    const packed = text.replace('""', JSON.stringify(content))
    const maxBytes = text.length + bytes
    expect((await them.unpack(packed, { maxBytes })).message.body).toStrictEqual({ c: content })
    const error = await errorOf(them.unpack(packed, { maxBytes: maxBytes - 1 }))
    expect(error.code).toBe('MESSAGE_TOO_LARGE')
  })
})

function frozen<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) frozen(member)
  }
  return Object.freeze(value)
}
