import { NobleCryptoService } from '@didcomm/crypto-noble'
import {
  errorOf,
  generateJwk,
  lowOrderX25519Jwks,
  offCurveJwk,
  publicJwk,
} from '@didcomm/test-support'
import { describe, expect, it, vi } from 'vitest'
import type {
  ContentEncryption,
  CryptoService,
  Curve,
  PrivateJwk,
  PublicJwk,
  SignatureAlgorithm,
} from '../src/contracts/index.ts'
import { externalKey } from '../src/crypto/external-key.ts'
import { guardCryptoService } from '../src/crypto/guard.ts'
import { DIDCommError } from '../src/errors.ts'

/** A backend whose every answer is right in length and in nothing else, and which remembers what reached it. */
function backend(replaced: Partial<CryptoService<string, string, string>> = {}) {
  const service = {
    specificationVersion: 'v1',
    name: 'tin',
    supports: {
      curves: ['X25519', 'Ed25519', 'P-256', 'P-384', 'P-521', 'secp256k1'],
      enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
      sig: ['EdDSA', 'ES256', 'ES256K'],
    },
    generateKeyPair: vi.fn((crv: Curve) => ({
      secretKey: 'secret',
      publicJwk: publicJwk(generateJwk(crv)),
    })),
    importSecretKey: vi.fn(() => 'secret'),
    importPublicKey: vi.fn(() => 'public'),
    encryptContent: vi.fn(() => ({
      contentKey: 'content key',
      iv: new Uint8Array(16),
      ciphertext: new Uint8Array(16),
      tag: new Uint8Array(32),
    })),
    decryptContent: vi.fn(() => new Uint8Array()),
    wrapKey: vi.fn(() => new Uint8Array(72)),
    unwrapKey: vi.fn(() => 'content key'),
    sign: vi.fn(() => new Uint8Array(64)),
    verify: vi.fn(() => true),
    sha256: vi.fn(() => new Uint8Array(32)),
    ...replaced,
  } satisfies CryptoService<string, string, string>
  return { service, guarded: guardCryptoService(service) }
}

const failing = () => {
  throw new TypeError('the secret is 42')
}
const rejecting = () => Promise.reject(new TypeError('the secret is 42'))

async function publicKeyOn(guarded: CryptoService<string>, crv: Curve) {
  return guarded.importPublicKey(publicJwk(generateJwk(crv)))
}

const nothing = new Uint8Array()
const encrypted = {
  enc: 'A256CBC-HS512' as ContentEncryption,
  contentKey: 'content key',
  iv: new Uint8Array(16),
  ciphertext: new Uint8Array(16),
  tag: new Uint8Array(32),
  aad: nothing,
}

async function unwrapping(guarded: CryptoService<string>, crv: Curve = 'X25519') {
  return {
    alg: 'ECDH-ES+A256KW' as const,
    enc: 'A256CBC-HS512' as ContentEncryption,
    encryptedKey: new Uint8Array(72),
    ephemeral: await publicKeyOn(guarded, crv),
    recipient: 'secret',
    apu: nothing,
    apv: nothing,
  }
}

async function wrapping(guarded: CryptoService<string>, crv: Curve = 'X25519') {
  return {
    alg: 'ECDH-ES+A256KW' as const,
    contentKey: 'content key',
    ephemeral: 'secret',
    recipient: await publicKeyOn(guarded, crv),
    apu: nothing,
    apv: nothing,
  }
}

