import { generateJwk, publicJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { WebCryptoPublicKey } from '../src/keys.ts'
import { sign, verify } from '../src/signatures.ts'

const { subtle } = globalThis.crypto
const data = new Uint8Array(3)

describe('a key on another curve than alg is for', () => {
  it('[SIG-1] does not sign, though WebCrypto would', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-384' }
    const { privateKey } = await subtle.generateKey(algorithm, false, ['sign', 'verify'])
    const signing = sign(subtle, {
      alg: 'ES256',
      secretKey: { curve: 'P-384', signing: privateKey },
      data,
    })
    await expect(signing).rejects.toMatchObject({ code: 'INVALID_KEY' })
  })

  it.each([
    ['EdDSA', 'P-256'],
    ['ES256', 'Ed25519'],
    ['ES256', 'P-384'],
  ] as const)('[SIG-1] verifies nothing, and fails at nothing: %s by %s', async (alg, curve) => {
    const publicKey = new WebCryptoPublicKey(subtle, publicJwk(generateJwk(curve)))
    const signature = new Uint8Array(64)
    expect(await verify(subtle, { alg, publicKey, data, signature })).toBe(false)
  })
})
