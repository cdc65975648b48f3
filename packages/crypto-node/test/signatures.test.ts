import { randomBytes } from 'node:crypto'
import { ECDSA_ORDERS, generateJwk, sOf } from '@didcomm/test-support'
import { expect, it } from 'vitest'
import { NodeCryptoService, nodePrimitives } from '../src/index.ts'

it.each([
  ['ES256', 'P-256'],
  ['ES256K', 'secp256k1'],
] as const)('[SIG-1] %s has a nonce of its own each time', async (alg, curve) => {
  const secretKey = await nodePrimitives.importSecretKey(generateJwk(curve))
  const sign = async () => nodePrimitives.sign({ alg, secretKey, data: Buffer.from('Lunch?') })
  const [one, two] = [await sign(), await sign()]
  expect(one.subarray(0, 32)).not.toEqual(two.subarray(0, 32))
})

it('[SIG-10] ES256K is made with a low s by the service', async () => {
  const crypto = new NodeCryptoService()
  const { secretKey } = await crypto.generateKeyPair('secp256k1')
  for (let round = 0; round < 16; round++) {
    const signature = await crypto.sign({ alg: 'ES256K', secretKey, data: randomBytes(20) })
    expect(sOf(signature)).toBeLessThanOrEqual(ECDSA_ORDERS.ES256K / 2n)
  }
})