describe('what a backend does not claim', () => {
  const supports = { curves: ['P-256'], enc: ['A256GCM'], sig: ['ES256'] } as const

  it('[ENC-1] never reaches it: curves', async () => {
    const { service, guarded } = backend({ supports })
    const jwk = generateJwk('X25519')
    for (const call of [
      () => guarded.generateKeyPair('X25519'),
      () => guarded.importSecretKey(jwk),
      () => guarded.importPublicKey(publicJwk(jwk)),
      () => guarded.generateKeyPair('constructor' as Curve),
    ]) {
      const error = await errorOf(call)
      expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
      expect(error.message).toMatch(/tin.*P-256/)
    }
    expect(service.generateKeyPair).not.toHaveBeenCalled()
    expect(service.importSecretKey).not.toHaveBeenCalled()
    expect(service.importPublicKey).not.toHaveBeenCalled()
  })

  it('[ENC-2] never reaches it: content encryptions', async () => {
    const { service, guarded } = backend({ supports })
    const unwrap = await unwrapping(guarded, 'P-256')
    for (const enc of ['A256CBC-HS512', 'XC20P', 'A128GCM' as ContentEncryption] as const) {
      for (const call of [
        () => guarded.encryptContent({ enc, plaintext: nothing, aad: nothing }),
        () => guarded.decryptContent({ ...encrypted, enc }),
        () => guarded.unwrapKey({ ...unwrap, enc }),
      ]) {
        const error = await errorOf(call)
        expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
        expect(error.message).toMatch(/tin.*A256GCM/)
      }
    }
    expect(service.encryptContent).not.toHaveBeenCalled()
    expect(service.decryptContent).not.toHaveBeenCalled()
    expect(service.unwrapKey).not.toHaveBeenCalled()
  })

  it('[SIG-1] never reaches it: signature algorithms', async () => {
    const { service, guarded } = backend({ supports })
    const publicKey = await publicKeyOn(guarded, 'P-256')
    for (const alg of ['EdDSA', 'none', 'x'.repeat(9000)] as SignatureAlgorithm[]) {
      for (const call of [
        () => guarded.sign({ alg, secretKey: 'secret', data: nothing }),
        () => guarded.verify({ alg, publicKey, data: nothing, signature: new Uint8Array(64) }),
      ]) {
        const error = await errorOf(call)
        expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
        expect(error.message).toMatch(/tin.*ES256/)
        expect(error.message.length).toBeLessThan(300)
      }
    }
    expect(service.sign).not.toHaveBeenCalled()
    expect(service.verify).not.toHaveBeenCalled()
  })
})

describe('public keys', () => {
  it.each(['P-256', 'P-384', 'P-521'] as const)(
    '[ENC-13] stop a point that is not on %s before the backend sees it',
    async (crv) => {
      const { service, guarded } = backend()
      const error = await errorOf(() => guarded.importPublicKey(offCurveJwk(crv)))
      expect(error.code).toBe('INVALID_KEY')
      const off: PrivateJwk = { ...offCurveJwk(crv), d: generateJwk(crv).d }
      expect((await errorOf(() => guarded.importSecretKey(off))).code).toBe('INVALID_KEY')
      expect(service.importPublicKey).not.toHaveBeenCalled()
      expect(service.importSecretKey).not.toHaveBeenCalled()
    },
  )

  it.each(lowOrderX25519Jwks.map((jwk) => [jwk.x, jwk] as const))(
    '[ENC-13] stop the point of small order %s before the backend sees it',
    async (_, jwk) => {
      const { service, guarded } = backend()
      expect((await errorOf(() => guarded.importPublicKey(jwk))).code).toBe('INVALID_KEY')
      expect(service.importPublicKey).not.toHaveBeenCalled()
    },
  )

  it('[ENC-17] stop a coordinate of a wrong length, and a kty that would dodge the check', async () => {
    const { service, guarded } = backend()
    const jwk = publicJwk(generateJwk('P-256'))
    for (const hostile of [
      { ...jwk, x: Buffer.alloc(31, 1).toString('base64url') },
      { ...offCurveJwk('P-256'), kty: 'OKP' },
      { kty: 'EC', crv: 'P-256', x: jwk.x },
      'no key',
      null,
    ]) {
      const error = await errorOf(() => guarded.importPublicKey(hostile as PublicJwk))
      expect(error.code).toBe('INVALID_KEY')
    }
    expect(service.importPublicKey).not.toHaveBeenCalled()
  })

  it('reach the backend with their own members and no others', async () => {
    const { service, guarded } = backend()
    const jwk = generateJwk('P-256')
    await guarded.importPublicKey({ ...jwk, kid: 'key-1' } as unknown as PublicJwk)
    expect(service.importPublicKey).toHaveBeenCalledExactlyOnceWith(publicJwk(jwk))
    await guarded.importSecretKey({ ...jwk, ext: true } as unknown as PrivateJwk)
    expect(service.importSecretKey).toHaveBeenCalledExactlyOnceWith(jwk)
  })

  it('are handed back to the backend in its own form', async () => {
    const { service, guarded } = backend()
    const info = { alg: 'ECDH-1PU+A256KW', apu: nothing, apv: nothing, tag: encrypted.tag } as const
    const sender = await publicKeyOn(guarded, 'X25519')
    await guarded.unwrapKey({ ...(await unwrapping(guarded)), ...info, sender })
    expect(service.unwrapKey).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        ...info,
        ephemeral: 'public',
        sender: 'public',
        recipient: 'secret',
      }),
    )
    await guarded.wrapKey({ ...(await wrapping(guarded)), ...info, sender: 'sender' })
    expect(service.wrapKey).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        ...info,
        ephemeral: 'secret',
        sender: 'sender',
        recipient: 'public',
      }),
    )
  })
})

