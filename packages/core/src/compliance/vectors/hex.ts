import { integerToBytes } from '../../encoding/integers.ts'

/** Reads hexadecimal digits, in which standards print their figures. */
export function hexToBytes(hex: string): Uint8Array {
  return integerToBytes(BigInt(`0x0${hex}`), hex.length / 2)
}
