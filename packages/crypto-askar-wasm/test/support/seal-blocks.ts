import { createCipheriv, createHmac } from 'node:crypto'

/** What {@link sealBlocks} takes. */
export interface BlocksToSeal {
  /** 64 bytes. */
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly aad: Uint8Array
  /** Whole blocks, of which the last ends in padding or does not. */
  readonly blocks: Uint8Array
}

/** Encrypts by A256CBC-HS512 without adding padding; the tag is right whatever the padding is (RFC 7518 §5.2.2.1). */
export function sealBlocks({ key, iv, aad, blocks }: BlocksToSeal) {
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv).setAutoPadding(false)
  const ciphertext = Buffer.concat([cipher.update(blocks), cipher.final()])
  const aadBits = Buffer.alloc(8)
  aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
  const hmac = createHmac('sha512', key.subarray(0, 32)).update(aad).update(iv)
  return { ciphertext, tag: hmac.update(ciphertext).update(aadBits).digest().subarray(0, 32) }
}