describe('private keys', () => {
  it.each([
    ['too short', Buffer.alloc(31, 1).toString('base64url')],
    ['too long', Buffer.alloc(33, 1).toString('base64url')],
    ['padded', `${Buffer.alloc(32, 1).toString('base64url')}=`],
    ['empty', ''],
  ])('[ENC-17] are refused with a d that is %s, which the error does not show', async (_, d) => {
    const { service, guarded } = backend()
    const error = await errorOf(() => guarded.importSecretKey({ ...generateJwk('P-256'), d }))
    expect(error.code).toBe('INVALID_KEY')
    if (d) expect(error.message).not.toContain(d.slice(0, 20))
    expect(service.importSecretKey).not.toHaveBeenCalled()
  })

  it('show nothing of themselves when the backend fails to import them', async () => {
    for (const importSecretKey of [failing, rejecting]) {
      const error = await errorOf(() =>
        backend({ importSecretKey }).guarded.importSecretKey(generateJwk('P-256')),
      )
      expect(error.code).toBe('INVALID_KEY')
      expect(error.cause).toBeUndefined()
    }
  })
})

describe('lengths of what is received', () => {
  it('[ENC-17] rejects an iv or a tag of a wrong length', async () => {
    const { service, guarded } = backend()
    for (const wrong of [
      { iv: new Uint8Array(12) },
      { iv: nothing },
      { tag: new Uint8Array(16) },
      { tag: new Uint8Array(64) },
      { enc: 'A256GCM', iv: new Uint8Array(12), tag: new Uint8Array(15) },
      { enc: 'XC20P', iv: new Uint8Array(12), tag: new Uint8Array(16) },
    ] as const) {
      const error = await errorOf(() => guarded.decryptContent({ ...encrypted, ...wrong }))
      expect(error.code).toBe('MALFORMED_ENVELOPE')
    }
    expect(service.decryptContent).not.toHaveBeenCalled()
    await guarded.decryptContent(encrypted)
    expect(service.decryptContent).toHaveBeenCalledOnce()
  })

  it('[ENC-17] rejects an encrypted key of a wrong length', async () => {
    const { service, guarded } = backend()
    const options = await unwrapping(guarded)
    for (const [enc, size] of [
      ['A256CBC-HS512', 40],
      ['A256CBC-HS512', 64],
      ['A256GCM', 72],
      ['XC20P', 32],
      ['XC20P', 0],
    ] as const) {
      const encryptedKey = new Uint8Array(size)
      const error = await errorOf(() => guarded.unwrapKey({ ...options, enc, encryptedKey }))
      expect(error.code).toBe('MALFORMED_ENVELOPE')
    }
    expect(service.unwrapKey).not.toHaveBeenCalled()
    await guarded.unwrapKey({ ...options, enc: 'XC20P', encryptedKey: new Uint8Array(40) })
    expect(service.unwrapKey).toHaveBeenCalledOnce()
  })

  it('[SIG-1] believes no signature of a wrong length', async () => {
    const { service, guarded } = backend()
    const publicKey = await publicKeyOn(guarded, 'P-256')
    for (const size of [0, 63, 65, 70]) {
      const signature = new Uint8Array(size)
      expect(await guarded.verify({ alg: 'ES256', publicKey, data: nothing, signature })).toBe(
        false,
      )
    }
    expect(service.verify).not.toHaveBeenCalled()
  })
})

