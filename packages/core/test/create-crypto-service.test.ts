import { createPublicKey, verify as nodeVerify } from 'node:crypto'
import { inspect } from 'node:util'
import { NobleCryptoService, noblePrimitives } from '@didcomm/crypto-noble'
import type { NoblePublicKey, NobleSecretKey } from '@didcomm/crypto-noble'
import { appendix, ecdh, errorOf, generateJwk, openRawJwe, publicJwk } from '@didcomm/test-support'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type {
  Awaitable,
  CryptoService,
  KeyWrapping,
  PrivateJwk,
  PublicJwk,
} from '../src/contracts/index.ts'
import { ContentKey } from '../src/crypto/content-key.ts'
import {
  createCryptoService,
  type CryptoServiceOptions,
} from '../src/crypto/create-crypto-service.ts'
import { externalKey, type ExternalKey } from '../src/crypto/external-key.ts'
import type { CryptoPrimitives } from '../src/crypto/primitives.ts'

type Primitives = CryptoPrimitives<NobleSecretKey, NoblePublicKey>

const AGREEMENT_CURVES = ['X25519', 'P-256', 'P-384', 'P-521'] as const
const ENCS = ['A256CBC-HS512', 'A256GCM', 'XC20P'] as const

const service = new NobleCryptoService()
const apu = bytes('alice')
const apv = bytes('bob')

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function base64Url(data: Uint8Array | string): string {
  return Buffer.from(data).toString('base64url')
}

function fromBase64Url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}

function flipped(data: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(data)
  copy[0] = (copy[0] ?? 0) ^ 1
  return copy
}

/** What byte arrays held that were filled meanwhile, in hexadecimal. */
async function overwrittenBy(operation: () => Awaitable<unknown>): Promise<readonly string[]> {
  const overwritten: string[] = []
  const { fill } = Uint8Array.prototype
  const spy = vi.spyOn(Uint8Array.prototype, 'fill').mockImplementation(function (
    this: Uint8Array,
    ...args
  ) {
    overwritten.push(Buffer.from(this).toString('hex'))
    return fill.apply(this, args)
  })
  try {
    await operation()
  } finally {
    spy.mockRestore()
  }
  return overwritten
}

/** A message for one key: made by the service, with everything that is needed to open it. */
async function seal(
  alg: KeyWrapping,
  { crv = 'X25519' as PublicJwk['crv'], crypto = service, enc = 'A256CBC-HS512' as const } = {},
) {
  const senderJwk = generateJwk(crv)
  const recipientJwk = generateJwk(crv)
  const ephemeral = await crypto.generateKeyPair(crv)
  const aad = bytes('header')
  const content = await crypto.encryptContent({ enc, plaintext: bytes('Lunch?'), aad })
  const authenticated = alg === 'ECDH-1PU+A256KW'
  const encryptedKey = await crypto.wrapKey({
    alg,
    contentKey: content.contentKey,
    ephemeral: ephemeral.secretKey,
    recipient: await crypto.importPublicKey(publicJwk(recipientJwk)),
    apu,
    apv,
    ...(authenticated && { sender: await crypto.importSecretKey(senderJwk), tag: content.tag }),
  })
  const unwrap = {
    alg,
    enc,
    encryptedKey,
    ephemeral: await crypto.importPublicKey(ephemeral.publicJwk),
    recipient: await crypto.importSecretKey(recipientJwk),
    apu,
    apv,
    ...(authenticated && {
      sender: await crypto.importPublicKey(publicJwk(senderJwk)),
      tag: content.tag,
    }),
  }
  const { iv, ciphertext, tag } = content
  const ephemeralJwk = ephemeral.publicJwk
  return {
    recipientJwk,
    senderJwk,
    ephemeralJwk,
    unwrap,
    sealed: { enc, iv, ciphertext, tag, aad },
  }
}

/** The primitives of noble with some replaced. */
function serviceWith(replaced: Partial<Primitives>, options?: CryptoServiceOptions) {
  const primitives = { ...noblePrimitives, ...replaced }
  return createCryptoService<NobleSecretKey, NoblePublicKey>(primitives, options)
}

