import type { SignatureAlgorithm } from '@didcomm/core'
import { ECDSA_ORDERS, generateJwk, RFC_6979, signatureOf, sOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { noblePrimitives } from '../src/index.ts'

const { importPublicKey, importSecretKey, sign, verify } = noblePrimitives
const CURVES = { ES256: 'P-256', ES256K: 'secp256k1' } as const

async function signWith(
  alg: SignatureAlgorithm,
  jwk: Parameters<typeof importSecretKey>[0],
  text: string,
) {
  return sign({ alg, secretKey: await importSecretKey(jwk), data: Buffer.from(text) })
}

it('[SIG-10] ES256 makes the signature of RFC 6979 A.2.5, with its low s', async () => {
  const { jwk, r, s } = RFC_6979
  const made = await signWith('ES256', jwk, 'sample')
  expect(made).toEqual(signatureOf(r, ECDSA_ORDERS.ES256 - s))
})

describe.each(['ES256', 'ES256K'] as const)('%s', (alg) => {
  it('[SIG-10] is made with a low s', async () => {
    for (let round = 0; round < 8; round++) {
      const made = await signWith(alg, generateJwk(CURVES[alg]), `message ${round}`)
      expect(sOf(made)).toBeLessThanOrEqual(ECDSA_ORDERS[alg] / 2n)
    }
  })

  it('[SIG-1] is the same for the same key and message (RFC 6979)', async () => {
    const jwk = generateJwk(CURVES[alg])
    expect(await signWith(alg, jwk, 'Lunch?')).toEqual(await signWith(alg, jwk, 'Lunch?'))
  })
})

describe('EdDSA', () => {
  const base64Url = (text: string) => Buffer.from(text, 'hex').toString('base64url')
  const identity = '01'.padEnd(64, '0')

  it('[SIG-1] believes no signature by a key of small order, which would fit every message', async () => {
    // R is the neutral element and S is 0, so S·B = R + k·A holds for A of small order, whatever k.
    const signature = Buffer.from(identity + '0'.repeat(64), 'hex')
    const smallOrders = [
      identity,
      '0'.repeat(64),
      `ec${'f'.repeat(60)}7f`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    ]
    for (const x of smallOrders) {
      const publicKey = await importPublicKey({ kty: 'OKP', crv: 'Ed25519', x: base64Url(x) })
      for (const message of ['Lunch?', 'Dinner?', 'pay mallory']) {
        const options = { alg: 'EdDSA', data: Buffer.from(message), signature } as const
        expect(await verify({ ...options, publicKey })).toBe(false)
      }
    }
  })
})
