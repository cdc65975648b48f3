import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeBase64Url, encodeBase64Url } from '../src/encoding/base64url.ts'
import { failure } from './support/outcome.ts'

/** RFC 4648 §10, without padding, and the characters that base64url alone has. */
const VECTORS = [
  ['', ''],
  ['66', 'Zg'],
  ['666f', 'Zm8'],
  ['666f6f', 'Zm9v'],
  ['666f6f62', 'Zm9vYg'],
  ['666f6f6261', 'Zm9vYmE'],
  ['666f6f626172', 'Zm9vYmFy'],
  ['fbffbffe', '-_-__g'],
  ['00', 'AA'],
  // RFC 7515 Appendix C
  ['03ececffe0c1', 'A-zs_-DB'],
] as const

/** The engines that there are: each test runs once as if in each of them. */
const ENGINES: { readonly [engine: string]: () => void } = {
  'Node without Uint8Array.fromBase64': () => {
    hideNativeCodec()
  },
  'a browser without either': () => {
    hideNativeCodec()
    vi.stubGlobal('Buffer', undefined)
  },
  "a page with the Buffer of a bundler's polyfill, which knows no base64url": () => {
    hideNativeCodec()
    vi.stubGlobal('Buffer', {
      isEncoding: (encoding: string) => encoding !== 'base64url',
      from: () => {
        throw new TypeError('Unknown encoding: base64url')
      },
    })
  },
  'a browser with Uint8Array.fromBase64': () => {
    const { Buffer } = globalThis
    Object.defineProperties(Uint8Array, {
      fromBase64: { configurable: true, value: nativeFromBase64(Buffer) },
    })
    Object.defineProperties(Uint8Array.prototype, {
      toBase64: { configurable: true, value: nativeToBase64(Buffer) },
    })
    vi.stubGlobal('Buffer', undefined)
  },
}

function hideNativeCodec(): void {
  Object.defineProperty(Uint8Array, 'fromBase64', { configurable: true, value: undefined })
  Object.defineProperty(Uint8Array.prototype, 'toBase64', { configurable: true, value: undefined })
}

function nativeFromBase64(buffer: typeof Buffer) {
  return (text: string, options: { alphabet: string }): Uint8Array => {
    expect(options.alphabet).toBe('base64url')
    return new Uint8Array(buffer.from(text, 'base64url'))
  }
}

function nativeToBase64(buffer: typeof Buffer) {
  return function (this: Uint8Array, options: { alphabet: string; omitPadding: boolean }): string {
    expect(options).toEqual({ alphabet: 'base64url', omitPadding: true })
    return buffer.from(this).toString('base64url')
  }
}

const native = {
  from: Object.getOwnPropertyDescriptor(Uint8Array, 'fromBase64'),
  to: Object.getOwnPropertyDescriptor(Uint8Array.prototype, 'toBase64'),
}

afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(Uint8Array, 'fromBase64')
  Reflect.deleteProperty(Uint8Array.prototype, 'toBase64')
  if (native.from) Object.defineProperty(Uint8Array, 'fromBase64', native.from)
  if (native.to) Object.defineProperty(Uint8Array.prototype, 'toBase64', native.to)
})

/** Short texts are read by a loop, long ones by the engine: both have to meet the same rules. */
const LENGTHS = { short: 0, long: 2000 }

const runs = Object.entries({ 'this engine': () => {}, ...ENGINES }).flatMap(([engine, enter]) =>
  Object.entries(LENGTHS).map(([length, groups]) => ({ engine, enter, length, groups })),
)