describe('published envelopes', () => {
  const names = [
    'anoncrypt X25519 XC20P',
    'anoncrypt P-384 A256CBC-HS512',
    'anoncrypt P-521 A256GCM',
    'authcrypt X25519 A256CBC-HS512',
    'authcrypt(sign) P-256 A256CBC-HS512, inner EdDSA',
  ] as const
  const entries = names.flatMap((name) => {
    const jwe = JSON.parse(appendix.messages[name]) as Record<'protected' | 'iv', string> & {
      recipients: { header: { kid: string }; encrypted_key: string }[]
      ciphertext: string
      tag: string
    }
    return jwe.recipients.map((recipient) => ({ name, jwe, recipient, kid: recipient.header.kid }))
  })

  it.each(entries)('[ENC-1] [ENC-2] [ENC-3] opens "$name" for $kid', async (entry) => {
    const { jwe, recipient } = entry
    const header = JSON.parse(Buffer.from(jwe.protected, 'base64url').toString())
    const senderJwk = header.skid && appendix.secrets[header.skid]
    const tag = fromBase64Url(jwe.tag)
    const contentKey = await service.unwrapKey({
      alg: header.alg,
      enc: header.enc,
      encryptedKey: fromBase64Url(recipient.encrypted_key),
      ephemeral: await service.importPublicKey(header.epk),
      recipient: await service.importSecretKey(appendix.secrets[entry.kid] as PrivateJwk),
      apu: fromBase64Url(header.apu ?? ''),
      apv: fromBase64Url(header.apv),
      ...(senderJwk && { sender: await service.importPublicKey(publicJwk(senderJwk)), tag }),
    })
    const plaintext = await service.decryptContent({
      enc: header.enc,
      contentKey,
      iv: fromBase64Url(jwe.iv),
      ciphertext: fromBase64Url(jwe.ciphertext),
      tag,
      aad: bytes(jwe.protected),
    })
    const opened = JSON.parse(Buffer.from(plaintext).toString())
    expect(
      opened.payload ? JSON.parse(Buffer.from(opened.payload, 'base64url').toString()) : opened,
    ).toEqual(appendix.packedPlaintext)
  })
})

describe.each(AGREEMENT_CURVES)('on %s', (crv) => {
  it.each(['ECDH-ES+A256KW', 'ECDH-1PU+A256KW'] as const)(
    '[ENC-1] [ENC-3] what %s wraps, node:crypto opens',
    async (alg) => {
      const ephemeral = await service.generateKeyPair(crv)
      const recipientJwk = generateJwk(crv)
      const senderJwk = generateJwk(crv)
      const header = { alg, enc: 'A256CBC-HS512' as const, epk: ephemeral.publicJwk }
      const encoded = base64Url(
        JSON.stringify({ ...header, apu: base64Url(apu), apv: base64Url(apv) }),
      )
      const { contentKey, iv, ciphertext, tag } = await service.encryptContent({
        enc: header.enc,
        plaintext: bytes('Lunch?'),
        aad: bytes(encoded),
      })
      const authenticated = alg === 'ECDH-1PU+A256KW'
      const encryptedKey = await service.wrapKey({
        alg,
        contentKey,
        ephemeral: ephemeral.secretKey,
        recipient: await service.importPublicKey(publicJwk(recipientJwk)),
        apu,
        apv,
        ...(authenticated && { sender: await service.importSecretKey(senderJwk), tag }),
      })
      const opened = openRawJwe({
        packed: JSON.stringify({
          protected: encoded,
          recipients: [{ header: { kid: 'bob' }, encrypted_key: base64Url(encryptedKey) }],
          iv: base64Url(iv),
          ciphertext: base64Url(ciphertext),
          tag: base64Url(tag),
        }),
        kid: 'bob',
        privateJwk: recipientJwk,
        ...(authenticated && { senderPublicJwk: publicJwk(senderJwk) }),
      })
      expect(Buffer.from(opened).toString()).toBe('Lunch?')
    },
  )
})

describe('content encryption', () => {
  it.each([
    ['A256CBC-HS512', 64, 16, 32],
    ['A256GCM', 32, 12, 16],
    ['XC20P', 32, 24, 16],
  ] as const)('[ENC-2] %s has a key of %i, an iv of %i and a tag of %i bytes', async (...row) => {
    const [enc, keySize, ivSize, tagSize] = row
    const { contentKey, iv, tag } = await service.encryptContent({
      enc,
      plaintext: bytes('Lunch?'),
      aad: bytes(''),
    })
    expect(ContentKey.bytesOf(contentKey)).toHaveLength(keySize)
    expect(iv).toHaveLength(ivSize)
    expect(tag).toHaveLength(tagSize)
  })

  it.each(ENCS)('[ENC-15] %s takes key and iv fresh from the source of randomness', async (enc) => {
    const made: Uint8Array[] = []
    const crypto = serviceWith({
      randomBytes: (length) => {
        made.push(new Uint8Array(length).fill(made.length + 1))
        return made.at(-1) ?? new Uint8Array()
      },
    })
    const options = { enc, plaintext: bytes('Lunch?'), aad: bytes('') }
    const first = await crypto.encryptContent(options)
    const second = await crypto.encryptContent(options)
    expect([ContentKey.bytesOf(first.contentKey), first.iv]).toEqual(made.slice(0, 2))
    expect([ContentKey.bytesOf(second.contentKey), second.iv]).toEqual(made.slice(2))
  })

  it.each(ENCS)('[ENC-15] %s encrypts the same plaintext differently each time', async (enc) => {
    const options = { enc, plaintext: bytes('Lunch?'), aad: bytes('') }
    const made = await Promise.all(
      Array.from({ length: 20 }, () => service.encryptContent(options)),
    )
    expect(new Set(made.map(({ iv }) => base64Url(iv))).size).toBe(20)
    expect(
      new Set(made.map(({ contentKey }) => base64Url(ContentKey.bytesOf(contentKey)))).size,
    ).toBe(20)
    expect(new Set(made.map(({ ciphertext }) => base64Url(ciphertext))).size).toBe(20)
  })

  it('[ENC-15] makes a new ephemeral key each time', async () => {
    for (const crv of AGREEMENT_CURVES) {
      const [first, second] = [
        await service.generateKeyPair(crv),
        await service.generateKeyPair(crv),
      ]
      expect(first.publicJwk.x).not.toBe(second.publicJwk.x)
    }
  })

  it('shows nothing of a content key', async () => {
    const { contentKey } = await service.encryptContent({
      enc: 'A256GCM',
      plaintext: bytes('Lunch?'),
      aad: bytes(''),
    })
    expect(JSON.stringify(contentKey)).toBe('{}')
    expect(inspect(contentKey, { depth: 9, showHidden: true })).not.toMatch(/\d/)
    expect(Reflect.ownKeys(contentKey)).toEqual([])
  })
})

