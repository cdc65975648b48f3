import { randomBytes } from 'node:crypto'
import { sealCbcBlocks, testPrimitives } from '@didcomm/test-support'
import { expect, it } from 'vitest'
import { noblePrimitives } from '../src/index.ts'

testPrimitives(noblePrimitives)

it('[ENC-16] A256CBC-HS512 looks at the padding only after the MAC', () => {
  const { decrypt } = noblePrimitives
  const sealed = sealCbcBlocks(Buffer.alloc(16))
  expect(() => decrypt(sealed)).toThrow('aes: bad decrypt')
  expect(() => decrypt({ ...sealed, tag: randomBytes(32) })).toThrow('wrong tag')
  expect(() => decrypt({ ...sealed, ciphertext: randomBytes(7) })).toThrow('wrong tag')
})
