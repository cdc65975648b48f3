import { describe, expect, it } from 'vitest'
import { generateKeyPair, importPublicKey } from '../src/keys.ts'

describe.each(['X25519', 'Ed25519'] as const)('a private key on %s', (curve) => {
  const { secretKey } = generateKeyPair(curve)

  it('shows nothing of itself', () => {
    expect(Reflect.ownKeys(secretKey)).toEqual([])
    expect(JSON.stringify({ secretKey })).toBe('{"secretKey":{}}')
  })

  it('is of no use on another curve', () => {
    expect(secretKey.bytesOn(curve).length).toBeGreaterThanOrEqual(32)
    const other = curve === 'X25519' ? 'Ed25519' : 'X25519'
    expect(() => secretKey.bytesOn(other)).toThrow(`on ${curve}, not on ${other}`)
  })
})

it('a public key on Ed25519 is a point of its curve', () => {
  // No point has 2 for y.
  const x = 'AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  expect(() => importPublicKey({ kty: 'OKP', crv: 'Ed25519', x })).toThrow('invalid')
  expect(importPublicKey({ kty: 'OKP', crv: 'X25519', x })).toHaveLength(32)
})