describe('ECDH-1PU', () => {
  const oneParty = 'ECDH-1PU+A256KW'

  it.each([undefined, new Uint8Array()])(
    '[ENC-14] wraps nothing without the tag (%s)',
    async (tag) => {
      const { secretKey, publicJwk: jwk } = await service.generateKeyPair('X25519')
      const { contentKey } = await service.encryptContent({
        enc: 'A256CBC-HS512',
        plaintext: bytes('Lunch?'),
        aad: bytes(''),
      })
      const error = await errorOf(async () =>
        service.wrapKey({
          alg: oneParty,
          contentKey,
          ephemeral: secretKey,
          sender: secretKey,
          recipient: await service.importPublicKey(jwk),
          apu,
          apv,
          ...(tag && { tag }),
        }),
      )
      expect(error).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/tag/),
      })
    },
  )

  it('[ENC-14] unwraps nothing without the tag, unless it is of draft 03', async () => {
    const { unwrap } = await seal(oneParty)
    const { tag: _, ...withoutTag } = unwrap
    for (const derivation of [undefined, 'draft-04', 'draft-04-unprefixed-tag'] as const) {
      const options = { ...withoutTag, ...(derivation && { derivation }) }
      const error = await errorOf(() => service.unwrapKey(options))
      expect(error).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/tag/),
      })
    }
    const error = await errorOf(() => service.unwrapKey({ ...withoutTag, derivation: 'draft-03' }))
    expect(error.code).toBe('DECRYPTION_FAILED')
  })

  it.each(['draft-04-unprefixed-tag', 'draft-03'] as const)(
    '[ENC-14] does not open as %s what is of draft 04',
    async (derivation) => {
      const { unwrap } = await seal(oneParty)
      await expect(service.unwrapKey(unwrap)).resolves.toBeInstanceOf(ContentKey)
      const error = await errorOf(() => service.unwrapKey({ ...unwrap, derivation }))
      expect(error.code).toBe('DECRYPTION_FAILED')
    },
  )

  it('[ENC-3] does not open with another sender, and not as ECDH-ES', async () => {
    const { unwrap } = await seal(oneParty)
    const mallory = await service.importPublicKey(publicJwk(generateJwk('X25519')))
    const wrongSender = await errorOf(() => service.unwrapKey({ ...unwrap, sender: mallory }))
    expect(wrongSender.code).toBe('DECRYPTION_FAILED')
    const { sender: _, ...anonymous } = unwrap
    const asEs = await errorOf(() => service.unwrapKey({ ...anonymous, alg: 'ECDH-ES+A256KW' }))
    expect(asEs.code).toBe('DECRYPTION_FAILED')
  })
})

describe('inputs that do not go with the alg', () => {
  it('[ENC-3] refuses ECDH-1PU without a sender, ECDH-ES with one, and every other alg', async () => {
    const { unwrap } = await seal('ECDH-1PU+A256KW')
    const { sender: _, ...anonymous } = unwrap
    const hostile = 'ECDH-ES+A128KW' as KeyWrapping
    for (const [options, code] of [
      [anonymous, 'INVALID_ARGUMENT'],
      [{ ...unwrap, alg: 'ECDH-ES+A256KW' as const }, 'INVALID_ARGUMENT'],
      [{ ...unwrap, alg: hostile }, 'UNSUPPORTED_ALGORITHM'],
    ] as const) {
      expect((await errorOf(() => service.unwrapKey(options))).code).toBe(code)
    }
  })
})

describe('ECDH-ES', () => {
  it('[ENC-3] leaves the tag out of its derivation', async () => {
    const { unwrap, sealed } = await seal('ECDH-ES+A256KW')
    const contentKey = await service.unwrapKey({ ...unwrap, tag: sealed.tag })
    const opened = await service.decryptContent({ ...sealed, contentKey })
    expect(Buffer.from(opened).toString()).toBe('Lunch?')
  })
})

