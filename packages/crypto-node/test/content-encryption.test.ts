import { randomBytes } from 'node:crypto'
import { noblePrimitives } from '@didcomm/crypto-noble'
import { cbcMac, sealCbcBlocks } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '../src/index.ts'

const { encrypt, decrypt } = nodePrimitives

function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

describe('A256CBC-HS512', () => {
  it('[ENC-16] looks at the padding only after the MAC', () => {
    const sealed = sealCbcBlocks(Buffer.alloc(16))
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
    expect(() => decrypt(sealCbcBlocks(fromHex(blocks)))).toThrow('wrong padding')
  })

  it('[ENC-2] takes a padding of one byte and one of a whole block', async () => {
    const one = await decrypt(sealCbcBlocks(fromHex(`${'07'.repeat(15)}01`)))
    expect(Buffer.from(one)).toEqual(Buffer.alloc(15, 7))
    expect(await decrypt(sealCbcBlocks(fromHex('10'.repeat(16))))).toHaveLength(0)
  })

  it.each([0, 1, 15, 17])('[ENC-16] opens no ciphertext of %i bytes with a right MAC', (length) => {
    const sealed = sealCbcBlocks(Buffer.alloc(16))
    const ciphertext = new Uint8Array(length)
    const tag = cbcMac(sealed.key, sealed.iv, sealed.aad, ciphertext)
    expect(() => decrypt({ ...sealed, ciphertext, tag })).toThrow()
  })

  it('[ENC-16] opens nothing that goes on after its last whole block', async () => {
    const sealed = sealCbcBlocks(fromHex(`${'07'.repeat(15)}01`))
    expect(await decrypt(sealed)).toHaveLength(15)
    const ciphertext = Buffer.concat([sealed.ciphertext, Buffer.alloc(1)])
    const tag = cbcMac(sealed.key, sealed.iv, sealed.aad, ciphertext)
    expect(() => decrypt({ ...sealed, ciphertext, tag })).toThrow('wrong final block length')
  })
})

it.each([0, 1, 63, 64, 65, 4096])('[ENC-2] XC20P of %i bytes is that of noble', async (length) => {
  const keying = {
    enc: 'XC20P',
    key: randomBytes(32),
    iv: randomBytes(24),
    aad: randomBytes(9),
  } as const
  const plaintext = randomBytes(length)
  const ours = await encrypt({ ...keying, plaintext })
  const theirs = await noblePrimitives.encrypt({ ...keying, plaintext })
  expect(Buffer.concat([ours.ciphertext, ours.tag])).toEqual(
    Buffer.concat([theirs.ciphertext, theirs.tag]),
  )
})
