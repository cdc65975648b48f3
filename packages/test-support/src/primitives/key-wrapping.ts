import { createCipheriv, randomBytes } from 'node:crypto'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'
import { expectFailure, fromHex, toHex } from './expectations.ts'

/** Registers tests of AES key wrapping. */
export function testKeyWrapping<SecretKey, PublicKey>({
  wrapKey,
  unwrapKey,
}: CryptoPrimitives<SecretKey, PublicKey>): void {
  describe('AES key wrap', () => {
    it('[ENC-3] gives the figures of RFC 3394 §4.6', async () => {
      const kek = Uint8Array.from({ length: 32 }, (_, i) => i)
      const key = fromHex('00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f')
      const wrapped =
        '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21'
      expect(toHex(await wrapKey(kek, key))).toBe(wrapped)
      expect(toHex(await unwrapKey(kek, fromHex(wrapped)))).toBe(toHex(key))
    })

    it.each([32, 64])('[ENC-3] wraps %i bytes as node:crypto does', async (length) => {
      const kek = randomBytes(32)
      const key = randomBytes(length)
      const cipher = createCipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6))
      const expected = Buffer.concat([cipher.update(key), cipher.final()])
      expect(toHex(await wrapKey(kek, key))).toBe(toHex(expected))
      expect(toHex(await unwrapKey(kek, expected))).toBe(toHex(key))
    })

    it('[ENC-16] unwraps nothing that was changed, and not with another key', async () => {
      const kek = randomBytes(32)
      const wrapped = await wrapKey(kek, randomBytes(64))
      for (let index = 0; index < wrapped.length; index++) {
        const changed = Uint8Array.from(wrapped)
        changed[index] = (changed[index] ?? 0) ^ 0x80
        await expectFailure(() => unwrapKey(kek, changed), `byte ${index}`)
      }
      await expectFailure(() => unwrapKey(randomBytes(32), wrapped), 'another key')
      for (const length of [8, 16, 71]) {
        const cut = wrapped.subarray(0, length)
        await expectFailure(() => unwrapKey(kek, cut), `${length} bytes`)
      }
    })
  })
}
