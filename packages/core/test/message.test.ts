import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject, type JsonObject } from '../src/encoding/json.ts'
import type { MessageInput } from '../src/message/message.ts'
import { completeMessage, parseMessage } from '../src/message/validate-message.ts'
import { didcommError, failure, outcome } from './support/outcome.ts'

const TYPE = 'https://didcomm.org/basicmessage/2.0/message'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A message as it comes: JSON text, parsed. */
function received(members: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify({ id: 'm1', type: TYPE, body: {}, ...members }))
}

/** What a caller without TypeScript might pass. */
function input(members: JsonObject): MessageInput {
  return { type: TYPE, ...members }
}

type WrongHeader = readonly [requirement: string, header: string, values: readonly unknown[]]

const WRONG_IN_BOTH: readonly WrongHeader[] = [
  ['[MSG-1]', 'id', ['', 7, {}, ['m1'], false]],
  ['[MSG-1]', 'type', ['', 7, {}, [TYPE], false]],
  ['[MSG-9]', 'typ', [7, {}, [], true]],
  [
    '[MSG-4]',
    'from',
    [
      '',
      'alice',
      'did:',
      'did:example',
      'did:example:',
      'did:example:alice#key-1',
      'did:example:alice?service=files',
      'did:example:alice/path',
      'did:example:alice ',
      'DID:example:alice',
      ['did:example:alice'],
      { did: 'did:example:alice' },
      7,
    ],
  ],
  [
    '[MSG-5]',
    'to',
    [
      'did:example:bob',
      ['bob'],
      [''],
      ['did:example:bob#key-1'],
      ['did:example:bob', 'did:example:carol?x'],
      ['did:example:bob', null],
      [['did:example:bob']],
      { 0: 'did:example:bob', length: 1 },
      7,
    ],
  ],
  ['[MSG-2]', 'thid', ['', 7, {}, []]],
  ['[MSG-2]', 'pthid', ['', 7, {}, []]],
  ['[MSG-6]', 'created_time', ['1516269022', 1516269022.5, 2 ** 53, {}, [1516269022], true]],
  ['[MSG-6]', 'expires_time', ['1516269022', 1516269022.5, 2 ** 53, {}, [1516269022], true]],
  ['[MSG-7]', 'body', ['', 'text', 7, [], [{}], true]],
  ['[MSG-10]', 'attachments', ['', 7, {}, { data: { json: {} } }]],
  ['[ROT-1]', 'from_prior', [7, {}, [], true]],
]

