import { createHash, ECDH } from 'node:crypto'
import type { PrivateJwk } from '@didcomm/core'
import { jwkOfSecret } from '@didcomm/test-support'

/** Makes the X25519 key of an Ed25519 secret: the first half of its hash (RFC 8032 §5.1.5). */
export function derivedKey(seed: Uint8Array): PrivateJwk {
  return jwkOfSecret('X25519', createHash('sha512').update(seed).digest().subarray(0, 32))
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
