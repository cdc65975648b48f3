import { parse as parseByDidResolver } from 'did-resolver'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absoluteDIDUrl,
  didOf,
  isDID,
  MAX_DID_URL_LENGTH,
  parseDIDUrl,
} from '../src/did/did-url.ts'
import { DIDCommError } from '../src/errors.ts'

const invalid = expect.objectContaining({ code: 'INVALID_DID' })

describe('parseDIDUrl', () => {
  it('[DID-1] takes a DID URL apart', () => {
    expect(parseDIDUrl('did:example:123/path/to?service=files&v=1#key-1')).toEqual({
      did: 'did:example:123',
      method: 'example',
      path: '/path/to',
      query: 'service=files&v=1',
      fragment: 'key-1',
    })
    expect(parseDIDUrl('did:example:123')).toEqual({ did: 'did:example:123', method: 'example' })
    expect(parseDIDUrl('did:example:123?#')).toEqual({
      did: 'did:example:123',
      method: 'example',
      query: '',
      fragment: '',
    })
  })

  it.each([
    'did:web:localhost%3A8443:users:alice',
    'did:example::a',
    'did:example:a::b',
    'did:1:-',
    'did:example:a._-Z9',
    "did:example:a/-._~!$&'()*+,;=:@%20/?a/?b#c/?d",
  ])('[DID-1] accepts %s', (text) => {
    expect(parseDIDUrl(text).method).toBe(text.split(':')[1])
  })

  it.each([
    '',
    'did',
    'did:',
    'did:example',
    'did:example:',
    'did::123',
    'did:example:a:',
    'did:Example:123',
    'did:ex-ample:123',
    'DID:example:123',
    ' did:example:123',
    'did:example:123 ',
    'did:example:123\n',
    'did:example:1 2',
    'did:example:%zz',
    'did:example:12%3',
    'did:example:a~b',
    'did:example:a@b',
    'did:example:ä',
    'did:example:a#b#c',
    'did:example:a#b c',
    'did:example:a#%',
    'did:example:a/<b>',
    'did:example:a?b\u0000',
    'did:example:a#"',
    'https://example.com/',
    'urn:did:example:123',
  ])('[DID-2] rejects %j', (text) => {
    expect(() => parseDIDUrl(text)).toThrow(invalid)
    expect(isDID(text)).toBe(false)
  })

  it.each([undefined, null, 1, {}, [], ['did:example:123']])('[DID-2] rejects %j', (value) => {
    expect(() => parseDIDUrl(value as unknown as string)).toThrow(invalid)
    expect(isDID(value)).toBe(false)
  })

  it('[DID-4] reads the padded base64 that older did:peer:2 hold', () => {
    const did = 'did:peer:2.Ez6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc.SeyJ0IjoiZG0ifQ+A=='
    expect(parseDIDUrl(`${did}#key-1`).did).toBe(did)
  })

  it('[DID-2] accepts the longest text it allows, and no longer one', () => {
    const longest = `did:example:${'a'.repeat(MAX_DID_URL_LENGTH - 'did:example:'.length)}`
    expect(didOf(longest)).toBe(longest)
    expect(() => parseDIDUrl(`${longest}a`)).toThrow(invalid)
    expect(() => parseDIDUrl(`${longest}a`)).toThrow(/of up to 16384 characters/)
  })

  it('[DID-2] quotes a bad DID no longer than it helps', () => {
    try {
      parseDIDUrl(`did:example:${'<'.repeat(5000)}`)
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(200)
    }
  })

  it('[DID-2] agrees with did-resolver on every text without + and =', () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9:._%~/?#@! -]{0,12}$/)
    const methodName = fc.constantFrom('example', 'web', 'Web', '')
    fc.assert(
      fc.property(methodName, part, part, (name, id, rest) => {
        const text = `did:${name}:${id}${rest}`
        const theirs = parseByDidResolver(text)
        if (theirs === null) {
          expect(() => parseDIDUrl(text)).toThrow(invalid)
        } else {
          const { did, method, path, query, fragment } = theirs
          expect(parseDIDUrl(text)).toEqual({ did, method, path, query, fragment })
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('[DID-2] ends in an answer or INVALID_DID for any text, huge ones included', () => {
    const check = (text: string): void => {
      try {
        const { did } = parseDIDUrl(text)
        expect(text.startsWith(did)).toBe(true)
      } catch (error) {
        expect(DIDCommError.is(error) && error.code).toBe('INVALID_DID')
      }
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => check(`did:${text}`)))
    for (const unit of ['a', ':', 'a:', '%', '%41', '#', '/', '?', '\u0000', '\ud800']) {
      check(`did:a:${unit.repeat(5_000_000)}`)
      check(`did:a:${unit.repeat(5_000)}`)
      check(`did:a:b#${unit.repeat(5_000)}`)
    }
  })
})

describe('isDID', () => {
  it('[MSG-4] tells a DID from a DID URL', () => {
    expect(isDID('did:example:123')).toBe(true)
    for (const suffix of ['#', '#key-1', '?', '?a=b', '/', '/a']) {
      expect(isDID(`did:example:123${suffix}`)).toBe(false)
    }
  })
})

describe('didOf', () => {
  it('[ENC-11] strips path, query and fragment', () => {
    expect(didOf('did:example:123/a?b#c')).toBe('did:example:123')
    expect(() => didOf('#key-1')).toThrow(invalid)
  })
})

describe('absoluteDIDUrl', () => {
  it('[DID-1] makes a relative reference absolute', () => {
    expect(absoluteDIDUrl('did:example:123', '#key-1')).toBe('did:example:123#key-1')
    expect(absoluteDIDUrl('did:example:123', '/a#b')).toBe('did:example:123/a#b')
    expect(absoluteDIDUrl('did:example:123', '?a=b')).toBe('did:example:123?a=b')
    expect(absoluteDIDUrl('did:example:123', 'did:example:4#key-1')).toBe('did:example:4#key-1')
  })

  it('[DID-2] rejects what does not become a DID URL', () => {
    for (const reference of ['', 'key-1', '#key 1', '##', 'https://example.com/#key-1']) {
      expect(() => absoluteDIDUrl('did:example:123', reference)).toThrow(invalid)
    }
    expect(() => absoluteDIDUrl('example', '#key-1')).toThrow(invalid)
  })
})
