import type { NobleSecretKey } from '@didcomm/crypto-noble'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { SecretsManager, WritableSecretsManager } from '../src/contracts/index.ts'
import { externalKey, type ExternalKey, isExternalKey } from '../src/crypto/external-key.ts'

describe('externalKey', () => {
  const jwk = publicJwk(generateJwk('X25519'))

  it('hands the operations on', async () => {
    const agree = vi.fn(() => Promise.resolve(Uint8Array.of(1)))
    const sign = vi.fn(() => Uint8Array.of(2))
    const key = externalKey({ agree, sign })
    expect(await key.agree(jwk)).toEqual(Uint8Array.of(1))
    expect(await key.sign('ES256', Uint8Array.of(3))).toEqual(Uint8Array.of(2))
    expect(agree).toHaveBeenCalledExactlyOnceWith(jwk)
    expect(sign).toHaveBeenCalledExactlyOnceWith('ES256', Uint8Array.of(3))
  })

  it('keeps the object that the operations belong to', async () => {
    class Hsm {
      readonly #secret = Uint8Array.of(7)
      agree(): Uint8Array {
        return this.#secret
      }
    }
    expect(await externalKey(new Hsm()).agree(jwk)).toEqual(Uint8Array.of(7))
  })

  it('says which operation is missing', () => {
    const key = externalKey({})
    const withCode = (message: RegExp) =>
      expect.objectContaining({
        code: 'SECRETS_MANAGER_FAILED',
        message: expect.stringMatching(message),
      })
    expect(() => key.agree(jwk)).toThrow(withCode(/cannot agree$/))
    expect(() => key.sign('EdDSA', new Uint8Array())).toThrow(withCode(/cannot sign$/))
  })
})

describe('isExternalKey', () => {
  it('knows a key by a marker that every copy of the package shares', () => {
    expect(isExternalKey(externalKey({}))).toBe(true)
    expect(isExternalKey({ [Symbol.for('@didcomm/core/ExternalKey')]: true })).toBe(true)
  })

  it.each([undefined, null, 'key', 7, {}, new Uint8Array(32), { agree() {}, sign() {} }])(
    'does not take %s for one',
    (key) => {
      expect(isExternalKey(key)).toBe(false)
    },
  )
})

describe('types', () => {
  it('let a SecretsManager of external keys stand where native ones could come too', () => {
    expectTypeOf<SecretsManager<ExternalKey>>().toExtend<
      SecretsManager<NobleSecretKey | ExternalKey>
    >()
    expectTypeOf<WritableSecretsManager<ExternalKey>>().toExtend<
      SecretsManager<NobleSecretKey | ExternalKey>
    >()
  })

  it('do not take native keys, or bare operations, for external ones', () => {
    expectTypeOf<SecretsManager<NobleSecretKey>>().not.toExtend<SecretsManager<ExternalKey>>()
    expectTypeOf<{ agree(): Uint8Array; sign(): Uint8Array }>().not.toExtend<ExternalKey>()
  })

  it('let the operations be synchronous or not', () => {
    const secrets: SecretsManager<ExternalKey> = {
      get: () => externalKey({ agree: async () => new Uint8Array(), sign: () => new Uint8Array() }),
    }
    expect(isExternalKey(secrets.get('did:example:alice#key-1'))).toBe(true)
  })
})
