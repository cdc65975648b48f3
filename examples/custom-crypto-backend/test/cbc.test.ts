import { describe, expect, it } from 'vitest'
import { decryptCbc, encryptCbc } from '../src/cbc.ts'

const { subtle } = crypto
const key = crypto.getRandomValues(new Uint8Array(32))
const iv = crypto.getRandomValues(new Uint8Array(16))
const webKey = await subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt', 'decrypt'])

describe('AES-CBC', () => {
  it.each([0, 1, 15, 16, 17, 32, 1000])('is that of WebCrypto, %i bytes', async (length) => {
    const plaintext = crypto.getRandomValues(new Uint8Array(length))
    const ciphertext = encryptCbc(key, iv, plaintext)
    const theirs = await subtle.encrypt({ name: 'AES-CBC', iv }, webKey, plaintext)
    expect(ciphertext).toEqual(new Uint8Array(theirs))
    expect(decryptCbc(key, iv, new Uint8Array(theirs))).toEqual(plaintext)
  })

  it.each([
    ['of 0 bytes', [0]],
    ['of more than a block', Array<number>(17).fill(17)],
    ['whose bytes differ', [3, 2]],
  ])('refuses a padding %s', (_, end) => {
    const plaintext = new Uint8Array(32)
    plaintext.set(end, 32 - end.length)
    const withoutPadding = encryptCbc(key, iv, plaintext).subarray(0, 32)
    expect(() => decryptCbc(key, iv, withoutPadding)).toThrow('padding')
  })

  it.each([0, 1, 15, 17, 31])('refuses %i bytes, which are no blocks', (length) => {
    expect(() => decryptCbc(key, iv, new Uint8Array(length))).toThrow()
  })
})