describe('keys and algorithms that do not belong together', () => {
  it('[SIG-7] refuses an alg that does not fit the public key', async () => {
    const { service, guarded } = backend()
    const signature = new Uint8Array(64)
    for (const [alg, crv] of [
      ['ES256', 'secp256k1'],
      ['ES256K', 'P-256'],
      ['EdDSA', 'X25519'],
      ['ES256', 'P-384'],
    ] as const) {
      const publicKey = await publicKeyOn(guarded, crv)
      const error = await errorOf(() =>
        guarded.verify({ alg, publicKey, data: nothing, signature }),
      )
      expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
      expect(error.message).toContain(alg)
      expect(error.message).toContain(crv)
    }
    expect(service.verify).not.toHaveBeenCalled()
  })

  it.each(['Ed25519', 'secp256k1'] as const)(
    '[ENC-1] agrees on nothing with a key on %s',
    async (crv) => {
      const { service, guarded } = backend()
      const wrap = await wrapping(guarded, crv)
      expect((await errorOf(() => guarded.wrapKey(wrap))).code).toBe('INVALID_KEY')
      const unwrap = await unwrapping(guarded, crv)
      expect((await errorOf(() => guarded.unwrapKey(unwrap))).code).toBe('INVALID_KEY')
      expect(service.wrapKey).not.toHaveBeenCalled()
      expect(service.unwrapKey).not.toHaveBeenCalled()
    },
  )

  it('[ENC-3] refuses a sender on another curve than the ephemeral key', async () => {
    const { service, guarded } = backend()
    const sender = await publicKeyOn(guarded, 'P-256')
    const options = { ...(await unwrapping(guarded)), alg: 'ECDH-1PU+A256KW', sender } as const
    const error = await errorOf(() => guarded.unwrapKey({ ...options, tag: encrypted.tag }))
    expect(error.code).toBe('INVALID_KEY')
    expect(service.unwrapKey).not.toHaveBeenCalled()
  })

  it('[ENC-14] refuses ECDH-1PU without a tag or a sender, and ECDH-ES with a sender', async () => {
    const { service, guarded } = backend()
    const [wrap, unwrap] = [await wrapping(guarded), await unwrapping(guarded)]
    const sender = await publicKeyOn(guarded, 'X25519')
    const oneParty = { alg: 'ECDH-1PU+A256KW' } as const
    for (const call of [
      () => guarded.wrapKey({ ...wrap, ...oneParty, sender: 'sender' }),
      () => guarded.wrapKey({ ...wrap, ...oneParty, tag: encrypted.tag }),
      () => guarded.wrapKey({ ...wrap, sender: 'sender' }),
      () => guarded.unwrapKey({ ...unwrap, ...oneParty, sender }),
      () => guarded.unwrapKey({ ...unwrap, ...oneParty, tag: encrypted.tag }),
      () => guarded.unwrapKey({ ...unwrap, sender }),
    ]) {
      expect((await errorOf(call)).code).toBe('INVALID_ARGUMENT')
    }
    expect(service.wrapKey).not.toHaveBeenCalled()
    expect(service.unwrapKey).not.toHaveBeenCalled()
    await guarded.unwrapKey({ ...unwrap, ...oneParty, sender, derivation: 'draft-03' })
    expect(service.unwrapKey).toHaveBeenCalledOnce()
  })
})

