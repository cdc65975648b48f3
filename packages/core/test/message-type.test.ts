import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesMessageType, parseMessageType } from '../src/message/message-type.ts'
import { didcommError, failure, outcome } from './support/outcome.ts'

const BASIC_MESSAGE = 'https://didcomm.org/basicmessage/2.0/message'

describe('parseMessageType', () => {
  it('[MSG-3] splits the URIs of the standard', () => {
    expect(parseMessageType('https://didcomm.org/lets_do_lunch/1.0/proposal')).toEqual({
      docUri: 'https://didcomm.org',
      protocolName: 'lets_do_lunch',
      version: { major: 1, minor: 0 },
      messageName: 'proposal',
      protocolUri: 'https://didcomm.org/lets_do_lunch/1.0',
    })
    expect(
      parseMessageType('https://example.com/protocols?which=lets_do_lunch/1.0/proposal'),
    ).toEqual({
      docUri: 'https://example.com/protocols?which',
      protocolName: 'lets_do_lunch',
      version: { major: 1, minor: 0 },
      messageName: 'proposal',
      protocolUri: 'https://example.com/protocols?which=lets_do_lunch/1.0',
    })
    expect(
      parseMessageType('did:example:1234567890;spec/lets_do_lunch/1.0/proposal'),
    ).toMatchObject({
      docUri: 'did:example:1234567890;spec',
      protocolName: 'lets_do_lunch',
    })
    expect(
      parseMessageType(
        'https://github.com/myorg/myproject/tree/master/docs/lets_do_lunch/1.0/proposal',
      ),
    ).toMatchObject({
      docUri: 'https://github.com/myorg/myproject/tree/master/docs',
      protocolName: 'lets_do_lunch',
    })
  })

  it('[MSG-3] knows every delimiter', () => {
    for (const delimiter of ['?', '/', '&', ':', ';', '=']) {
      expect(parseMessageType(`x:y${delimiter}a/1.2/b`)).toMatchObject({
        docUri: 'x:y',
        protocolName: 'a',
      })
    }
  })

  it('[MSG-3] reads the types of known protocols', () => {
    const types = [
      ['https://didcomm.org/coordinate-mediation/3.0/mediate-request', 'coordinate-mediation'],
      ['https://didcomm.org/report-problem/2.0/problem-report', 'report-problem'],
      ['https://didcomm.org/trace/2.0/trace_report', 'trace'],
      ['https://didcomm.org/out-of-band/2.0/invitation', 'out-of-band'],
      ['https://atalaprism.io/mercury/connections/1.0/request', 'connections'],
    ] as const
    for (const [uri, protocolName] of types) {
      expect(parseMessageType(uri).protocolName).toBe(protocolName)
    }
  })

  it('[MSG-3] reads semantic versions', () => {
    expect(parseMessageType('x/a/10.20/b').version).toEqual({ major: 10, minor: 20 })
    expect(parseMessageType('x/a/0.6.12/b').version).toEqual({ major: 0, minor: 6, patch: 12 })
  })

  it('[MSG-3] refuses what is no message type URI', () => {
    const wrong = [
      '',
      'ping',
      'https://didcomm.org',
      'https://didcomm.org/basicmessage/2.0',
      'https://didcomm.org/basicmessage/2.0/',
      'basicmessage/2.0/message',
      '/basicmessage/2.0/message',
      'https://didcomm.org/basicmessage/2/message',
      'https://didcomm.org/basicmessage/v2.0/message',
      'https://didcomm.org/basicmessage/2.x/message',
      'https://didcomm.org/basicmessage/02.0/message',
      'https://didcomm.org/basicmessage/2.00/message',
      'https://didcomm.org/basicmessage/2.0.0.0/message',
      'https://didcomm.org/basicmessage/99999999999999999999.0/message',
      'https://didcomm.org/basicmessage/-2.0/message',
      'https://didcomm.org/basicmessage/2.0-rc/message',
      'https://didcomm.org/basicmessage//message',
      'https://didcomm.org/2basic/2.0/message',
      'https://didcomm.org/basic message/2.0/message',
      'https://didcomm.org/basicmessage_/2.0/message',
      'https://didcomm.org/basicmessage/2.0/.message',
      'https://didcomm.org/basicmessage/2.0/message#fragment',
      'https://didcomm.org/basicmessage/2.0/message?query=1',
      'https://didcomm.org/basicmessage/2.0/message\n',
      'https://didcomm.org/basicmessage/2.0\n/message',
      'https://didcomm.org/basicmessage/2.0/mess\u212aage',
    ]
    for (const uri of wrong) {
      expect(
        failure(() => parseMessageType(uri)),
        uri,
      ).toEqual(didcommError('INVALID_MESSAGE', 'type'))
    }
  })

  it('refuses what is no string', () => {
    for (const value of [
      undefined,
      null,
      7,
      {},
      [BASIC_MESSAGE],
      { toString: () => BASIC_MESSAGE },
    ]) {
      expect(failure(() => parseMessageType(value as never)).code).toBe('INVALID_MESSAGE')
      expect(matchesMessageType(value as never, BASIC_MESSAGE)).toBe(false)
    }
  })

  it('ends in the parts of the URI or in a DIDCommError, whatever it is', () => {
    const part = fc.oneof(
      fc.constantFrom('/', ':', '?', '=', '.', '-', '_', '1', '1.0', 'a', 'https://', '\n'),
      fc.string(),
    )
    const text = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((uri) => `${uri}/a/1.0/b`),
          fc.jsonValue(),
        ),
        (uri) => {
          const result = outcome(() => parseMessageType(uri as string))
          if ('error' in result) {
            expect(result.error.code).toBe('INVALID_MESSAGE')
            return
          }
          const { docUri, protocolName, version, messageName, protocolUri } = result.value
          const { major, minor, patch } = version
          const semver = [major, minor, ...(patch === undefined ? [] : [patch])].join('.')
          expect(protocolUri.startsWith(docUri)).toBe(true)
          expect(protocolUri.slice(docUri.length + 1)).toBe(`${protocolName}/${semver}`)
          expect(uri).toBe(`${protocolUri}/${messageName}`)
        },
      ),
    )
  })

  it('reads hostile URIs in time that grows with their length', () => {
    const size = 1024 * 1024
    const tail = '/a/1.0/b'
    for (const unit of ['a', '/', '/a', ':', 'a:', '-', '1', '/1.0', '/a/1.0/b', '.a', '_', '1.']) {
      const text = unit.repeat(size / unit.length)
      for (const uri of [text, `${text}!`, `x/${text}`, text + tail, `x/a${text}${tail}!`]) {
        outcome(() => parseMessageType(uri))
      }
      outcome(() => parseMessageType(`x/a/1.0/a${text}!`))
      outcome(() => parseMessageType(`x/a/1.${text}/b`))
    }
    expect(parseMessageType('/'.repeat(10 * size) + tail).protocolName).toBe('a')
    expect(failure(() => parseMessageType('/a'.repeat(5 * size))).code).toBe('INVALID_MESSAGE')
  })
})

