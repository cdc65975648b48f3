import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { ContentEncryption } from '@didcomm/core'
import type { DecryptOptions } from '@didcomm/core/crypto'
import { CONTENT_VECTORS } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { noblePrimitives } from '../src/index.ts'
import { ascii, toHex } from './bytes.ts'

const { encrypt, decrypt } = noblePrimitives
const ENCS: readonly ContentEncryption[] = ['A256CBC-HS512', 'A256GCM', 'XC20P']
const SIZES = {
  'A256CBC-HS512': { key: 64, iv: 16 },
  A256GCM: { key: 32, iv: 12 },
  XC20P: { key: 32, iv: 24 },
} as const

it.each(CONTENT_VECTORS)(
  '[ENC-2] $source: encrypts to the published figures with $enc',
  async ({ ciphertext, tag, ...options }) => {
    const made = await encrypt(options)
    expect(toHex(made.ciphertext)).toBe(toHex(ciphertext))
    expect(toHex(made.tag)).toBe(toHex(tag))
  },
)

/** The same with node:crypto. */
const oracle = {
  'A256CBC-HS512': {
    encrypt(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) {
      const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      return { ciphertext, tag: mac(key, iv, aad, ciphertext) }
    },
    decrypt({ key, iv, aad, ciphertext, tag }: DecryptOptions) {
      expect(mac(key, iv, aad, ciphertext).equals(tag)).toBe(true)
      const decipher = createDecipheriv('aes-256-cbc', key.subarray(32), iv)
      return Buffer.concat([decipher.update(ciphertext), decipher.final()])
    },
  },
  A256GCM: {
    encrypt(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) {
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      return { ciphertext, tag: cipher.getAuthTag() }
    },
    decrypt({ key, iv, aad, ciphertext, tag }: DecryptOptions) {
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(aad).setAuthTag(tag)
      return Buffer.concat([decipher.update(ciphertext), decipher.final()])
    },
  },
}

function mac(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Buffer {
  const aadBits = Buffer.alloc(8)
  aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
  const hmac = createHmac('sha512', key.subarray(0, 32))
  return hmac.update(aad).update(iv).update(ciphertext).update(aadBits).digest().subarray(0, 32)
}

describe.each(['A256CBC-HS512', 'A256GCM'] as const)('%s and node:crypto', (enc) => {
  it.each([0, 1, 15, 16, 17, 31, 32, 33, 255, 4096, 70_001])(
    '[ENC-2] understand each other, %i bytes',
    async (length) => {
      // Views at an odd offset: the libraries below work on words.
      const view = (size: number) => randomBytes(size + 1).subarray(1)
      const key = view(SIZES[enc].key)
      const iv = view(SIZES[enc].iv)
      const aad = view(length % 300)
      const plaintext = view(length)
      const ours = await encrypt({ enc, key, iv, aad, plaintext })
      const theirs = oracle[enc].encrypt(key, iv, aad, plaintext)
      expect(toHex(ours.ciphertext)).toBe(toHex(theirs.ciphertext))
      expect(toHex(ours.tag)).toBe(toHex(theirs.tag))
      expect(toHex(await decrypt({ enc, key, iv, aad, ...theirs }))).toBe(toHex(plaintext))
      expect(oracle[enc].decrypt({ enc, key, iv, aad, ...ours }).equals(plaintext)).toBe(true)
    },
  )
})

describe.each(ENCS)('%s', (enc) => {
  const key = randomBytes(SIZES[enc].key)
  const iv = randomBytes(SIZES[enc].iv)
  const aad = ascii('header')

  it('[ENC-16] opens nothing of which a single bit was changed', async () => {
    const plaintext = randomBytes(40)
    const sealed = { enc, key, iv, aad, ...(await encrypt({ enc, key, iv, aad, plaintext })) }
    expect(toHex(await decrypt(sealed))).toBe(toHex(plaintext))
    for (const part of ['key', 'iv', 'aad', 'ciphertext', 'tag'] as const) {
      // The MAC does not cover the AES key, which is the key's second half (RFC 7518 §5.2.2.1).
      const size = part === 'key' ? 32 : sealed[part].length
      for (let index = 0; index < size; index++) {
        const changed = Uint8Array.from(sealed[part])
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8))
        expect(() => decrypt({ ...sealed, [part]: changed }), `${part}[${index}]`).toThrow()
      }
    }
  })

  it('[ENC-16] opens nothing that was cut or lengthened', async () => {
    const sealed = {
      enc,
      key,
      iv,
      aad,
      ...(await encrypt({ enc, key, iv, aad, plaintext: randomBytes(40) })),
    }
    for (const changed of [
      { ciphertext: sealed.ciphertext.subarray(0, -16) },
      { ciphertext: new Uint8Array() },
      { ciphertext: Uint8Array.from([...sealed.ciphertext, 0]) },
      { tag: sealed.tag.subarray(0, -1) },
      { tag: new Uint8Array() },
      { aad: Uint8Array.from([...aad, 0]) },
      { aad: new Uint8Array() },
    ]) {
      expect(() => decrypt({ ...sealed, ...changed })).toThrow()
    }
  })

  it('leaves what it is given as it was', async () => {
    const plaintext = new Uint8Array(33).fill(7)
    const given = { enc, key: Uint8Array.from(key), iv: Uint8Array.from(iv), aad, plaintext }
    const sealed = await encrypt(given)
    const before = { ciphertext: toHex(sealed.ciphertext), tag: toHex(sealed.tag) }
    await decrypt({ ...given, ...sealed })
    expect(toHex(sealed.ciphertext)).toBe(before.ciphertext)
    expect(toHex(sealed.tag)).toBe(before.tag)
    expect(toHex(given.key)).toBe(toHex(key))
    expect(toHex(given.iv)).toBe(toHex(iv))
    expect(plaintext.every((byte) => byte === 7)).toBe(true)
  })
})

describe('A256CBC-HS512', () => {
  const key = randomBytes(64)
  const iv = randomBytes(16)
  const aad = ascii('header')

  /** One block with a right MAC and a padding that is none. */
  function wronglyPadded(): DecryptOptions {
    const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv).setAutoPadding(false)
    const ciphertext = Buffer.concat([cipher.update(Buffer.alloc(16)), cipher.final()])
    return { enc: 'A256CBC-HS512', key, iv, aad, ciphertext, tag: mac(key, iv, aad, ciphertext) }
  }

  it('[ENC-16] looks at the padding only after the MAC', () => {
    const sealed = wronglyPadded()
    expect(() => decrypt(sealed)).toThrow('aes: bad decrypt')
    expect(() => decrypt({ ...sealed, tag: randomBytes(32) })).toThrow('wrong tag')
    expect(() => decrypt({ ...sealed, ciphertext: randomBytes(7) })).toThrow('wrong tag')
  })

  it('[ENC-2] counts the bits of a header of 64 KiB right', async () => {
    const long = randomBytes(65_536)
    const { ciphertext, tag } = await encrypt({
      enc: 'A256CBC-HS512',
      key,
      iv,
      aad: long,
      plaintext: ascii('Lunch?'),
    })
    expect(toHex(tag)).toBe(toHex(mac(key, iv, long, ciphertext)))
  })
})