describe('a received message', () => {
  it('[MSG-1] must have an id and a type', () => {
    for (const header of ['id', 'type']) {
      const { [header]: _, ...rest } = received({})
      expect(failure(() => parseMessage(rest))).toEqual(didcommError('INVALID_MESSAGE', header))
      const nulled = received({ [header]: null })
      expect(failure(() => parseMessage(nulled))).toEqual(didcommError('INVALID_MESSAGE', header))
    }
  })

  for (const [requirement, header, values] of WRONG_IN_BOTH) {
    it(`${requirement} is refused for a wrong ${header}, which the error names`, () => {
      for (const value of values) {
        const error = failure(() => parseMessage(received({ [header]: value })))
        expect(error, JSON.stringify(value)).toEqual(didcommError('INVALID_MESSAGE', header))
        expect(error.message).toMatch(new RegExp(`^${header} of the message is not an? `))
      }
    })
  }

  it('never has its content quoted in an error', () => {
    const error = failure(() => parseMessage(received({ from: 'secret-plaintext' })))
    expect(error.message).not.toContain('secret-plaintext')
  })

  it('[MSG-4][MSG-5] may name DIDs of every form', () => {
    const long = `did:peer:4zQm${'a'.repeat(4000)}:z${'b'.repeat(4000)}`
    const dids = ['did:web:example.com%3A3000:user:alice', 'did:peer:2.Ez6LS.SeyJ0Ijoi_-', long]
    expect(parseMessage(received({ from: long, to: dids }))).toMatchObject({ from: long, to: dids })
    expect(parseMessage(received({ to: [] })).to).toEqual([])
  })

  it('[MSG-7] may lack a body, which then reads as empty', () => {
    expect(parseMessage({ id: 'm1', type: TYPE })).toEqual({ id: 'm1', type: TYPE, body: {} })
    expect(parseMessage({ id: 'm1', type: TYPE, body: null }).body).toEqual({})
  })

  it('[MSG-9] may have any typ or none', () => {
    expect(parseMessage(received({}))).not.toHaveProperty('typ')
    for (const typ of [
      'application/didcomm-plain+json',
      'didcomm-plain+json',
      'application/didcomm+encrypted',
      'JWM',
      '',
    ]) {
      expect(parseMessage(received({ typ })).typ).toBe(typ)
    }
  })

  it('[MSG-6] may have times in milliseconds, or before the epoch', () => {
    const times = { created_time: 1_700_000_000_123, expires_time: -1 }
    expect(parseMessage(received(times))).toMatchObject(times)
  })

  it('may have a type that is no message type URI, which is for the application to judge', () => {
    expect(parseMessage(received({ type: 'urn:anything' })).type).toBe('urn:anything')
  })

  it('reads null in a known header as absent', () => {
    const known = [
      'typ',
      'from',
      'to',
      'thid',
      'pthid',
      'created_time',
      'expires_time',
      'attachments',
      'from_prior',
      'please_ack',
      'ack',
      'lang',
      'accept-lang',
      'return_route',
      'return_route_thread',
      'delay_milli',
      'trace',
    ]
    const nulls = Object.fromEntries(known.map((header) => [header, null]))
    expect(parseMessage(received(nulls))).toEqual({ id: 'm1', type: TYPE, body: {} })
  })

  it('[MSG-8][MSG-11] carries odd decorators along as they are', () => {
    const odd = {
      please_ack: { on: ['RECEIPT'] },
      ack: 'm0',
      lang: ['fr'],
      'accept-lang': 'fr, en',
      return_route: 'some',
      return_route_thread: 4,
      delay_milli: '10',
      trace: { target: 'https://example.com/trace', full_thread: true },
    }
    expect(parseMessage(received(odd))).toEqual({ id: 'm1', type: TYPE, body: {}, ...odd })
  })

  it('[MSG-8] carries unknown headers along, null and prototype names among them', () => {
    const text = `{"id":"m1","type":"${TYPE}","body":{"__proto__":{"a":1}},"x":null,"__proto__":{"polluted":true},"constructor":"c","toString":1,"hasOwnProperty":[]}`
    const message = parseMessage(JSON.parse(text))
    expect(JSON.parse(JSON.stringify(message))).toEqual(JSON.parse(text))
    expect(JSON.stringify(message)).toContain('"__proto__":{"polluted":true}')
    expect(Object.hasOwn(message, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
  })

  it('[MSG-1] takes no header from the prototype', () => {
    const text = `{"__proto__":{"id":"m1","type":"${TYPE}"}}`
    expect(failure(() => parseMessage(JSON.parse(text)))).toEqual(
      didcommError('INVALID_MESSAGE', 'id'),
    )
  })

  it('is read as ever where a script of the page has added to the prototype of all objects', () => {
    Object.assign(Object.prototype, { legacy() {} })
    try {
      expect(parseMessage({ id: 'm1', type: TYPE }).id).toBe('m1')
    } finally {
      Reflect.deleteProperty(Object.prototype, 'legacy')
    }
  })

  it('is not changed by being read', () => {
    const value = received({
      body: null,
      thid: null,
      attachments: [{ id: null, data: { json: 1 } }],
    })
    const before = structuredClone(value)
    parseMessage(value)
    expect(value).toEqual(before)
  })

  it('[MSG-10] has its attachments checked, and the error says which', () => {
    const attachments = [{ data: { json: {} } }, { data: {} }]
    const error = failure(() => parseMessage(received({ attachments })))
    expect(error.code).toBe('INVALID_ATTACHMENT')
    expect(error.message).toContain('attachments[1]')
  })

  it('[MSG-10] reads null as absent in its attachments, too', () => {
    const attachments = [{ id: null, data: { base64: 'AAAA', jws: null, hash: null } }]
    expect(parseMessage(received({ attachments })).attachments).toEqual([
      { data: { base64: 'AAAA' } },
    ])
  })

  it('ends in a message or in a DIDCommError, whatever JSON it is', () => {
    const headers = [...WRONG_IN_BOTH.map(([, header]) => header), 'please_ack', 'x', '__proto__']
    const anything = fc.jsonValue({ maxDepth: 3 })
    const value = fc.dictionary(fc.oneof(fc.constantFrom(...headers), fc.string()), anything)
    const nearlyRight = value.map((members) => received(members))
    fc.assert(
      fc.property(fc.oneof(value, nearlyRight), (members) => {
        const result = outcome(() => parseMessage(members))
        if ('error' in result) {
          expect(['INVALID_MESSAGE', 'INVALID_ATTACHMENT']).toContain(result.error.code)
          return
        }
        expect(result.value.id).toEqual(expect.any(String))
        expect(isJsonObject(result.value.body)).toBe(true)
        expect(outcome(() => parseMessage(result.value))).toEqual(result)
      }),
    )
  })

  it('[MSG-8] keeps every unknown header', () => {
    const unknown = fc.dictionary(
      fc.string().map((name) => `x-${name}`),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(unknown, (headers) => {
        const parsed = parseMessage({ id: 'm1', type: TYPE, body: {}, ...headers })
        expect(parsed).toEqual({ id: 'm1', type: TYPE, body: {}, ...headers })
      }),
    )
  })

  it('may be large or deep', () => {
    const large = 'x'.repeat(10 * 1024 * 1024)
    const deep: JsonObject = JSON.parse(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)
    const message = parseMessage({ ...received({}), id: large, body: deep, x: deep, y: large })
    expect(message.body).toBe(deep)
    for (const header of ['from', 'typ', 'thid', 'from_prior', 'body', 'attachments', 'to']) {
      for (const value of [large, deep, Array(100_000).fill('did:example:bob'), [large], [deep]]) {
        outcome(() => parseMessage({ ...received({}), [header]: value }))
      }
    }
  })
})

describe('a message to be packed', () => {
  it('[MSG-1] gets a UUID where it has no id', () => {
    const ids = Array.from({ length: 100 }, () => completeMessage({ type: TYPE }).id)
    for (const id of ids) expect(id).toMatch(UUID)
    expect(new Set(ids).size).toBe(100)
  })

  it('[MSG-1] keeps the id it has', () => {
    expect(completeMessage({ type: TYPE, id: '1234567890-._~aZ' }).id).toBe('1234567890-._~aZ')
  })

  it('[MSG-1] must have a type, and a message type URI', () => {
    expect(failure(() => completeMessage(input({ type: null })))).toEqual(
      didcommError('INVALID_MESSAGE', 'type'),
    )
    for (const type of ['ping', 'https://didcomm.org/basicmessage/message', `${TYPE}#a`]) {
      expect(failure(() => completeMessage({ type }))).toEqual(
        didcommError('INVALID_MESSAGE', 'type'),
      )
    }
  })

  it('[MSG-7][MSG-9] gets a typ and a body', () => {
    expect(completeMessage({ type: TYPE, id: 'm1' })).toEqual({
      id: 'm1',
      typ: 'application/didcomm-plain+json',
      type: TYPE,
      body: {},
    })
    const short = completeMessage({ type: TYPE, typ: 'didcomm-plain+json' })
    expect(short.typ).toBe('application/didcomm-plain+json')
  })

  it('[MSG-9] may not claim another typ', () => {
    for (const typ of ['application/didcomm-encrypted+json', 'application/json', '']) {
      expect(failure(() => completeMessage({ type: TYPE, typ }))).toEqual(
        didcommError('INVALID_MESSAGE', 'typ'),
      )
    }
  })

  for (const [requirement, header, values] of WRONG_IN_BOTH) {
    it(`${requirement} is refused for a wrong ${header}, which the error names`, () => {
      for (const value of values) {
        const error = failure(() => completeMessage(input({ [header]: value })))
        expect(error, JSON.stringify(value)).toEqual(didcommError('INVALID_MESSAGE', header))
      }
    })
  }

  const wrongHere: readonly WrongHeader[] = [
    ['[MSG-1]', 'id', ['a b', 'urn:uuid:1', 'ä', 'a\n']],
    ['[MSG-5]', 'to', [[]]],
    ['[ROT-1]', 'from_prior', ['']],
    ['[MSG-11]', 'please_ack', ['', true, [1], {}]],
    ['[MSG-11]', 'ack', ['m1', [null]]],
    ['[MSG-11]', 'lang', ['', ['fr'], 1]],
    ['[MSG-11]', 'accept-lang', ['fr', [1]]],
    ['[MSG-11]', 'return_route', ['', 'some', true]],
    ['[MSG-11]', 'return_route_thread', ['', 1]],
    ['[RTE-4]', 'delay_milli', ['10', 0.5]],
    ['[MSG-11]', 'trace', ['', true, {}]],
  ]
  for (const [requirement, header, values] of wrongHere) {
    it(`${requirement} is refused for ${header} in a shape that only peers may write`, () => {
      for (const value of values) {
        const error = failure(() => completeMessage(input({ [header]: value })))
        expect(error, JSON.stringify(value)).toEqual(didcommError('INVALID_MESSAGE', header))
      }
    })
  }

  it('[MSG-8][MSG-11] keeps headers of every kind', () => {
    const message = {
      id: 'm1',
      type: TYPE,
      from: 'did:example:alice',
      to: ['did:example:bob', 'did:example:carol'],
      thid: 'urn:uuid:of-a-peer',
      pthid: 'p1',
      created_time: 1516269022,
      expires_time: 1516385931,
      body: { content: 'Lunch?' },
      from_prior: 'a.b.c',
      please_ack: ['', 'm0'],
      ack: ['m0'],
      lang: 'en',
      'accept-lang': ['fr', 'en'],
      return_route: 'thread',
      return_route_thread: 't1',
      delay_milli: -2000,
      trace: 'https://example.com/trace',
      'x-unknown': [null, { a: 1 }],
    } as const
    expect(completeMessage(message)).toEqual({ ...message, typ: 'application/didcomm-plain+json' })
  })

  it('[MSG-8] keeps headers with the names of prototypes', () => {
    const headers: JsonObject = JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":3}')
    const message = completeMessage({ type: TYPE, id: 'm1', ...headers })
    const written: JsonObject = JSON.parse(JSON.stringify(message))
    expect(Object.entries(written)).toEqual(
      expect.arrayContaining([
        ['__proto__', { a: 1 }],
        ['constructor', 2],
        ['toString', 3],
      ]),
    )
  })

  it('takes undefined and null for left out', () => {
    const message = completeMessage(input({ id: undefined, thid: null, body: undefined, to: null }))
    expect(Object.keys(message).sort()).toEqual(['body', 'id', 'typ', 'type'])
    expect(message.id).toMatch(UUID)
  })

  it('[MSG-10] gets ids for its attachments, which must differ', () => {
    const [first, second] =
      completeMessage({
        type: TYPE,
        attachments: [{ data: { json: 1 } }, { id: 'a', data: { base64: '' } }],
      }).attachments ?? []
    expect(first?.id).toMatch(UUID)
    expect(second).toEqual({ id: 'a', data: { base64: '' } })
    const twice = [
      { id: 'a', data: { json: 1 } },
      { id: 'a', data: { json: 2 } },
    ]
    expect(failure(() => completeMessage({ type: TYPE, attachments: twice }))).toEqual(
      didcommError('INVALID_ATTACHMENT', 'attachments'),
    )
  })

  it('[MSG-10] may not have attachments that break a rule, and the error says which', () => {
    const attachments = [{ data: { json: 1 } }, { id: 'a b', data: { json: 1 } }]
    const error = failure(() => completeMessage({ type: TYPE, attachments }))
    expect(error.code).toBe('INVALID_ATTACHMENT')
    expect(error.message).toContain('id of attachments[1]')
  })

  it('must be an object', () => {
    for (const value of [undefined, null, 'text', [], 7]) {
      expect(failure(() => completeMessage(value as never)).code).toBe('INVALID_MESSAGE')
    }
  })

  it('is read by a receiver as it was completed', () => {
    const headers = fc.record(
      {
        from: fc.constant('did:example:alice'),
        to: fc.constant(['did:example:bob']),
        thid: fc.string({ minLength: 1 }),
        created_time: fc.maxSafeInteger(),
        body: fc.dictionary(fc.string(), fc.jsonValue()),
        'x-header': fc.jsonValue(),
        attachments: fc.array(fc.record({ data: fc.record({ base64: fc.base64String() }) })),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(headers, (members) => {
        const complete = completeMessage(input(members))
        const text = JSON.stringify(complete)
        expect(JSON.stringify(parseMessage(JSON.parse(text)))).toHaveLength(text.length)
        expect(parseMessage(complete)).toEqual(complete)
        expect(completeMessage(complete)).toEqual(complete)
      }),
    )
  })

  it('is left as it was', () => {
    const message = input({ thid: null, attachments: [{ data: { json: 1 } }] })
    const before = structuredClone(message)
    completeMessage(message)
    expect(message).toEqual(before)
  })
})