describe('errors of a backend', () => {
  it.each([failing, rejecting])(
    '[ENC-16] become one error without a cause while decrypting',
    async (fail) => {
      const { guarded } = backend({ decryptContent: fail, unwrapKey: fail })
      const unwrap = await unwrapping(guarded)
      for (const call of [
        () => guarded.decryptContent(encrypted),
        () => guarded.unwrapKey(unwrap),
      ]) {
        const error = await errorOf(call)
        expect(error.code).toBe('DECRYPTION_FAILED')
        expect(error.cause).toBeUndefined()
        expect(error.message).toBe('the message could not be decrypted')
      }
    },
  )

  it('[ENC-16] are made the same even where a backend tells them apart', async () => {
    const talkative = () => {
      throw new DIDCommError('DECRYPTION_FAILED', 'wrong padding', { cause: 'oracle' })
    }
    const invalidKey = () => {
      throw new DIDCommError('INVALID_KEY', 'wrong padding')
    }
    const { guarded } = backend({ decryptContent: invalidKey, unwrapKey: talkative })
    const unwrap = await unwrapping(guarded)
    for (const call of [() => guarded.decryptContent(encrypted), () => guarded.unwrapKey(unwrap)]) {
      const error = await errorOf(call)
      expect(error.code).toBe('DECRYPTION_FAILED')
      expect(error.cause).toBeUndefined()
      expect(error.message).not.toContain('padding')
    }
  })

  it('are told as they are when a SecretsManager failed or a public key is bad', async () => {
    for (const code of ['SECRETS_MANAGER_FAILED', 'INVALID_KEY'] as const) {
      const error = new DIDCommError(code, 'HSM offline')
      const { guarded } = backend({ unwrapKey: () => Promise.reject(error) })
      const options = await unwrapping(guarded)
      expect(await errorOf(() => guarded.unwrapKey(options))).toBe(error)
    }
  })

  it.each([failing, rejecting])('become DIDCommErrors everywhere else', async (fail) => {
    const { guarded } = backend({
      generateKeyPair: fail,
      encryptContent: fail,
      wrapKey: fail,
      sign: fail,
    })
    const wrap = await wrapping(guarded)
    for (const [code, call] of [
      ['INVALID_KEY', () => guarded.generateKeyPair('P-256')],
      [
        'UNSUPPORTED_ALGORITHM',
        () => guarded.encryptContent({ enc: 'XC20P', plaintext: nothing, aad: nothing }),
      ],
      ['INVALID_KEY', () => guarded.wrapKey(wrap)],
      ['INVALID_KEY', () => guarded.sign({ alg: 'ES256', secretKey: 'secret', data: nothing })],
    ] as const) {
      const error = await errorOf(call)
      expect(error.code).toBe(code)
      expect(error.message).toContain('tin')
      expect(error.cause).toBeInstanceOf(TypeError)
    }
    const imports = backend({ importPublicKey: fail }).guarded
    const error = await errorOf(() => publicKeyOn(imports, 'P-256'))
    expect(error.code).toBe('INVALID_KEY')
  })

  it.each([failing, rejecting])(
    '[SIG-1] count as a wrong signature while verifying',
    async (fail) => {
      const { guarded } = backend({ verify: fail })
      const publicKey = await publicKeyOn(guarded, 'P-256')
      const options = {
        alg: 'ES256',
        publicKey,
        data: nothing,
        signature: new Uint8Array(64),
      } as const
      expect(await guarded.verify(options)).toBe(false)
    },
  )

  it('[SIG-1] believes nothing but true', async () => {
    const { guarded } = backend({ verify: () => 'no' as unknown as boolean })
    const publicKey = await publicKeyOn(guarded, 'P-256')
    const options = {
      alg: 'ES256',
      publicKey,
      data: nothing,
      signature: new Uint8Array(64),
    } as const
    expect(await guarded.verify(options)).toBe(false)
  })

  it('are passed on while verifying if they are DIDCommErrors', async () => {
    const error = new DIDCommError('SECRETS_MANAGER_FAILED', 'offline')
    const { guarded } = backend({ verify: () => Promise.reject(error) })
    const publicKey = await publicKeyOn(guarded, 'P-256')
    const options = {
      alg: 'ES256',
      publicKey,
      data: nothing,
      signature: new Uint8Array(64),
    } as const
    expect(await errorOf(() => guarded.verify(options))).toBe(error)
  })
})

describe('what a broken backend makes', () => {
  const content = {
    contentKey: 'content key',
    iv: new Uint8Array(16),
    ciphertext: nothing,
    tag: new Uint8Array(32),
  }

  it.each([
    ['iv', { ...content, iv: new Uint8Array(12) }],
    ['tag', { ...content, tag: new Uint8Array(16) }],
    ['tag', { ...content, tag: undefined as unknown as Uint8Array }],
  ])('[ENC-2] is stopped: an %s of a wrong length', async (what, made) => {
    const { guarded } = backend({ encryptContent: () => made })
    const error = await errorOf(() =>
      guarded.encryptContent({ enc: 'A256CBC-HS512', plaintext: nothing, aad: nothing }),
    )
    expect(error).toMatchObject({
      code: 'UNSUPPORTED_ALGORITHM',
      message: expect.stringMatching(`tin.*${what}`),
    })
  })

  it('[ENC-3] is stopped: an encrypted key that is not wrapped', async () => {
    for (const size of [32, 64, 0]) {
      const { guarded } = backend({ wrapKey: () => new Uint8Array(size) })
      const options = await wrapping(guarded)
      expect((await errorOf(() => guarded.wrapKey(options))).code).toBe('UNSUPPORTED_ALGORITHM')
    }
  })

  it('[SIG-1] is stopped: a signature in DER', async () => {
    const { guarded } = backend({ sign: () => new Uint8Array(71) })
    const options = { alg: 'ES256', secretKey: 'secret', data: nothing } as const
    expect((await errorOf(() => guarded.sign(options))).code).toBe('UNSUPPORTED_ALGORITHM')
  })

  it('is stopped: a public JWK with the private key in it, or on another curve', async () => {
    const jwk = generateJwk('X25519')
    const leaking = backend({ generateKeyPair: () => ({ secretKey: 'secret', publicJwk: jwk }) })
    const pair = await leaking.guarded.generateKeyPair('X25519')
    expect(pair).toEqual({ secretKey: 'secret', publicJwk: publicJwk(jwk) })
    const error = await errorOf(() => leaking.guarded.generateKeyPair('P-256'))
    expect(error.code).toBe('UNSUPPORTED_ALGORITHM')
  })
})

