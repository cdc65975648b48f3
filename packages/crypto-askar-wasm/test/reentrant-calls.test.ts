import {
  AskarCryptoService,
  type AskarSecretKey,
  AskarSecretsManager,
} from '@didcomm/crypto-askar-wasm'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it, vi } from 'vitest'
import { isZero, watchedModule } from './support/watched-module.ts'

const BYTES = Uint8Array.of(1)

/** Runs something while Askar waits for random bytes. */
async function during(run: () => unknown, call: () => Promise<unknown>): Promise<unknown> {
  const original = crypto.getRandomValues.bind(crypto)
  const spy = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    run()
    return original(array)
  })
  try {
    return await call()
  } finally {
    spy.mockRestore()
  }
}

describe('what is called in the middle of a call', () => {
  it('is refused', async () => {
    const service = await AskarCryptoService.load()
    const nested: Promise<unknown>[] = []
    await during(
      () => nested.push(service.generateKeyPair('X25519')),
      () => service.generateKeyPair('Ed25519'),
    )
    expect(nested).toHaveLength(1)
    const error = await errorOf(() => nested[0])
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'Askar cannot be used: it is called while it answers another call',
    })
  })

  it('may dispose of the service, whose memory is overwritten when the call ends', async () => {
    const watched = await watchedModule()
    const service = await AskarCryptoService.load(watched.module)
    const { running } = watched
    const made = await during(
      () => service.dispose(),
      () => service.generateKeyPair('X25519').catch((error: unknown) => error),
    )
    expect(made).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(running.random.length).toBeGreaterThan(0)
    expect(isZero(running)).toBe(true)
  })

  it('may dispose of a key, which throws nothing', async () => {
    const service = await AskarCryptoService.load()
    const { secretKey } = await service.generateKeyPair('Ed25519')
    const disposing = vi.fn(() => service.releaseKey(secretKey))
    await during(disposing, () => service.generateKeyPair('X25519'))
    expect(disposing).toHaveBeenCalled()
    const signing = () => service.sign({ alg: 'EdDSA', secretKey, data: BYTES })
    expect((await errorOf(signing)).code).toBe('INVALID_KEY')
  })
})

describe('what is no key', () => {
  it.each([undefined, null, 7, {}, { curve: 'X25519' }])('is refused: %j', async (key) => {
    const service = await AskarCryptoService.load()
    const content = await service.encryptContent({ enc: 'A256GCM', plaintext: BYTES, aad: BYTES })
    const decrypt = { ...content, enc: 'A256GCM', aad: BYTES, contentKey: key as never } as const
    expect((await errorOf(() => service.decryptContent(decrypt))).code).toBe('INVALID_ARGUMENT')
    const sign = { alg: 'EdDSA', secretKey: key as never, data: BYTES } as const
    expect((await errorOf(() => service.sign(sign))).code).toBe('INVALID_ARGUMENT')
    const secrets = new AskarSecretsManager(service)
    expect((await errorOf(() => secrets.add('did:example:a#b', key as never))).code).toBe(
      'INVALID_ARGUMENT',
    )
    service.releaseKey(key as never)
  })

  it('cannot be made from outside, nor anything of a key be reached', async () => {
    const service = await AskarCryptoService.load()
    const { secretKey } = await service.generateKeyPair('X25519')
    const reached: unknown[] = []
    const fake = { openIn: (instance: unknown) => reached.push(instance), free: () => undefined }
    const KeyClass = secretKey.constructor as unknown as new (...args: unknown[]) => AskarSecretKey
    expect((await errorOf(() => new KeyClass('X25519', fake))).code).toBe('INVALID_ARGUMENT')
    expect(reached).toEqual([])
    expect(Object.getOwnPropertyNames(KeyClass).sort()).toEqual(['length', 'name', 'prototype'])
    expect(Object.getOwnPropertyNames(secretKey)).toEqual(['curve'])
  })
})