describe('a failure to decrypt', () => {
  it('[ENC-16] is the same for every wrong key, tag, ciphertext and header', async () => {
    const { unwrap, sealed } = await seal('ECDH-1PU+A256KW')
    const contentKey = await service.unwrapKey(unwrap)
    const other = await seal('ECDH-1PU+A256KW')
    const foreign = await service.unwrapKey(other.unwrap)
    const fails = [
      () => service.unwrapKey({ ...unwrap, encryptedKey: flipped(unwrap.encryptedKey) }),
      () => service.unwrapKey({ ...unwrap, recipient: other.unwrap.recipient }),
      () => service.unwrapKey({ ...unwrap, ephemeral: other.unwrap.ephemeral }),
      () => service.unwrapKey({ ...unwrap, apu: flipped(apu) }),
      () => service.unwrapKey({ ...unwrap, apv: flipped(apv) }),
      () => service.unwrapKey({ ...unwrap, tag: flipped(sealed.tag) }),
      () => service.decryptContent({ ...sealed, contentKey: foreign }),
      () => service.decryptContent({ ...sealed, contentKey, tag: flipped(sealed.tag) }),
      () =>
        service.decryptContent({ ...sealed, contentKey, ciphertext: flipped(sealed.ciphertext) }),
      () => service.decryptContent({ ...sealed, contentKey, ciphertext: new Uint8Array() }),
      () => service.decryptContent({ ...sealed, contentKey, iv: flipped(sealed.iv) }),
      () => service.decryptContent({ ...sealed, contentKey, aad: flipped(sealed.aad) }),
      () => service.decryptContent({ ...sealed, contentKey: {} as ContentKey }),
    ]
    const errors = await Promise.all(fails.map(errorOf))
    expect(
      errors.map(({ code, message, cause, details }) => ({ code, message, cause, details })),
    ).toEqual(
      fails.map(() => ({
        code: 'DECRYPTION_FAILED',
        message: 'the message could not be decrypted',
        cause: undefined,
        details: {},
      })),
    )
    expect(Buffer.from(await service.decryptContent({ ...sealed, contentKey })).toString()).toBe(
      'Lunch?',
    )
  })

  it("[ENC-16] conceals an error of the library's, whatever it says", async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW')
    const failing = serviceWith({
      agree: () => {
        throw new Error('the secret is 42')
      },
    })
    const error = await errorOf(() => failing.unwrapKey(unwrap))
    expect(error.code).toBe('DECRYPTION_FAILED')
    expect(inspect(error)).not.toContain('42')
  })
})

describe('the all-zero secret of X25519', () => {
  it('[ENC-13] is refused, as a fault of the public key', async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW')
    const crypto = serviceWith({ agree: () => new Uint8Array(32) })
    const error = await errorOf(() => crypto.unwrapKey(unwrap))
    expect(error).toMatchObject({ code: 'INVALID_KEY', message: expect.stringMatching(/all-zero/) })
  })

  it('[ENC-13] is refused while wrapping, and from an external key', async () => {
    const ephemeral = externalKey({ agree: () => new Uint8Array(32) })
    const { publicJwk: jwk } = await service.generateKeyPair('X25519')
    const recipient = await service.importPublicKey(jwk)
    const contentKey = new ContentKey(new Uint8Array(64))
    const options = { alg: 'ECDH-ES+A256KW', contentKey, ephemeral, recipient, apu, apv } as const
    expect((await errorOf(() => service.wrapKey(options))).code).toBe('INVALID_KEY')
  })

  it('is told from one that only begins, or ends, with zeros', async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW')
    for (const index of [0, 31]) {
      const secret = new Uint8Array(32)
      secret[index] = 1
      const crypto = serviceWith({ agree: () => secret.slice() })
      expect((await errorOf(() => crypto.unwrapKey(unwrap))).code).toBe('DECRYPTION_FAILED')
    }
  })

  it('leaves alone a zero x-coordinate of another curve', async () => {
    const { unwrap } = await seal('ECDH-ES+A256KW', { crv: 'P-256' })
    const crypto = serviceWith({ agree: () => new Uint8Array(32) })
    expect((await errorOf(() => crypto.unwrapKey(unwrap))).code).toBe('DECRYPTION_FAILED')
  })
})

