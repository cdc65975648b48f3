import { createPublicKey, verify as nodeVerify } from 'node:crypto'
import { inspect } from 'node:util'
import { noblePrimitives, type NobleSecretKey } from '@didcomm/crypto-noble'
import { appendix, errorOf, generateJwk, openRawJwe, publicJwk } from '@didcomm/test-support'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { CryptoService, KeyWrapping, PrivateJwk } from '../src/contracts/index.ts'
import { ContentKey } from '../src/crypto/content-key.ts'
import { createCryptoService } from '../src/crypto/create-crypto-service.ts'
import { externalKey, type ExternalKey } from '../src/crypto/external-key.ts'
import {
  AGREEMENT_CURVES,
  apu,
  apv,
  base64Url,
  bytes,
  ENCS,
  flipped,
  fromBase64Url,
  type Primitives,
  seal,
  service,
  serviceWith,
} from './support/sealed-content.ts'

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
