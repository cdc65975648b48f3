import { externalKey, type ExternalKey } from '@didcomm/core'
import type { PrimitiveCryptoService } from '@didcomm/core/crypto'
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

it('agrees anew for each message if it must not keep what static keys agree on', async () => {
  const calls = async (keepAgreements: boolean): Promise<number> => {
    const deriveBits = vi.fn((...args: Parameters<SubtleCrypto['deriveBits']>) =>
      subtle.deriveBits(...args),
    )
    const watched = new Proxy(subtle, {
      get: (target, property) => {
        if (property === 'deriveBits') return deriveBits
        const method: unknown = Reflect.get(target, property)
        return typeof method === 'function' ? method.bind(target) : method
      },
    })
    const crypto = await WebCryptoService.create({ subtle: watched, keepAgreements })
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
    for (let message = 0; message < 3; message++) await crypto.wrapKey(wrap)
    return deriveBits.mock.calls.length
  }
  expect(await calls(true)).toBe(4)
  expect(await calls(false)).toBe(6)
})
