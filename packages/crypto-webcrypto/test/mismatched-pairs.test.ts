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

describe.each(CURVES)('a private key on %s', (curve) => {
  it('[ENC-13] is refused with the public half of another, whatever the platform does', async () => {
    const right = generateJwk(curve)
    const crypto = await WebCryptoService.create({ subtle: careless(right) })
    await expect(crypto.importSecretKey(right)).resolves.toMatchObject({ curve })
    const wrong: PrivateJwk = { ...generateJwk(curve), d: right.d }
    await expect(crypto.importSecretKey(wrong)).rejects.toMatchObject({ code: 'INVALID_KEY' })
  })
})
