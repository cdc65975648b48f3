import { inspect } from 'node:util'
import type { Curve, ExternalKey } from '@didcomm/core'
import { generateJwk } from '@didcomm/test-support'
import { describe, expect, it, vi } from 'vitest'
import { type WebCryptoSecretKey, WebCryptoService } from '../src/index.ts'

const { subtle } = globalThis.crypto
const crypto = await WebCryptoService.create()
const CURVES: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'P-521', 'Ed25519']
const USES = ['agreement', 'signing'] as const

function webKey(secretKey: WebCryptoSecretKey | ExternalKey): WebCryptoSecretKey {
  if ('curve' in secretKey) return secretKey
  throw new Error('an external key')
}

/** A key to wrap others with. */
async function wrappingKey(): Promise<CryptoKey> {
  return subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey'])
}

describe.each(CURVES)('private keys on %s', (curve) => {
  const made = [
    ['generated', async () => webKey((await crypto.generateKeyPair(curve)).secretKey)],
    [
      'ephemeral',
      async () => webKey((await crypto.generateKeyPair(curve, { ephemeral: true })).secretKey),
    ],
    ['imported', async () => webKey(await crypto.importSecretKey(generateJwk(curve)))],
  ] as const

  it.each(made)('cannot be exported in any form: %s', async (_, make) => {
    const secretKey = await make()
    const keys = USES.flatMap((use) => secretKey[use] ?? [])
    expect(keys.length).toBeGreaterThan(0)
    const iv = new Uint8Array(12)
    for (const key of keys) {
      expect(key).toMatchObject({ type: 'private', extractable: false })
      for (const format of ['jwk', 'pkcs8'] as const) {
        await expect(subtle.exportKey(format, key)).rejects.toThrow()
        const wrapped = subtle.wrapKey(format, key, await wrappingKey(), { name: 'AES-GCM', iv })
        await expect(wrapped).rejects.toThrow()
      }
      await expect(subtle.exportKey('raw', key)).rejects.toThrow()
    }
  })

  it.each(made)('have the one usage that they need: %s', async (_, make) => {
    const { agreement, signing } = await make()
    expect(agreement?.usages ?? ['deriveBits']).toEqual(['deriveBits'])
    expect(signing?.usages ?? ['sign']).toEqual(['sign'])
  })

  it('show nothing of an imported secret', async () => {
    const jwk = generateJwk(curve)
    const secretKey = await crypto.importSecretKey(jwk)
    const printed = inspect(secretKey, { depth: 9, showHidden: true }) + JSON.stringify(secretKey)
    expect(printed).not.toContain(jwk.d)
    const hex = Buffer.from(jwk.d, 'base64url').toString('hex')
    expect(printed.replaceAll(/[^\da-f]/g, '')).not.toContain(hex.slice(0, 16))
  })
})

it('ephemeral keys on P-256 do one thing, which spares making them twice', async () => {
  const { secretKey } = await crypto.generateKeyPair('P-256', { ephemeral: true })
  expect(webKey(secretKey).agreement).toBeInstanceOf(CryptoKey)
  expect(webKey(secretKey).signing).toBeUndefined()
})

it('new keys on P-256 go through our hands under a key that cannot be exported', async () => {
  const generateKey = vi.spyOn(subtle, 'generateKey')
  try {
    await crypto.generateKeyPair('P-256')
    const transport = generateKey.mock.calls.filter(([algorithm]) =>
      JSON.stringify(algorithm).includes('AES'),
    )
    expect(transport).toEqual([[{ name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']]])
  } finally {
    generateKey.mockRestore()
  }
})
