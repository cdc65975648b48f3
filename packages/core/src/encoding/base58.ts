import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { bytesToInteger, integerToBytes } from './integers.ts'

// Libraries convert digit by digit, which takes the square of the length: 300 ms for the longest did:peer:4 that
// anybody may send. Halving the number and leaving the rest to BigInt is a hundred times faster.

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** One character of base58btc, in a regular expression. */
export const BASE58_CHARACTER = `[${ALPHABET}]`
const BASE58 = new RegExp(`^${BASE58_CHARACTER}*$`)

/** The digits that a number holds exactly: 58⁹ < 2⁵³. */
const DIGITS_OF_A_NUMBER = 9

/** Encodes bytes as base58btc, without a multibase prefix (draft-msporny-base58-03). */
export function encodeBase58(bytes: Uint8Array): string {
  const first = bytes.findIndex((byte) => byte !== 0)
  const zeros = first < 0 ? bytes.length : first
  const length = Math.ceil((bytes.length * Math.log(256)) / Math.log(58))
  return '1'.repeat(zeros) + writeDigits(bytesToInteger(bytes), length).replace(/^1+/, '')
}

/**
 * Decodes base58btc without a multibase prefix.
 *
 * @throws with `code`, and `what` as the subject of the sentence
 */
export function decodeBase58(text: string, what: string, code: DIDCommErrorCode): Uint8Array {
  if (!BASE58.test(text)) throw new DIDCommError(code, `${what} is not base58btc`)
  const digits = text.replace(/^1+/, '')
  const value = readDigits(digits)
  const size = digits && Math.ceil(value.toString(16).length / 2)
  return integerToBytes(value, text.length - digits.length + Number(size))
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
    return readDigits(text.slice(0, -low)) * 58n ** BigInt(low) + readDigits(text.slice(-low))
  }
  let value = 0
  for (const digit of text) value = value * 58 + ALPHABET.indexOf(digit)
  return BigInt(value)
}
