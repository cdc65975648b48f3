import type { Curve, PrivateJwk } from '@didcomm/core'
import { generateJwk } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { WebCryptoService } from '../src/index.ts'

const CURVES: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519']

/** WebCrypto that takes the private half of a JWK without a look at the public one, as some platforms do. */
function careless(right: PrivateJwk): SubtleCrypto {
  const { subtle } = globalThis.crypto
  return new Proxy(subtle, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        const [format, key, ...rest] = args
        const isPrivate = format === 'jwk' && typeof key === 'object' && key !== null && 'd' in key
        const isImport = property === 'importKey' && isPrivate
        return Reflect.apply(method, target, isImport ? [format, { ...right }, ...rest] : args)
      }
    },
  })
}

/** The primes of the fields (FIPS 186-5). */
const PRIMES = {
  'P-256': 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  'P-384': 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  'P-521': 2n ** 521n - 1n,
} as const

describe.each(['P-256', 'P-384', 'P-521'] as const)('a private key on %s', (curve) => {
  it('[ENC-17] is refused with a negated y, which does not show in what it agrees on', async () => {
    const right = generateJwk(curve)
    if (right.kty !== 'EC') throw new Error('a key with one coordinate')
    const crypto = await WebCryptoService.create({ subtle: careless(right) })
    const y = Buffer.from(right.y, 'base64url')
    const negated = PRIMES[curve] - BigInt(`0x${y.toString('hex')}`)
    const hex = negated.toString(16).padStart(2 * y.length, '0')
    const wrong = { ...right, y: Buffer.from(hex, 'hex').toString('base64url') }
    await expect(crypto.importSecretKey(wrong)).rejects.toMatchObject({ code: 'INVALID_KEY' })
  })
})

describe.each(CURVES)('a private key on %s', (curve) => {
  it('[ENC-13] is refused with the public half of another, whatever the platform does', async () => {
    const right = generateJwk(curve)
    const crypto = await WebCryptoService.create({ subtle: careless(right) })
    await expect(crypto.importSecretKey(right)).resolves.toMatchObject({ curve })
    const wrong: PrivateJwk = { ...generateJwk(curve), d: right.d }
    await expect(crypto.importSecretKey(wrong)).rejects.toMatchObject({ code: 'INVALID_KEY' })
  })
})
