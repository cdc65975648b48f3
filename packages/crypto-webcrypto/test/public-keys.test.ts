import { generateJwk, publicJwk } from '@didcomm/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebCryptoPublicKey } from '../src/keys.ts'

const { subtle } = globalThis.crypto

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a public key', () => {
  it('is imported once for each use', async () => {
    const importKey = vi.spyOn(subtle, 'importKey')
    const key = new WebCryptoPublicKey(subtle, publicJwk(generateJwk('P-256')))
    expect(importKey).not.toHaveBeenCalled()
    expect(await key.agreement).toBe(await key.agreement)
    expect(importKey).toHaveBeenCalledTimes(1)
    expect(await key.verification).toBe(await key.verification)
    expect(importKey).toHaveBeenCalledTimes(2)
  })

  it('is imported again after that failed', async () => {
    const failure = new DOMException('try again', 'OperationError')
    vi.spyOn(subtle, 'importKey').mockRejectedValueOnce(failure)
    const key = new WebCryptoPublicKey(subtle, publicJwk(generateJwk('X25519')))
    await expect(key.agreement).rejects.toBe(failure)
    await expect(key.agreement).resolves.toBeInstanceOf(CryptoKey)
  })
})