/** Noble answers at once; other libraries take their time. */
describe.each(['at once', 'in time'] as const)('secrets in memory, of answers %s', (when) => {
  function recording() {
    const seen: Uint8Array[] = []
    const keep = (data: Awaitable<Uint8Array>): Awaitable<Uint8Array> => {
      if (data instanceof Promise) return data.then(keep)
      seen.push(data)
      return when === 'at once' ? data : Promise.resolve(data)
    }
    const replaced: Partial<Primitives> = {
      agree: (secretKey, publicKey) => keep(noblePrimitives.agree(secretKey, publicKey)),
      sha256: (data) => {
        void keep(data)
        return keep(noblePrimitives.sha256(data))
      },
    }
    return { seen, crypto: serviceWith(replaced, { keepAgreements: false }) }
  }

  it('overwrites shared secrets and key-encryption keys after use', async () => {
    const { seen, crypto } = recording()
    const { unwrap } = await seal('ECDH-1PU+A256KW', { crypto })
    await crypto.unwrapKey(unwrap)
    // Wrapping and unwrapping: two agreements, the input and the output of the hash each.
    expect(seen).toHaveLength(8)
    expect(seen.every((data) => data.length > 0 && data.every((byte) => byte === 0))).toBe(true)
  })

  it('overwrites them after a failure too', async () => {
    const { unwrap } = await seal('ECDH-1PU+A256KW')
    const { seen, crypto } = recording()
    await errorOf(() => crypto.unwrapKey({ ...unwrap, encryptedKey: flipped(unwrap.encryptedKey) }))
    expect(seen).toHaveLength(4)
    expect(seen.every((data) => data.every((byte) => byte === 0))).toBe(true)
  })

  it('[ENC-15] overwrites a content key that is released, and no other key', async () => {
    const { crypto } = recording()
    const { unwrap, sealed } = await seal('ECDH-1PU+A256KW', { crypto })
    const contentKey = await crypto.unwrapKey(unwrap)
    expect(ContentKey.bytesOf(contentKey).some((byte) => byte !== 0)).toBe(true)
    const contentKeyBytes = ContentKey.bytesOf(contentKey)
    crypto.releaseKey(contentKey)
    crypto.releaseKey(contentKey)
    expect(contentKeyBytes).toEqual(new Uint8Array(64))
    // And is no key of zeros, which everybody knows.
    const zeros = {
      enc: 'A256CBC-HS512',
      key: new Uint8Array(64),
      iv: sealed.iv,
      aad: apu,
    } as const
    const forged = await noblePrimitives.encrypt({ ...zeros, plaintext: bytes('forged') })
    const opening = () => crypto.decryptContent({ ...zeros, ...forged, contentKey })
    expect((await errorOf(opening)).code).toBe('DECRYPTION_FAILED')
    crypto.releaseKey(unwrap.recipient)
    const again = await crypto.unwrapKey(unwrap)
    expect(await crypto.decryptContent({ ...sealed, contentKey: again })).toEqual(bytes('Lunch?'))
  })
})

it('overwrites what one key agreed on when another one fails', async () => {
  const { unwrap } = await seal('ECDH-1PU+A256KW')
  const made: Uint8Array[] = []
  let calls = 0
  const agree: Primitives['agree'] = async (secretKey, publicKey) => {
    calls += 1
    if (calls === 2) throw new Error('away')
    const secret = await noblePrimitives.agree(secretKey, publicKey)
    made.push(secret)
    return secret
  }
  expect((await errorOf(serviceWith({ agree }).unwrapKey(unwrap))).code).toBe('DECRYPTION_FAILED')
  expect(made).toEqual([new Uint8Array(32)])
})

it('overwrites what it puts the two secrets together in', async () => {
  const { unwrap } = await seal('ECDH-1PU+A256KW')
  const overwritten = await overwrittenBy(() => service.unwrapKey(unwrap))
  const [ze, zs] = overwritten.filter((hex) => hex.length === 2 * 32)
  expect(overwritten).toContain(`${ze}${zs}`)
})

it('overwrites the bytes that it reads of a private key to check them', async () => {
  const jwk = generateJwk('P-256')
  const { importSecretKey } = noblePrimitives
  let ofBackend: readonly string[] = []
  const crypto = serviceWith({
    importSecretKey: async (given) => {
      let secretKey
      ofBackend = await overwrittenBy(async () => {
        secretKey = await importSecretKey(given)
      })
      return secretKey ?? expect.unreachable()
    },
  })
  const overwritten = await overwrittenBy(() => crypto.importSecretKey(jwk))
  const hex = Buffer.from(jwk.d, 'base64url').toString('hex')
  expect(ofBackend).not.toContain(hex)
  expect(overwritten).toContain(hex)
})

it('leaves no agreement waiting when another one fails at once', async () => {
  const { unwrap } = await seal('ECDH-1PU+A256KW')
  let calls = 0
  // The runner fails when nobody takes notice of the rejection.
  const agree = (): Promise<Uint8Array> => {
    calls += 1
    if (calls === 1) return Promise.reject(new Error('in time'))
    throw new Error('at once')
  }
  expect((await errorOf(() => serviceWith({ agree }).unwrapKey(unwrap))).code).toBe(
    'DECRYPTION_FAILED',
  )
  await new Promise((resolve) => setTimeout(resolve))
  expect(calls).toBe(2)
})