describe('matchesMessageType', () => {
  it('[MSG-3] compares protocol, major version and message name', () => {
    for (const type of [
      BASIC_MESSAGE,
      'https://didcomm.org/basicmessage/2.1/message',
      'https://didcomm.org/basicmessage/2.0.3/message',
    ]) {
      expect(matchesMessageType(type, BASIC_MESSAGE), type).toBe(true)
    }
    for (const type of [
      'https://didcomm.org/basicmessage/1.0/message',
      'https://didcomm.org/basicmessage/3.0/message',
      'https://didcomm.org/basicmessage/2.0/messages',
      'https://didcomm.org/basicmessages/2.0/message',
      'https://didcomm.example/basicmessage/2.0/message',
      'https://didcomm.org/evil/basicmessage/2.0/message',
      'http://didcomm.org/basicmessage/2.0/message',
    ]) {
      expect(matchesMessageType(type, BASIC_MESSAGE), type).toBe(false)
    }
  })

  it('[MSG-3] compares names without case and punctuation', () => {
    const expected = 'https://didcomm.org/lets_do_lunch/1.0/menu-proposal'
    for (const type of [
      'https://didcomm.org/LetsDoLunch/1.0/menuProposal',
      'https://didcomm.org/lets-do.lunch/1.4/menu_proposal',
    ]) {
      expect(matchesMessageType(type, expected), type).toBe(true)
      expect(matchesMessageType(expected, type), type).toBe(true)
    }
  })

  it('matches nothing but itself with a type that is no message type URI', () => {
    for (const type of ['', 'ping', 'https://didcomm.org/basicmessage/message']) {
      expect(matchesMessageType(type, BASIC_MESSAGE)).toBe(false)
      expect(matchesMessageType(type, type)).toBe(true)
    }
  })

  it('refuses to expect what is no message type URI', () => {
    expect(failure(() => matchesMessageType(BASIC_MESSAGE, 'basicmessage')).code).toBe(
      'INVALID_MESSAGE',
    )
  })
})
