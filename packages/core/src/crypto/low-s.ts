/** The order of secp256k1 (SEC 2 §2.4.1). */
const ORDER = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141')

/**
 * Returns an ES256K signature, `r ‖ s`, with the lower of s and n - s. Both verify, but some verifiers take the lower
 * alone, and many libraries and key stores make either.
 */
export function withLowS(signature: Uint8Array): Uint8Array {
  const s = signature.subarray(32).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  let low = ORDER - s
  if (s <= low) return signature
  const result = signature.slice()
  for (let i = 63; i >= 32; i--) {
    result[i] = Number(low & 0xffn)
    low >>= 8n
  }
  return result
}
