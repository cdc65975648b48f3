import { concatBytes, encodeBase58, utf8ToBytes } from '@didcomm/core/encoding'
import { sha256 } from '@noble/hashes/sha2.js'

/** The multihash of SHA-256: its code, and the 32 bytes of its length. */
const SHA2_256 = Uint8Array.of(0x12, 0x20)

/** The SHA-256 of a text as multihash in multibase: how numalgo 3 and 4 name what they stand for. */
export function multihash(text: string): string {
  return `z${encodeBase58(concatBytes(SHA2_256, sha256(utf8ToBytes(text))))}`
}
