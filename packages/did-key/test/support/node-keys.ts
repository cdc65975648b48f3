import type { PrivateJwk } from '@didcomm/core'
import { createECDH, createHash, createPrivateKey, ECDH } from 'node:crypto'

// Keys as OpenSSL makes them of their secret, to compare ours with.

/** What precedes the 32 bytes of a private key in PKCS#8 (RFC 8410 §7). */
const PKCS8 = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
}

/** Makes the key of a 32-byte secret. */
export function okpKey(crv: keyof typeof PKCS8, secret: Uint8Array): PrivateJwk {
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from(PKCS8[crv], 'hex'), secret]),
    format: 'der',
    type: 'pkcs8',
  })
  const { x = '', d = '' } = key.export({ format: 'jwk' })
  return { kty: 'OKP', crv, x, d }
}

/** Makes the X25519 key of an Ed25519 secret: the first half of its hash (RFC 8032 §5.1.5). */
export function derivedKey(seed: Uint8Array): PrivateJwk {
  return okpKey('X25519', createHash('sha512').update(seed).digest().subarray(0, 32))
}

/** Makes the secp256k1 key of its private number. */
export function secp256k1Key(d: Uint8Array): PrivateJwk {
  const ecdh = createECDH('secp256k1')
  ecdh.setPrivateKey(Buffer.from(d))
  const point = ecdh.getPublicKey()
  return {
    kty: 'EC',
    crv: 'secp256k1',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: Buffer.from(d).toString('base64url'),
  }
}

/** Tells whether OpenSSL takes the bytes for a point, compressed or not. */
export function isPoint(name: string, bytes: Uint8Array): boolean {
  try {
    ECDH.convertKey(bytes, name)
    return true
  } catch {
    return false
  }
}