describe('the secret that two keys of documents agree on', () => {
  // As `Buffer` has it, whose slice is a view.
  const agree = vi.fn(async (...keys: Parameters<Primitives['agree']>) =>
    Buffer.from(await noblePrimitives.agree(...keys)),
  )

  async function agreementsOf(messages: number, keepAgreements?: boolean): Promise<number> {
    const options = keepAgreements === undefined ? {} : { keepAgreements }
    const crypto = serviceWith({ agree }, options)
    const { unwrap } = await seal('ECDH-1PU+A256KW')
    agree.mockClear()
    const opened = []
    for (let message = 0; message < messages; message++) {
      opened.push(ContentKey.bytesOf(await crypto.unwrapKey(unwrap)))
    }
    expect(new Set(opened.map((key) => base64Url(key))).size).toBe(1)
    return agree.mock.calls.length
  }

  it('[ENC-1] is computed once, and the ephemeral one for each message', async () => {
    expect(await agreementsOf(3)).toBe(4)
  })

  it('[ENC-1] is computed once for the sender too, whose other secrets are not kept', async () => {
    const crypto = serviceWith({ agree })
    const { secretKey: sender, publicJwk: jwk } = await crypto.generateKeyPair('X25519')
    const { secretKey: ephemeral } = await crypto.generateKeyPair('X25519', { ephemeral: true })
    const { contentKey, tag } = await crypto.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: bytes('Lunch?'),
      aad: apu,
    })
    const recipient = await crypto.importPublicKey(jwk)
    const alg = 'ECDH-1PU+A256KW'
    agree.mockClear()
    for (let message = 0; message < 3; message++) {
      await crypto.wrapKey({ alg, contentKey, ephemeral, sender, recipient, apu, apv, tag })
    }
    // Of the ephemeral key three times, though it is the same here, and of the sender's once.
    expect(agree.mock.calls.map(([secretKey]) => secretKey === sender)).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('[ENC-1] is a copy, for a backend that uses the memory of its results again', async () => {
    const slots = [new Uint8Array(32), new Uint8Array(32)]
    let calls = 0
    const agreeInPlace: Primitives['agree'] = (secretKey, publicKey) => {
      const slot = slots[calls++ % 2] ?? new Uint8Array(32)
      slot.set(Uint8Array.from(noblePrimitives.agree(secretKey, publicKey) as Uint8Array))
      return slot
    }
    const crypto = serviceWith({ agree: agreeInPlace })
    const { publicJwk: jwk } = await service.generateKeyPair('X25519')
    const sender = await crypto.importPublicKey(jwk)
    const recipientJwk = generateJwk('X25519')
    const recipient = await crypto.importSecretKey(recipientJwk)
    // Whoever has no key of the sender hopes that Zs is taken for Ze.
    for (let message = 0; message < 4; message++) {
      const { secretKey: ephemeral, publicJwk: epk } = await service.generateKeyPair('X25519')
      const { contentKey, tag } = await service.encryptContent({
        enc: 'A256CBC-HS512',
        plaintext: bytes('forged'),
        aad: apu,
      })
      const encryptedKey = await service.wrapKey({
        alg: 'ECDH-1PU+A256KW',
        contentKey,
        ephemeral,
        sender: ephemeral,
        recipient: await service.importPublicKey(publicJwk(recipientJwk)),
        apu,
        apv,
        tag,
      })
      const unwrapped = crypto.unwrapKey({
        alg: 'ECDH-1PU+A256KW',
        enc: 'A256CBC-HS512',
        encryptedKey,
        ephemeral: await crypto.importPublicKey(epk),
        recipient,
        sender,
        apu,
        apv,
        tag,
      })
      expect((await errorOf(unwrapped)).code).toBe('DECRYPTION_FAILED')
    }
  })

  it('[ENC-1] is computed each time if it must not be kept', async () => {
    expect(await agreementsOf(3, false)).toBe(6)
  })

  it('[ENC-1] is not kept of a key that lives elsewhere', async () => {
    const { unwrap, recipientJwk } = await seal('ECDH-1PU+A256KW')
    const elsewhere = vi.fn((theirs: PublicJwk) => Uint8Array.from(ecdh(recipientJwk, theirs)))
    const recipient = externalKey({ agree: elsewhere })
    for (let message = 0; message < 2; message++) await service.unwrapKey({ ...unwrap, recipient })
    expect(elsewhere).toHaveBeenCalledTimes(4)
  })
})

