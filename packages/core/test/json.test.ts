import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deepFreeze,
  isJsonObject,
  isStringArray,
  parseJson,
  parseJsonObject,
  quote,
  stringifyJson,
} from '../src/encoding/json.ts'
import { failure, outcome } from './support/outcome.ts'

const DEEP = '['.repeat(200_000) + ']'.repeat(200_000)

describe('isJsonObject', () => {
  it('tells an object from everything else', () => {
    expect(isJsonObject({})).toBe(true)
    expect(isJsonObject(JSON.parse('{"__proto__":null}'))).toBe(true)
    for (const value of [undefined, null, [], 'text', 7, true]) {
      expect(isJsonObject(value)).toBe(false)
    }
  })
})

describe('isStringArray', () => {
  it('tells an array of strings from everything else', () => {
    expect(isStringArray([])).toBe(true)
    expect(isStringArray(['', 'a'])).toBe(true)
    for (const value of [undefined, 'a', ['a', 1], [null], { 0: 'a', length: 1 }]) {
      expect(isStringArray(value)).toBe(false)
    }
  })
})

describe('parseJson', () => {
  it('parses JSON of every kind, however deep', () => {
    expect(parseJson('{"a":[null]}', 'INVALID_MESSAGE', 'it')).toEqual({ a: [null] })
    expect(parseJson('7', 'INVALID_MESSAGE', 'it')).toBe(7)
    expect(parseJson(DEEP, 'INVALID_MESSAGE', 'it')).toHaveLength(1)
  })
})

describe('parseJsonObject', () => {
  it('[MSG-12] says whether it was no JSON or no object, and quotes nothing', () => {
    for (const text of ['', '{', '{secret', "{'a':1}", '\ufeff{}', '{}{}', 'NaN']) {
      const error = failure(() => parseJsonObject(text, 'MALFORMED_ENVELOPE', 'it'))
      expect(error).toMatchObject({ code: 'MALFORMED_ENVELOPE', message: 'it is not JSON' })
      expect('cause' in error).toBe(false)
    }
    for (const text of ['[]', '"text"', '7', 'null', 'true', DEEP]) {
      expect(failure(() => parseJsonObject(text, 'INVALID_MESSAGE', 'it'))).toMatchObject({
        code: 'INVALID_MESSAGE',
        message: 'it is not a JSON object',
      })
    }
  })

  it('parses objects without touching any prototype', () => {
    const value = parseJsonObject('{"__proto__":{"polluted":true}}', 'INVALID_MESSAGE', 'it')
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(value['polluted']).toBeUndefined()
    expect('polluted' in {}).toBe(false)
  })

  it('ends in an object or in a DIDCommError, whatever text it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const result = outcome(() => parseJsonObject(text, 'INVALID_MESSAGE', 'it'))
        if ('error' in result) expect(result.error.code).toBe('INVALID_MESSAGE')
        else expect(isJsonObject(result.value)).toBe(true)
      }),
    )
  })
})

describe('stringifyJson', () => {
  it('writes what JSON can hold', () => {
    expect(stringifyJson({ a: [1, null], b: undefined }, 'INVALID_MESSAGE', 'it')).toBe(
      '{"a":[1,null]}',
    )
  })

  it('refuses what JSON cannot hold', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const toJSON = (): never => {
      throw new RangeError('no')
    }
    const values = [
      cycle,
      { a: 1n },
      { toJSON },
      JSON.parse(DEEP),
      undefined,
      () => {},
      Symbol('a'),
    ]
    for (const value of values) {
      const error = failure(() => stringifyJson(value, 'INVALID_MESSAGE', 'the message'))
      expect(error).toMatchObject({
        code: 'INVALID_MESSAGE',
        message: 'the message cannot be written as JSON',
      })
      expect(error.cause).toBeInstanceOf(Error)
    }
  })
})

describe('quote', () => {
  it('puts text in quotes, cut to 100 characters', () => {
    expect(quote('a"b\n')).toBe(String.raw`"a\"b\n"`)
    expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(100)}"`)
    expect(quote('x'.repeat(10_000_000))).toBe(`"${'x'.repeat(100)}…"`)
  })

  it('names anything else by its type', () => {
    expect([undefined, null, 7, {}, [], true, JSON.parse(DEEP)].map(quote)).toEqual([
      'undefined',
      'null',
      'number',
      'object',
      'object',
      'boolean',
      'object',
    ])
  })
})

describe('deepFreeze', () => {
  it('freezes a value with all that is in it, and returns it', () => {
    const inner = { list: [{ leaf: 1 }, null, 'text'] }
    const value = { inner }
    expect(deepFreeze(value)).toBe(value)
    for (const part of [value, inner, inner.list, inner.list[0]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(value).toEqual({ inner: { list: [{ leaf: 1 }, null, 'text'] } })
  })

  it('leaves alone what is no object', () => {
    expect([null, 1, 'text', undefined].map(deepFreeze)).toEqual([null, 1, 'text', undefined])
  })
})
