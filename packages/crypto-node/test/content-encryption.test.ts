import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import type { ContentEncryption } from '@didcomm/core'
import type { DecryptOptions } from '@didcomm/core/crypto'
import { noblePrimitives } from '@didcomm/crypto-noble'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '../src/index.ts'
import { ascii, ECDH_1PU_APPENDIX_B, fromBase64Url, hex, toHex } from './vectors.ts'

const { encrypt, decrypt } = nodePrimitives
const ENCS: readonly ContentEncryption[] = ['A256CBC-HS512', 'A256GCM', 'XC20P']
const SIZES = {
  'A256CBC-HS512': { key: 64, iv: 16 },
  A256GCM: { key: 32, iv: 12 },
  XC20P: { key: 32, iv: 24 },
} as const

interface Vector {
  readonly source: string
  readonly enc: ContentEncryption
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly aad: Uint8Array
  readonly plaintext: Uint8Array
  readonly ciphertext: string
  readonly tag: string
}

const VECTORS: readonly Vector[] = [
  {
    source: 'RFC 7518 Appendix B.3',
    enc: 'A256CBC-HS512',
    key: Uint8Array.from({ length: 64 }, (_, i) => i),
    iv: hex('1af38c2dc2b96ffdd86694092341bc04'),
    aad: ascii('The second principle of Auguste Kerckhoffs'),
    plaintext: ascii(
      'A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience',
    ),
    ciphertext:
      '4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6',
    tag: '4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5',
  },
  {
    source: 'draft-madden-jose-ecdh-1pu-04 Appendix B',
    enc: 'A256CBC-HS512',
    key: hex(ECDH_1PU_APPENDIX_B.contentKey),
    iv: hex(ECDH_1PU_APPENDIX_B.iv),
    aad: ascii(Buffer.from(ECDH_1PU_APPENDIX_B.protectedHeader).toString('base64url')),
    plaintext: ascii(ECDH_1PU_APPENDIX_B.plaintext),
    ciphertext: toHex(fromBase64Url(ECDH_1PU_APPENDIX_B.ciphertext)),
    tag: toHex(fromBase64Url(ECDH_1PU_APPENDIX_B.tag)),
  },
  {
    source: 'The Galois/Counter Mode of Operation (McGrew, Viega), test case 16',
    enc: 'A256GCM',
    key: hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
    iv: hex('cafebabefacedbaddecaf888'),
    aad: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    plaintext: hex(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    ),
    ciphertext:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
  {
    source: 'draft-irtf-cfrg-xchacha-03 Appendix A.3.1',
    enc: 'XC20P',
    key: Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
    iv: Uint8Array.from({ length: 24 }, (_, i) => 0x40 + i),
    aad: hex('50515253c0c1c2c3c4c5c6c7'),
    plaintext: ascii(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    ),
    ciphertext:
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e',
    tag: 'c0875924c1c7987947deafd8780acf49',
  },
]

describe.each(VECTORS)('$source', ({ ciphertext, tag, ...options }) => {
  it(`[ENC-2] encrypts to the published figures with ${options.enc}`, async () => {
    const made = await encrypt(options)
    expect(toHex(made.ciphertext)).toBe(ciphertext)
    expect(toHex(made.tag)).toBe(tag)
  })

  it(`[ENC-2] decrypts them with ${options.enc}`, async () => {
    const { plaintext, ...rest } = options
    const opened = await decrypt({ ...rest, ciphertext: hex(ciphertext), tag: hex(tag) })
    expect(toHex(opened)).toBe(toHex(plaintext))
  })
})

function mac(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Buffer {
  const aadBits = Buffer.alloc(8)
  aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
  const hmac = createHmac('sha512', key.subarray(0, 32))
  return hmac.update(aad).update(iv).update(ciphertext).update(aadBits).digest().subarray(0, 32)
}

describe.each(ENCS)('%s and noble', (enc) => {
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
      const theirs = await noblePrimitives.encrypt({ enc, key, iv, aad, plaintext })
      expect(toHex(ours.ciphertext)).toBe(toHex(theirs.ciphertext))
      expect(toHex(ours.tag)).toBe(toHex(theirs.tag))
      expect(toHex(await decrypt({ enc, key, iv, aad, ...theirs }))).toBe(toHex(plaintext))
      const opened = await noblePrimitives.decrypt({ enc, key, iv, aad, ...ours })
      expect(toHex(opened)).toBe(toHex(plaintext))
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

  /** Blocks with a right MAC, whatever stands in the place of the padding. */
  function sealBlocks(blocks: Uint8Array): DecryptOptions {
    const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv).setAutoPadding(false)
    const ciphertext = Buffer.concat([cipher.update(blocks), cipher.final()])
    return { enc: 'A256CBC-HS512', key, iv, aad, ciphertext, tag: mac(key, iv, aad, ciphertext) }
  }

  it('[ENC-16] looks at the padding only after the MAC', () => {
    const sealed = sealBlocks(Buffer.alloc(16))
    expect(() => decrypt(sealed)).toThrow('wrong padding')
    expect(() => decrypt({ ...sealed, tag: randomBytes(32) })).toThrow('wrong tag')
    expect(() => decrypt({ ...sealed, ciphertext: randomBytes(7) })).toThrow('wrong tag')
  })

  it.each([
    ['no byte', '00'.repeat(16)],
    ['more than a block', `${'11'.repeat(15)}11`.padStart(64, '11')],
    ['a byte that is another', `${'00'.repeat(12)}04040304`],
    ['255', 'ff'.repeat(16)],
  ])('[ENC-16] takes no padding of %s', (_, blocks) => {
    expect(() => decrypt(sealBlocks(hex(blocks)))).toThrow('wrong padding')
  })

  it('[ENC-2] takes a padding of one byte and one of a whole block', async () => {
    const one = await decrypt(sealBlocks(hex(`${'07'.repeat(15)}01`)))
    expect(toHex(one)).toBe('07'.repeat(15))
    expect(await decrypt(sealBlocks(hex('10'.repeat(16))))).toHaveLength(0)
  })

  it('[ENC-16] opens nothing without a whole block', () => {
    for (const length of [0, 1, 15, 17]) {
      const ciphertext = new Uint8Array(length)
      const tag = mac(key, iv, aad, ciphertext)
      expect(() => decrypt({ enc: 'A256CBC-HS512', key, iv, aad, ciphertext, tag })).toThrow()
    }
  })

  it('[ENC-16] opens nothing that goes on after its last whole block', async () => {
    const sealed = sealBlocks(hex(`${'07'.repeat(15)}01`))
    expect(await decrypt(sealed)).toHaveLength(15)
    const ciphertext = Buffer.concat([sealed.ciphertext, Buffer.alloc(1)])
    const tag = mac(key, iv, aad, ciphertext)
    expect(() => decrypt({ ...sealed, ciphertext, tag })).toThrow('wrong final block length')
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