for (const { engine, enter, length, groups } of runs) {
  /** What stands before the text under test, and its bytes. */
  const before = 'Zm9v'.repeat(groups)
  const bytesBefore = Array.from({ length: groups }, () => [0x66, 0x6f, 0x6f]).flat()

  describe(`base64url in ${engine}, ${length}`, () => {
    it('reads and writes the vectors of RFC 4648 and RFC 7515', () => {
      const bytes = VECTORS.map(([hex]) =>
        Uint8Array.from([...bytesBefore, ...Buffer.from(hex, 'hex')]),
      )
      enter()
      for (const [index, [hex, text]] of VECTORS.entries()) {
        expect(encodeBase64Url(bytes[index] ?? new Uint8Array()), hex).toBe(before + text)
        expect(decodeBase64Url(before + text, 'x'), text).toEqual(bytes[index])
      }
    })

    it('[ENC-17] refuses padding, other alphabets, characters and lengths', () => {
      enter()
      const wrong = ['Zg==', 'Zm8=', '=', '+-__', '/-__', 'A', 'AAAAA', 'Zm 9', 'Zm9v\n', '\nZm9v']
      for (const text of [...wrong, 'Zm9v\u0000', 'Zm9\u0176', 'Zm9v.', 'Zmé', '\ud800AAA']) {
        expect(
          failure(() => decodeBase64Url(before + text, 'iv')),
          text,
        ).toMatchObject({
          code: 'MALFORMED_ENVELOPE',
          message: 'iv is not canonical base64url',
        })
      }
    })

    it('[ENC-17] refuses bits that are left over', () => {
      enter()
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const accepted = (prefix: string): string =>
        [...alphabet]
          .filter((last) => {
            try {
              return decodeBase64Url(before + prefix + last, 'x').length > 0
            } catch {
              return false
            }
          })
          .join('')
      // A quarter of the last characters holds 4 bits of the bytes, a sixteenth 2 (RFC 4648 §3.5).
      expect(accepted('Z')).toBe('AQgw')
      expect(accepted('Zm')).toBe('AEIMQUYcgkosw048')
      expect(accepted('Zm9')).toBe(alphabet)
    })

    it('gives back the bytes that were encoded, and the text that was decoded', () => {
      enter()
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
          const text = encodeBase64Url(bytes)
          expect(text).toMatch(/^[\w-]*$/)
          expect(decodeBase64Url(text, 'x')).toEqual(bytes)
        }),
      )
      fc.assert(
        fc.property(fc.string(), (text) => {
          try {
            expect(encodeBase64Url(decodeBase64Url(text, 'x'))).toBe(text)
          } catch (error) {
            expect(error).toMatchObject({ code: 'MALFORMED_ENVELOPE' })
          }
        }),
      )
    })

    it('encodes the part of a buffer that a view shows', () => {
      const { buffer } = Uint8Array.of(1, 2, 3, 4, 5)
      enter()
      expect(encodeBase64Url(new Uint8Array(buffer, 1, 3))).toBe('AgME')
    })

    it('decodes into memory of its own, of which nobody else has a view', () => {
      enter()
      for (const length of [4, 40, 400, 4000]) {
        const decoded = decodeBase64Url(before + 'AAAA'.repeat(length / 4), 'x')
        expect(decoded.buffer.byteLength).toBe(decoded.length)
      }
    })

    it('reads and writes 10 MiB', () => {
      enter()
      const bytes = new Uint8Array(10 * 1024 * 1024).map((_, index) => index * 7)
      const text = encodeBase64Url(bytes)
      expect(text).toHaveLength(13_981_014)
      const decoded = decodeBase64Url(text, 'x')
      expect(decoded).toHaveLength(bytes.length)
      expect(decoded.every((byte, index) => byte === bytes[index])).toBe(true)
      expect(failure(() => decodeBase64Url(`${text}=`, 'x')).code).toBe('MALFORMED_ENVELOPE')
    })
  })
}

describe('decodeBase64Url', () => {
  it('throws with the code that it was given', () => {
    expect(failure(() => decodeBase64Url('=', 'x', 'INVALID_KEY')).code).toBe('INVALID_KEY')
  })

  it('returns a Uint8Array, and no Buffer', () => {
    expect(Object.getPrototypeOf(decodeBase64Url('AAAA', 'x'))).toBe(Uint8Array.prototype)
  })
})
