import { concatBytes } from '../encoding/bytes.ts'
import { bytesToInteger, integerToBytes } from '../encoding/integers.ts'

/** The order of secp256k1 (SEC 2 §2.4.1). */
const ORDER = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141')

/**
 * Returns an ES256K signature, `r ‖ s`, with the lower of s and n - s. Both verify, but some verifiers take the lower
 * alone, and many libraries and key stores make either.
 */
export function withLowS(signature: Uint8Array): Uint8Array {
  const s = bytesToInteger(signature.subarray(32))
  const low = ORDER - s
  return s <= low ? signature : concatBytes(signature.subarray(0, 32), integerToBytes(low, 32))
}
