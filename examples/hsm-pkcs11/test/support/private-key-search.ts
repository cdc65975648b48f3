import { createECDH } from 'node:crypto'
import type { EcPublicJwk } from '@didcomm/core'

const SIZE = 32

/**
 * Tells whether the private key of `publicJwk` is among the bytes: whether any 32 of them in a row are the number d
 * with d·G = (x, y). Buffers are searched with zeros before them too, as a number may have lost its leading ones.
 */
export function holdsPrivateKey(outputs: readonly Uint8Array[], publicJwk: EcPublicJwk): boolean {
  const wanted = `04${hex(publicJwk.x)}${hex(publicJwk.y)}`
  for (const window of windowsOf(outputs)) {
    if (publicKeyOf(window) === wanted) return true
  }
  return false
}

/** Every 32 bytes in a row, in hexadecimal digits, each once. */
export function windowsOf(outputs: readonly Uint8Array[]): Set<string> {
  const windows = new Set<string>()
  for (const output of outputs) {
    const bytes = Buffer.concat([Buffer.alloc(SIZE - 1), output])
    for (let end = SIZE; end <= bytes.length; end++) {
      windows.add(bytes.toString('hex', end - SIZE, end))
    }
  }
  return windows
}

function publicKeyOf(privateKey: string): string | undefined {
  const ecdh = createECDH('prime256v1')
  try {
    ecdh.setPrivateKey(privateKey, 'hex')
  } catch {
    // Zero, or not below the order of the curve.
    return undefined
  }
  return ecdh.getPublicKey('hex')
}

function hex(base64Url: string): string {
  return Buffer.from(base64Url, 'base64url').toString('hex')
}
