import { decodeBase64Url, encodeBase64Url, type OkpPublicJwk } from '@didcomm/core'

/** The field of both curves. */
const P = 2n ** 255n - 19n

/** Derives the X25519 key of an Ed25519 key: u = (1 + y) / (1 - y) (RFC 7748 §4.1). Public keys only. */
export function x25519FromEd25519({ x }: OkpPublicJwk): OkpPublicJwk {
  const y = readLittleEndian(decodeBase64Url(x, 'x', 'INVALID_KEY')) % 2n ** 255n
  const u = ((1n + y) * power(P + 1n - (y % P), P - 2n)) % P
  return { kty: 'OKP', crv: 'X25519', x: encodeBase64Url(writeLittleEndian(u)) }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % P
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P
    square = (square * square) % P
  }
  return result
}

function readLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n)
}

function writeLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
}