describe('external keys', () => {
  const external = (jwk: PrivateJwk): ExternalKey =>
    externalKey({ agree: (theirs) => Uint8Array.from(ecdh(jwk, theirs)) })

  it('opens authcrypt with a recipient key that lives elsewhere', async () => {
    const { recipientJwk, senderJwk, ephemeralJwk, unwrap, sealed } = await seal(
      'ECDH-1PU+A256KW',
      { crv: 'P-256' },
    )
    const agree = vi.fn((theirs: PublicJwk) => Uint8Array.from(ecdh(recipientJwk, theirs)))
    const contentKey = await service.unwrapKey({ ...unwrap, recipient: externalKey({ agree }) })
    expect(Buffer.from(await service.decryptContent({ ...sealed, contentKey })).toString()).toBe(
      'Lunch?',
    )
    expect(agree.mock.calls.map(([jwk]) => jwk)).toEqual([ephemeralJwk, publicJwk(senderJwk)])
  })

  it('sends authcrypt with a sender key that lives elsewhere, beside an ephemeral one of the backend', async () => {
    const senderJwk = generateJwk('X25519')
    const recipientJwk = generateJwk('X25519')
    const ephemeral = await service.generateKeyPair('X25519')
    const content = await service.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: bytes('Lunch?'),
      aad: bytes(''),
    })
    const info = { alg: 'ECDH-1PU+A256KW', apu, apv, tag: content.tag } as const
    const encryptedKey = await service.wrapKey({
      ...info,
      contentKey: content.contentKey,
      ephemeral: ephemeral.secretKey,
      sender: external(senderJwk),
      recipient: await service.importPublicKey(publicJwk(recipientJwk)),
    })
    const opened = await service.unwrapKey({
      ...info,
      enc: 'A256CBC-HS512',
      encryptedKey,
      ephemeral: await service.importPublicKey(ephemeral.publicJwk),
      sender: await service.importPublicKey(publicJwk(senderJwk)),
      recipient: await service.importSecretKey(recipientJwk),
    })
    expect(ContentKey.bytesOf(opened)).toEqual(ContentKey.bytesOf(content.contentKey))
  })

  it('cannot change the public key that they are given, which others go on to use', async () => {
    const { unwrap, recipientJwk } = await seal('ECDH-ES+A256KW')
    const { x } = publicJwk(generateJwk('X25519'))
    const recipient = externalKey({
      agree: (theirs) => {
        const secret = ecdh(recipientJwk, theirs)
        Object.assign(theirs, { x })
        return Uint8Array.from(secret)
      },
    })
    const [first, second] = [
      await service.unwrapKey({ ...unwrap, recipient }),
      await service.unwrapKey({ ...unwrap, recipient }),
    ]
    expect(ContentKey.bytesOf(second)).toEqual(ContentKey.bytesOf(first))
  })

  it('are not converted, which a backend could not do', async () => {
    const secretKey = externalKey({ agree: () => new Uint8Array(32) })
    await expect(service.x25519FromEd25519?.(secretKey)).rejects.toMatchObject({
      code: 'INVALID_KEY',
      message: 'an external key cannot be converted',
    })
  })

  it('signs with a key that lives elsewhere', async () => {
    const jwk = generateJwk('Ed25519')
    const secretKey = await service.importSecretKey(jwk)
    const data = bytes('Lunch?')
    const sign = vi.fn((alg: 'EdDSA' | 'ES256' | 'ES256K', signed: Uint8Array) =>
      noblePrimitives.sign({ alg, secretKey: secretKey as NobleSecretKey, data: signed }),
    )
    const signature = await service.sign({ alg: 'EdDSA', secretKey: externalKey({ sign }), data })
    const publicKey = await service.importPublicKey(publicJwk(jwk))
    expect(await service.verify({ alg: 'EdDSA', publicKey, data, signature })).toBe(true)
    expect(sign).toHaveBeenCalledExactlyOnceWith('EdDSA', data)
  })

  it.each([
    ['throws', () => Promise.reject(new Error('HSM offline'))],
    ['answers with a wrong length', () => new Uint8Array(31)],
    ['answers with a prefixed point', () => new Uint8Array(65)],
    ['answers with nothing', () => undefined as unknown as Uint8Array],
    ['answers with a text', () => 'x'.repeat(32) as unknown as Uint8Array],
  ])(
    'tells that a key which %s failed, and does not call that a failure to decrypt',
    async (_, agree) => {
      const { unwrap } = await seal('ECDH-ES+A256KW')
      const error = await errorOf(() =>
        service.unwrapKey({ ...unwrap, recipient: externalKey({ agree }) }),
      )
      expect(error.code).toBe('SECRETS_MANAGER_FAILED')
    },
  )

  it('keeps what went wrong as the cause', async () => {
    const cause = new Error('HSM offline')
    const agree = () => Promise.reject(cause)
    const sign = () => Promise.reject(cause)
    const { unwrap } = await seal('ECDH-ES+A256KW')
    const key = externalKey({ agree, sign })
    const unwrapping = await errorOf(() => service.unwrapKey({ ...unwrap, recipient: key }))
    const wrapping = await errorOf(() =>
      service.wrapKey({
        alg: 'ECDH-ES+A256KW',
        contentKey: new ContentKey(new Uint8Array(64)),
        ephemeral: key,
        recipient: unwrap.ephemeral,
        apu,
        apv,
      }),
    )
    const signing = await errorOf(() => service.sign({ alg: 'EdDSA', secretKey: key, data: apu }))
    for (const error of [unwrapping, wrapping, signing]) {
      expect(error).toMatchObject({ code: 'SECRETS_MANAGER_FAILED', cause })
    }
  })

  it('refuses a signature of a wrong length, such as one in DER', async () => {
    const key = externalKey({ sign: () => new Uint8Array(70) })
    const error = await errorOf(() => service.sign({ alg: 'ES256', secretKey: key, data: apu }))
    expect(error).toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      message: expect.stringMatching(/70 bytes instead of 64/),
    })
  })
})

