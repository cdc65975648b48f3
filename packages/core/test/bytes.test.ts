import { describe, expect, it } from 'vitest'
import { bytesToUtf8, concatBytes, utf8ToBytes } from '../src/encoding/bytes.ts'
import { failure } from './support/outcome.ts'

describe('UTF-8', () => {
  it('is written and read', () => {
    const text = 'aé€😀\u0000'
    const bytes = [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0]
    expect([...utf8ToBytes(text)]).toEqual(bytes)
    expect(bytesToUtf8(Uint8Array.from(bytes), 'INVALID_MESSAGE', 'it')).toBe(text)
  })

  it('keeps a byte order mark, which is not JSON', () => {
    expect(bytesToUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'INVALID_MESSAGE', 'it')).toBe(
      '\ufeffa',
    )
  })

  it('is refused when it is none, and the next text is read all the same', () => {
    const wrong = [
      [0xff],
      [0xc3],
      [0x61, 0x80],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
    ]
    for (const bytes of wrong) {
      expect(
        failure(() => bytesToUtf8(Uint8Array.from(bytes), 'INVALID_MESSAGE', 'it')),
      ).toMatchObject({ code: 'INVALID_MESSAGE', message: 'it is not UTF-8' })
      expect(bytesToUtf8(Uint8Array.of(0x61), 'INVALID_MESSAGE', 'it')).toBe('a')
    }
  })
})

describe('concatBytes', () => {
  it('joins views in their order into a new array', () => {
    const view = new Uint8Array(Uint8Array.of(9, 1, 2, 9).buffer, 1, 2)
    const joined = concatBytes(view, new Uint8Array(), Uint8Array.of(3))
    expect([...joined]).toEqual([1, 2, 3])
    joined[0] = 7
    expect(view[0]).toBe(1)
    expect(concatBytes()).toHaveLength(0)
  })
})

describe('utf8ToBytes', () => {
  it.each([0, 1, 126, 127, 128, 129])('encodes %i characters as the platform does', (length) => {
    for (const last of ['', '\u007f', '\u0080', 'é', '…', '\ud800', '😀']) {
      const text = 'a'.repeat(length) + last
      expect(utf8ToBytes(text)).toEqual(new TextEncoder().encode(text))
    }
  })
})
