import { encodeBase64Url } from '../../encoding/base64url.ts'
import { integerToBytes } from '../../encoding/integers.ts'

/** Reads hexadecimal digits, in which standards print their figures. */
export function hexToBytes(hex: string): Uint8Array {
  return integerToBytes(BigInt(`0x0${hex}`), hex.length / 2)
}

/** Writes hexadecimal digits as base64url. */
export function hexToBase64Url(hex: string): string {
  return encodeBase64Url(hexToBytes(hex))
}
