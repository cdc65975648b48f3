// The base58 of multiformats takes the square of the length: 300 ms for the longest did:peer:4, and more for a usual
// one than opening a message does. Halving the number and leaving the rest to BigInt is a hundred times faster.

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** The digits that a number holds exactly: 58⁹ < 2⁵³. */
const DIGITS_OF_A_NUMBER = 9

/** One character of base58btc, in a regular expression. */
export const BASE58_CHARACTER = `[${ALPHABET}]`

/** Writes bytes in base58btc, without a multibase prefix (draft-msporny-base58-03). */
export function encodeBase58(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const first = bytes.findIndex((byte) => byte !== 0)
  const zeros = first < 0 ? bytes.length : first
  const length = Math.ceil((bytes.length * Math.log(256)) / Math.log(58))
  return '1'.repeat(zeros) + writeDigits(BigInt(`0x0${hex}`), length).replace(/^1+/, '')
}

/** Reads base58btc without a multibase prefix. The caller has checked the alphabet. */
export function decodeBase58(text: string): Uint8Array {
  const digits = text.replace(/^1+/, '')
  const hex = digits === '' ? '' : readDigits(digits).toString(16)
  const bytes = new Uint8Array(text.length - digits.length + Math.ceil(hex.length / 2))
  for (let end = hex.length, at = bytes.length - 1; end > 0; end -= 2, at--) {
    bytes[at] = Number.parseInt(hex.slice(Math.max(0, end - 2), end), 16)
  }
  return bytes
}

function writeDigits(value: bigint, length: number): string {
  if (length > DIGITS_OF_A_NUMBER) {
    const low = length >> 1
    const divisor = 58n ** BigInt(low)
    return writeDigits(value / divisor, length - low) + writeDigits(value % divisor, low)
  }
  let text = ''
  for (let rest = Number(value); text.length < length; rest = Math.floor(rest / 58)) {
    text = ALPHABET.charAt(rest % 58) + text
  }
  return text
}

function readDigits(text: string): bigint {
  if (text.length > DIGITS_OF_A_NUMBER) {
    const low = text.length >> 1
    const high = readDigits(text.slice(0, -low))
    return high * 58n ** BigInt(low) + readDigits(text.slice(-low))
  }
  let value = 0
  for (const digit of text) value = value * 58 + ALPHABET.indexOf(digit)
  return BigInt(value)
}
