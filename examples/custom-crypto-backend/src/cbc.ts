import { concatBytes } from '@didcomm/core/encoding'
import { AES } from '@stablelib/aes'

// AES in CBC mode with PKCS#7 padding, which these libraries do not have. It is nothing without a MAC around it.

const BLOCK = 16

/** Pads and encrypts. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const aes = new AES(key)
  const padding = BLOCK - (plaintext.length % BLOCK)
  const chain = concatBytes(iv, plaintext, new Uint8Array(padding).fill(padding))
  for (let at = BLOCK; at < chain.length; at += BLOCK) {
    const block = chain.subarray(at, at + BLOCK)
    xor(block, chain.subarray(at - BLOCK, at))
    aes.encryptBlock(block, block)
  }
  return chain.subarray(BLOCK)
}

/** Decrypts and takes the padding off. Throws for a part of a block, and for a wrong padding. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const aes = new AES(key)
  const chain = concatBytes(iv, ciphertext)
  const bytes = new Uint8Array(ciphertext.length)
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK)
    aes.decryptBlock(ciphertext.subarray(at, at + BLOCK), block)
    xor(block, chain.subarray(at, at + BLOCK))
  }
  const padding = bytes.at(-1) ?? 0
  if (padding < 1 || padding > BLOCK || bytes.subarray(-padding).some((byte) => byte !== padding)) {
    throw new Error('wrong padding')
  }
  return bytes.subarray(0, -padding)
}

function xor(block: Uint8Array, other: Uint8Array): void {
  other.forEach((byte, i) => (block[i] = (block[i] ?? 0) ^ byte))
}