describe('the X25519 key of an Ed25519 key', () => {
  it('is not offered by a backend that does not have it', () => {
    expect(backend().guarded.x25519FromEd25519).toBeUndefined()
  })

  it('is what the backend makes of it', async () => {
    const { guarded } = backend({
      x25519FromEd25519(secretKey) {
        return `${this.name}'s x25519 of ${secretKey}`
      },
    })
    expect(await guarded.x25519FromEd25519?.('secret')).toBe("tin's x25519 of secret")
  })

  it('shows no secret when the backend fails', async () => {
    for (const x25519FromEd25519 of [failing, rejecting]) {
      const { guarded } = backend({ x25519FromEd25519 })
      const error = await errorOf(() => guarded.x25519FromEd25519?.('secret'))
      expect(error).toMatchObject({
        code: 'INVALID_KEY',
        message: 'the crypto backend tin failed to x25519FromEd25519',
      })
      expect(error.cause).toBeUndefined()
    }
  })
})

describe('the guard itself', () => {
  it('is put on once', () => {
    const { guarded } = backend()
    expect(guardCryptoService(guarded)).toBe(guarded)
  })

  it('refuses a backend of another version of the contract', () => {
    const service = { ...new NobleCryptoService(), specificationVersion: 'v9' }
    expect(() => guardCryptoService(service as unknown as CryptoService)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  })

  it('lets everything through that is right', async () => {
    const guarded = guardCryptoService(new NobleCryptoService())
    const jwk = generateJwk('P-256')
    const content = await guarded.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: Buffer.from('Lunch?'),
      aad: nothing,
    })
    const ephemeral = await guarded.generateKeyPair('P-256')
    const info = { alg: 'ECDH-1PU+A256KW', apu: nothing, apv: nothing, tag: content.tag } as const
    const secretKey = await guarded.importSecretKey(jwk)
    const publicKey = await guarded.importPublicKey(publicJwk(jwk))
    const encryptedKey = await guarded.wrapKey({
      ...info,
      contentKey: content.contentKey,
      ephemeral: ephemeral.secretKey,
      sender: secretKey,
      recipient: publicKey,
    })
    const contentKey = await guarded.unwrapKey({
      ...info,
      enc: 'A256CBC-HS512',
      encryptedKey,
      ephemeral: await guarded.importPublicKey(ephemeral.publicJwk),
      sender: publicKey,
      recipient: secretKey,
    })
    const plaintext = await guarded.decryptContent({
      ...content,
      enc: 'A256CBC-HS512',
      contentKey,
      aad: nothing,
    })
    expect(Buffer.from(plaintext).toString()).toBe('Lunch?')
    const signature = await guarded.sign({ alg: 'ES256', secretKey, data: plaintext })
    expect(await guarded.verify({ alg: 'ES256', publicKey, data: plaintext, signature })).toBe(true)
    expect(await guarded.verify({ alg: 'ES256', publicKey, data: nothing, signature })).toBe(false)
    expect(await guarded.sha256(nothing)).toHaveLength(32)
  })

  it('lets external keys through', async () => {
    const guarded = guardCryptoService(new NobleCryptoService())
    const key = externalKey({ sign: () => new Uint8Array(64) })
    await expect(
      guarded.sign({ alg: 'EdDSA', secretKey: key, data: nothing }),
    ).resolves.toHaveLength(64)
  })
})
