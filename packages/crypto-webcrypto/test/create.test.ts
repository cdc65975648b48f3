import { externalKey, type ExternalKey } from '@didcomm/core'
import type { CryptoServiceOptions, PrimitiveCryptoService } from '@didcomm/core/crypto'
import { type NobleSecretKey, noblePrimitives } from '@didcomm/crypto-noble'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { WebCryptoService, type WebCryptoSecretKey } from '../src/index.ts'

const { subtle } = globalThis.crypto
const ASKED = ['generateKey', 'importKey'] as const

/** WebCrypto that does not know some algorithms, as older platforms do not. */
function without(...missing: readonly string[]): SubtleCrypto {
  return new Proxy(subtle, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        const names = args.map((arg) =>
          JSON.stringify(arg instanceof CryptoKey ? arg.algorithm : (arg ?? null)),
        )
        const isAsked = ASKED.some((name) => name === property)
        if (isAsked && missing.some((name) => names.some((text) => text.includes(`"${name}"`)))) {
          return Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
        }
        return Reflect.apply(method, target, args)
      }
    },
  })
}

describe('WebCryptoService.create', () => {
  it('[ENC-1] [ENC-2] [SIG-1] claims what the platform has', async () => {
    const crypto = await WebCryptoService.create()
    expect(crypto.name).toBe('webcrypto')
    expect(crypto.supports).toEqual({
      curves: ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519'],
      enc: ['A256CBC-HS512', 'A256GCM'],
      sig: ['EdDSA', 'ES256'],
    })
  })

  it('leaves out what the platform does not have', async () => {
    const crypto = await WebCryptoService.create({
      subtle: without('X25519', 'Ed25519', 'P-521'),
    })
    expect(crypto.supports).toEqual({
      curves: ['P-256', 'P-384'],
      enc: ['A256CBC-HS512', 'A256GCM'],
      sig: ['ES256'],
    })
    const invalid = { code: 'UNSUPPORTED_ALGORITHM' }
    await expect(crypto.generateKeyPair('X25519')).rejects.toMatchObject(invalid)
    await expect(crypto.importSecretKey(generateJwk('Ed25519'))).rejects.toMatchObject(invalid)
  })

  it('fills it with what it is given, and with no more', async () => {
    const crypto = await WebCryptoService.create({
      subtle: without('X25519'),
      fillWith: noblePrimitives,
    })
    expect(crypto.name).toBe('webcrypto and noble')
    expect(crypto.supports).toEqual({
      curves: ['P-256', 'P-384', 'P-521', 'Ed25519', 'X25519', 'secp256k1'],
      enc: ['A256CBC-HS512', 'A256GCM', 'XC20P'],
      sig: ['EdDSA', 'ES256', 'ES256K'],
    })
    expect((await crypto.generateKeyPair('P-256')).secretKey).toHaveProperty('agreement')
    const { secretKey } = await crypto.generateKeyPair('X25519')
    expect(secretKey).not.toHaveProperty('agreement')
  })

  it('has WebCrypto do all that it can', async () => {
    const refuse = () => Promise.reject(new Error('not needed'))
    const crypto = await WebCryptoService.create({
      fillWith: { ...noblePrimitives, encrypt: refuse, decrypt: refuse },
    })
    const aad = new Uint8Array()
    const plaintext = Uint8Array.of(1, 2, 3)
    for (const enc of ['A256CBC-HS512', 'A256GCM'] as const) {
      const encrypted = await crypto.encryptContent({ enc, plaintext, aad })
      expect(await crypto.decryptContent({ enc, aad, ...encrypted })).toEqual(plaintext)
    }
  })

  it('keeps keys of the two apart', async () => {
    const crypto = await WebCryptoService.create({
      subtle: without('X25519'),
      fillWith: noblePrimitives,
    })
    const { contentKey } = await crypto.encryptContent({
      enc: 'A256GCM',
      plaintext: new Uint8Array(1),
      aad: new Uint8Array(),
    })
    for (const [mine, theirs] of [
      ['X25519', 'P-256'],
      ['P-256', 'X25519'],
    ] as const) {
      const wrapping = crypto.wrapKey({
        alg: 'ECDH-ES+A256KW',
        contentKey,
        ephemeral: (await crypto.generateKeyPair(mine)).secretKey,
        recipient: await crypto.importPublicKey(publicJwk(generateJwk(theirs))),
        apu: new Uint8Array(),
        apv: new Uint8Array(),
      })
      await expect(wrapping).rejects.toMatchObject({ code: 'INVALID_KEY' })
    }
  })

  it('says so where there is no WebCrypto', async () => {
    const original = Object.getOwnPropertyDescriptor(globalThis, 'crypto') ?? {}
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true })
    try {
      await expect(WebCryptoService.create()).rejects.toMatchObject({
        code: 'UNSUPPORTED_ALGORITHM',
      })
    } finally {
      Object.defineProperty(globalThis, 'crypto', original)
    }
  })
})

