import { decodeBase58, encodeBase58 } from '@didcomm/core/encoding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

// draft-msporny-base58-03 §5
const FIGURES: [bytes: Uint8Array, text: string][] = [
  [Buffer.from('Hello World!'), '2NEpo7TZRRrLZSi2U'],
  [
    Buffer.from('The quick brown fox jumps over the lazy dog.'),
    'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
  ],
  [Buffer.from('0000287fb4cd', 'hex'), '11233QC4'],
]

/** One digit after the other, the way the draft describes it. */
function slowEncode(bytes: Uint8Array): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  let text = ''
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  for (; rest > 0n; rest /= 58n) text = alphabet.charAt(Number(rest % 58n)) + text
  for (const byte of bytes) {
    if (byte !== 0) break
    text = `1${text}`
  }
  return text
}

describe('base58btc', () => {
  it.each(FIGURES)('writes and reads a published figure', (bytes, text) => {
    expect(encodeBase58(bytes)).toBe(text)
    expect(decodeBase58(text, 'it', 'INVALID_DID')).toEqual(Uint8Array.from(bytes))
  })

  it('writes what the plain algorithm writes, and reads it back', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.uint8Array({ maxLength: 300 }), (zeros, rest) => {
        const bytes = Uint8Array.from([...new Uint8Array(zeros), ...rest])
        const text = encodeBase58(bytes)
        expect(text).toBe(slowEncode(bytes))
        expect(decodeBase58(text, 'it', 'INVALID_DID')).toEqual(bytes)
      }),
    )
  })

  it.each(['0', 'O', 'I', 'l', 'Ā', ' ', '1 1', 'é', '+'])('refuses %j', (text) => {
    expect(() => decodeBase58(text, 'the key', 'INVALID_KEY')).toThrow(
      expect.objectContaining({ code: 'INVALID_KEY', message: 'the key is not base58btc' }),
    )
  })
})