describe('ES256K signatures', () => {
  const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const sOf = (signature: Uint8Array) =>
    BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  const withS = (signature: Uint8Array, s: bigint) =>
    Uint8Array.from([
      ...signature.subarray(0, 32),
      ...Buffer.from(s.toString(16).padStart(64, '0'), 'hex'),
    ])

  it('[SIG-10] are made low in s, whatever a library or an external key makes', async () => {
    const { secretKey, publicJwk: jwk } = await service.generateKeyPair('secp256k1')
    const data = bytes('Lunch?')
    const low = await service.sign({ alg: 'ES256K', secretKey, data })
    const high = withS(low, N - sOf(low))
    const fromLibrary = serviceWith({ sign: () => high })
    for (const signature of [
      low,
      await fromLibrary.sign({ alg: 'ES256K', secretKey, data }),
      await service.sign({ alg: 'ES256K', secretKey: externalKey({ sign: () => high }), data }),
    ]) {
      expect(sOf(signature)).toBeLessThanOrEqual(N / 2n)
      const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
      expect(nodeVerify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
    }
  })

  it.each([
    ['the greatest low s', N / 2n, N / 2n],
    ['the smallest high s', N / 2n + 1n, N / 2n],
    ['an s whose complement is one byte long', N - 5n, 5n],
  ])('[SIG-10] keep or complement %s', async (_, s, expected) => {
    const { secretKey } = await service.generateKeyPair('secp256k1')
    const signature = withS(new Uint8Array(64).fill(9), s)
    const crypto = serviceWith({ sign: () => signature })
    const made = await crypto.sign({ alg: 'ES256K', secretKey, data: apu })
    expect(made).toEqual(withS(signature, expected))
  })

  it('leave other signatures as they are', async () => {
    const { secretKey } = await service.generateKeyPair('P-256')
    const signature = new Uint8Array(64).fill(0xfe)
    const crypto = serviceWith({ sign: () => signature })
    expect(await crypto.sign({ alg: 'ES256', secretKey, data: apu })).toEqual(signature)
  })
})

describe('imports', () => {
  it('turns an error of the library into INVALID_KEY, for a private key without its cause', async () => {
    const cause = new Error('d is 1234')
    const fail = () => {
      throw cause
    }
    const crypto = serviceWith({ importSecretKey: fail, importPublicKey: fail })
    const jwk = generateJwk('X25519')
    const secret = await errorOf(() => crypto.importSecretKey(jwk))
    expect(secret.code).toBe('INVALID_KEY')
    expect(inspect(secret)).not.toContain('1234')
    const open = await errorOf(() => crypto.importPublicKey(publicJwk(jwk)))
    expect(open).toMatchObject({ code: 'INVALID_KEY', cause })
  })

  it('turns an error of the library while signing or wrapping into INVALID_KEY', async () => {
    const cause = new Error('no such provider')
    const fail = () => Promise.reject(cause)
    const crypto = serviceWith({ sign: fail, wrapKey: fail })
    const { secretKey, publicJwk: jwk } = await crypto.generateKeyPair('P-256')
    const signing = await errorOf(() => crypto.sign({ alg: 'ES256', secretKey, data: apu }))
    expect(signing).toMatchObject({ code: 'INVALID_KEY', cause })
    const wrapping = await errorOf(async () =>
      crypto.wrapKey({
        alg: 'ECDH-ES+A256KW',
        contentKey: new ContentKey(new Uint8Array(64)),
        ephemeral: secretKey,
        recipient: await crypto.importPublicKey(jwk),
        apu,
        apv,
      }),
    )
    expect(wrapping).toMatchObject({ code: 'INVALID_KEY', cause })
  })
})

describe('asynchronous primitives', () => {
  it('work as well as synchronous ones', async () => {
    const slow = Object.fromEntries(
      Object.entries(noblePrimitives).map(([name, member]) => [
        name,
        typeof member === 'function'
          ? async (...args: unknown[]) => {
              await new Promise((resolve) => setTimeout(resolve))
              return Reflect.apply(member, undefined, args)
            }
          : member,
      ]),
    ) as unknown as Primitives
    const crypto = createCryptoService(slow)
    const { unwrap, sealed } = await seal('ECDH-1PU+A256KW', { crypto })
    const contentKey = await crypto.unwrapKey(unwrap)
    expect(Buffer.from(await crypto.decryptContent({ ...sealed, contentKey })).toString()).toBe(
      'Lunch?',
    )
    const { secretKey, publicJwk: jwk } = await crypto.generateKeyPair('secp256k1')
    const signature = await crypto.sign({ alg: 'ES256K', secretKey, data: apu })
    const publicKey = await crypto.importPublicKey(jwk)
    expect(await crypto.verify({ alg: 'ES256K', publicKey, data: apu, signature })).toBe(true)
    expect(Buffer.from(await crypto.sha256(bytes('abc'))).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})

it('has keys of the library and external ones in its type', () => {
  const crypto = createCryptoService(noblePrimitives)
  expectTypeOf(crypto).toExtend<CryptoService<NobleSecretKey | ExternalKey>>()
  expectTypeOf(crypto).not.toExtend<CryptoService<string>>()
})
