import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { ContentEncryption } from '@didcomm/core/contracts'
import type { CryptoPrimitives, DecryptOptions } from '@didcomm/core/crypto'
import { describe, expect, it } from 'vitest'
import { CONTENT_VECTORS } from '../published-figures.ts'
import { expectFailure, toHex } from './expectations.ts'

const SIZES = {
  'A256CBC-HS512': { key: 64, iv: 16 },
  A256GCM: { key: 32, iv: 12 },
  XC20P: { key: 32, iv: 24 },
} as const
const HEADER = Buffer.from('header')

/** The same with node:crypto, which has no XC20P. */
const ORACLES = {
  'A256CBC-HS512': {
    encrypt(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) {
      const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      return { ciphertext, tag: cbcMac(key, iv, aad, ciphertext) }
    },
    decrypt({ key, iv, aad, ciphertext, tag }: DecryptOptions) {
      expect(cbcMac(key, iv, aad, ciphertext).equals(tag)).toBe(true)
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

/** The tag of A256CBC-HS512 (RFC 7518 §5.2.2.1), by node:crypto. */
export function cbcMac(
  key: Uint8Array,
  iv: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Buffer {
  const aadBits = Buffer.alloc(8)
  aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
  const hmac = createHmac('sha512', key.subarray(0, 32))
  return hmac.update(aad).update(iv).update(ciphertext).update(aadBits).digest().subarray(0, 32)
}

/** Blocks by A256CBC-HS512 with a right MAC, whatever stands in the place of the padding. */
export function sealCbcBlocks(blocks: Uint8Array): DecryptOptions {
  const [key, iv, aad] = [randomBytes(64), randomBytes(16), HEADER]
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv).setAutoPadding(false)
  const ciphertext = Buffer.concat([cipher.update(blocks), cipher.final()])
  return { enc: 'A256CBC-HS512', key, iv, aad, ciphertext, tag: cbcMac(key, iv, aad, ciphertext) }
}

/** Registers tests of the encryption of content. */
export function testContentEncryption<SecretKey, PublicKey>(
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
): void {
  const { enc: encs } = primitives.supports

  it.each(CONTENT_VECTORS.filter(({ enc }) => encs.includes(enc)))(
    '[ENC-2] $source: encrypts to the published figures with $enc',
    async ({ ciphertext, tag, ...options }) => {
      const made = await primitives.encrypt(options)
      expect(toHex(made.ciphertext)).toBe(toHex(ciphertext))
      expect(toHex(made.tag)).toBe(toHex(tag))
    },
  )

  for (const enc of encs) {
    describe(enc, () => {
      if (enc !== 'XC20P') testAgainstNode(primitives, enc)
      testIntegrity(primitives, enc)
    })
  }

  it('[ENC-2] A256CBC-HS512 counts the bits of a header of 64 KiB right', async () => {
    const [key, iv, aad] = [randomBytes(64), randomBytes(16), randomBytes(65_536)]
    const options = {
      enc: 'A256CBC-HS512',
      key,
      iv,
      aad,
      plaintext: Buffer.from('Lunch?'),
    } as const
    const { ciphertext, tag } = await primitives.encrypt(options)
    expect(toHex(tag)).toBe(toHex(cbcMac(key, iv, aad, ciphertext)))
  })
}

function testAgainstNode<SecretKey, PublicKey>(
  { encrypt, decrypt }: CryptoPrimitives<SecretKey, PublicKey>,
  enc: 'A256CBC-HS512' | 'A256GCM',
): void {
  it.each([0, 1, 15, 16, 17, 31, 32, 33, 255, 4096, 70_001])(
    '[ENC-2] is understood by node:crypto, and the other way round, %i bytes',
    async (length) => {
      const key = viewOf(SIZES[enc].key)
      const iv = viewOf(SIZES[enc].iv)
      const aad = viewOf(length % 300)
      const plaintext = viewOf(length)
      const ours = await encrypt({ enc, key, iv, aad, plaintext })
      const theirs = ORACLES[enc].encrypt(key, iv, aad, plaintext)
      expect(toHex(ours.ciphertext)).toBe(toHex(theirs.ciphertext))
      expect(toHex(ours.tag)).toBe(toHex(theirs.tag))
      expect(toHex(await decrypt({ enc, key, iv, aad, ...theirs }))).toBe(toHex(plaintext))
      expect(ORACLES[enc].decrypt({ enc, key, iv, aad, ...ours }).equals(plaintext)).toBe(true)
    },
  )
}

function testIntegrity<SecretKey, PublicKey>(
  { encrypt, decrypt }: CryptoPrimitives<SecretKey, PublicKey>,
  enc: ContentEncryption,
): void {
  const keying = {
    enc,
    key: randomBytes(SIZES[enc].key),
    iv: randomBytes(SIZES[enc].iv),
    aad: HEADER,
  }

  it('[ENC-16] opens nothing of which a single bit was changed', async () => {
    const plaintext = randomBytes(40)
    const sealed = { ...keying, ...(await encrypt({ ...keying, plaintext })) }
    expect(toHex(await decrypt(sealed))).toBe(toHex(plaintext))
    for (const part of ['key', 'iv', 'aad', 'ciphertext', 'tag'] as const) {
      // The MAC does not cover the AES key, which is the key's second half (RFC 7518 §5.2.2.1).
      const size = part === 'key' ? 32 : sealed[part].length
      for (let index = 0; index < size; index++) {
        const changed = Uint8Array.from(sealed[part])
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8))
        await expectFailure(() => decrypt({ ...sealed, [part]: changed }), `${part}[${index}]`)
      }
    }
  })

  it('[ENC-16] opens nothing that was cut or lengthened', async () => {
    const sealed = { ...keying, ...(await encrypt({ ...keying, plaintext: randomBytes(40) })) }
    for (const changed of [
      { ciphertext: sealed.ciphertext.subarray(0, -16) },
      { ciphertext: new Uint8Array() },
      { ciphertext: Uint8Array.from([...sealed.ciphertext, 0]) },
      { tag: sealed.tag.subarray(0, -1) },
      { tag: new Uint8Array() },
      { aad: Uint8Array.from([...sealed.aad, 0]) },
      { aad: new Uint8Array() },
    ]) {
      await expectFailure(() => decrypt({ ...sealed, ...changed }), Object.keys(changed).join())
    }
  })

  it('leaves what it is given as it was', async () => {
    const plaintext = new Uint8Array(33).fill(7)
    const given = {
      ...keying,
      key: Uint8Array.from(keying.key),
      iv: Uint8Array.from(keying.iv),
      plaintext,
    }
    const sealed = await encrypt(given)
    const before = { ciphertext: toHex(sealed.ciphertext), tag: toHex(sealed.tag) }
    await decrypt({ ...given, ...sealed })
    expect(toHex(sealed.ciphertext)).toBe(before.ciphertext)
    expect(toHex(sealed.tag)).toBe(before.tag)
    expect(toHex(given.key)).toBe(toHex(keying.key))
    expect(toHex(given.iv)).toBe(toHex(keying.iv))
    expect(plaintext.every((byte) => byte === 7)).toBe(true)
  })
}

/** Random bytes at an odd offset: some libraries work on words. */
function viewOf(size: number): Uint8Array {
  return randomBytes(size + 1).subarray(1)
}