describe('types', () => {
  it('tell the keys of what fills the gaps, and no others', async () => {
    expectTypeOf(await WebCryptoService.create()).toExtend<
      PrimitiveCryptoService<WebCryptoSecretKey, unknown>
    >()
    const filled = await WebCryptoService.create({ fillWith: noblePrimitives })
    expectTypeOf<Awaited<ReturnType<typeof filled.importSecretKey>>>().toEqualTypeOf<
      WebCryptoSecretKey | NobleSecretKey | ExternalKey
    >()
  })
})

describe('keys of a caller', () => {
  it('may do one thing of two', async () => {
    const crypto = await WebCryptoService.create()
    const { privateKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ])
    const secretKey: WebCryptoSecretKey = { curve: 'P-256', signing: privateKey }
    const data = new Uint8Array(3)
    expect(await crypto.sign({ alg: 'ES256', secretKey, data })).toHaveLength(64)
    await expect(crypto.sign({ alg: 'EdDSA', secretKey, data })).rejects.toMatchObject({
      code: 'INVALID_KEY',
    })
  })

  it('may live elsewhere', async () => {
    const crypto = await WebCryptoService.create()
    const secretKey = externalKey({ sign: () => new Uint8Array(64).fill(1) })
    const data = new Uint8Array(3)
    expect(await crypto.sign({ alg: 'ES256', secretKey, data })).toEqual(new Uint8Array(64).fill(1))
  })
})

describe('bytes in memory that threads share', () => {
  it('are taken like others', async () => {
    const crypto = await WebCryptoService.create()
    const shared = new Uint8Array(new SharedArrayBuffer(3))
    expect(await crypto.sha256(shared)).toEqual(await crypto.sha256(new Uint8Array(3)))
  })
})

describe('what static keys agree on', () => {
  /** How often three messages between the same two keys make WebCrypto agree. */
  async function agreements(options: CryptoServiceOptions & { fillWith?: typeof noblePrimitives }) {
    const crypto = await WebCryptoService.create(options)
    const { secretKey: ephemeral } = await crypto.generateKeyPair('X25519', { ephemeral: true })
    const { secretKey: sender, publicJwk: jwk } = await crypto.generateKeyPair('X25519')
    const recipient = await crypto.importPublicKey(jwk)
    const { contentKey, tag } = await crypto.encryptContent({
      enc: 'A256CBC-HS512',
      plaintext: new Uint8Array(),
      aad: new Uint8Array(),
    })
    const header = { alg: 'ECDH-1PU+A256KW', apu: new Uint8Array(), apv: new Uint8Array() } as const
    const wrap = { ...header, contentKey, ephemeral, recipient, sender, tag }
    const deriveBits = vi.spyOn(subtle, 'deriveBits')
    for (let message = 0; message < 3; message++) await crypto.wrapKey(wrap)
    const { length } = deriveBits.mock.calls
    deriveBits.mockRestore()
    return length
  }

  it('is kept, unless it must not be', async () => {
    expect(await agreements({})).toBe(4)
    expect(await agreements({ keepAgreements: false })).toBe(6)
  })

  it('is kept just so where gaps are filled', async () => {
    expect(await agreements({ fillWith: noblePrimitives })).toBe(4)
    expect(await agreements({ fillWith: noblePrimitives, keepAgreements: false })).toBe(6)
  })
})
