import type { Message } from '@didcomm/core'
import { fetchAttachment, sha256Multihash } from '@didcomm/core/attachments'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { isForward, readForward } from '@didcomm/routing'
import { describe, expect, it } from 'vitest'
import { BASIC_MESSAGE, FORWARD } from './party.ts'

/** A forward as it may come from anybody. */
function forward(more: object = {}): Message {
  return {
    id: '1',
    type: FORWARD,
    body: { next: 'did:example:bob' },
    attachments: [{ id: 'a', data: { json: { ciphertext: 'YQ' } } }],
    ...more,
  }
}

function attached(...data: readonly unknown[]): Message {
  return forward({ attachments: data.map((value) => ({ data: value })) })
}

describe('isForward', () => {
  it('[RTE-7] knows a forward by its protocol, major version and name', () => {
    for (const type of [FORWARD, 'https://didcomm.org/routing/2.1/forward']) {
      expect(isForward({ type })).toBe(true)
    }
    for (const type of [
      BASIC_MESSAGE,
      'https://didcomm.org/routing/1.0/forward',
      'https://didcomm.org/routing/3.0/forward',
      'https://didcomm.org/routing/2.0/forwarded',
      'https://mallory.example/routing/2.0/forward',
      'forward',
      '',
    ]) {
      expect(isForward({ type })).toBe(false)
    }
  })
})

describe('payloads', () => {
  it('[RTE-7] reads next and the payload of a forward as we and most peers write it', () => {
    expect(readForward(forward())).toEqual({
      next: 'did:example:bob',
      payloads: ['{"ciphertext":"YQ"}'],
      linked: [],
      expired: false,
    })
  })

  it('[RTE-7] reads a kid as next, as it is', () => {
    const next = 'did:example:bob#key-1'
    expect(readForward(forward({ body: { next } })).next).toBe(next)
  })

  it.each([
    ['without padding', 'eyJjaXBoZXJ0ZXh0IjoiWVE_In0'],
    ['with padding', 'eyJjaXBoZXJ0ZXh0IjoiWVE_In0='],
    ['of the other alphabet', 'eyJjaXBoZXJ0ZXh0IjoiWVE/In0='],
  ])('[RTE-7] reads base64 %s', (_, base64) => {
    expect(readForward(attached({ base64 })).payloads).toEqual(['{"ciphertext":"YQ?"}'])
  })

  it('[RTE-7] reads a compact JWE, in base64 or as a JSON string', () => {
    const compact = 'eyJhbGciOiJFQ0RILUVTIn0.a2V5.aXY.dGV4dA.dGFn'
    const base64 = 'ZXlKaGJHY2lPaUpGUTBSSUxVVlRJbjAuYTJWNS5hWFkuZEdWNGRBLmRHRm4'
    expect(readForward(attached({ base64 }, { json: compact })).payloads).toEqual([
      compact,
      compact,
    ])
  })

  it('[RTE-7] reads several attachments in their order, with and without ids', () => {
    const { payloads } = readForward(
      forward({
        attachments: [
          { data: { json: { a: 1 } } },
          { id: 'x', data: { base64: 'eyJiIjoyfQ' } },
          { id: 'x', data: { json: { c: 3 }, jws: null, hash: null } },
        ],
      }),
    )
    expect(payloads).toEqual(['{"a":1}', '{"b":2}', '{"c":3}'])
  })

  it('[RTE-7] returns linked payloads to be fetched, and does not fetch them', async () => {
    const crypto = new NobleCryptoService()
    const content = new TextEncoder().encode('{"ciphertext":"YQ"}')
    const hash = await sha256Multihash(content, crypto)
    const data = { links: ['https://cdn.example/1'], hash }
    const { payloads, linked } = readForward(attached(data, { json: { a: 1 } }))
    expect(payloads).toEqual(['{"a":1}'])
    expect(linked).toEqual([{ data }])
    const [attachment] = linked
    if (!attachment) throw new Error('one is linked')
    const bytes = await fetchAttachment(attachment, {
      crypto,
      fetch: async () => new Response(content),
    })
    expect(new TextDecoder().decode(bytes)).toBe('{"ciphertext":"YQ"}')
  })
})

describe('requests', () => {
  it('[RTE-7] tells when a forward has expired, and reads it all the same', () => {
    const message = forward({ expires_time: 1000 })
    expect(readForward(message, 999)).toMatchObject({ expiresTime: 1000, expired: false })
    expect(readForward(message, 1000)).toMatchObject({
      expiresTime: 1000,
      expired: true,
      payloads: ['{"ciphertext":"YQ"}'],
    })
    expect(readForward(message).expired).toBe(true)
    expect(readForward(forward({ expires_time: 32_503_680_000 })).expired).toBe(false)
  })

  it('[RTE-7] reads the delay, and leaves out one that is none', () => {
    expect(readForward(forward({ delay_milli: 500 })).delayMilli).toBe(500)
    expect(readForward(forward({ delay_milli: -500 })).delayMilli).toBe(-500)
    for (const delay_milli of ['500', 1.5, null, {}, undefined]) {
      expect(readForward(forward({ delay_milli }))).not.toHaveProperty('delayMilli')
    }
  })

  it('[RTE-7] has no part in please_ack', () => {
    expect(readForward(forward({ please_ack: [''] }))).toEqual(readForward(forward()))
  })
})

describe('what is no forward', () => {
  it.each<[string, object, string]>([
    ['another type', { type: BASIC_MESSAGE }, 'type'],
    ['no body', { body: null }, 'next'],
    ['no next', { body: {} }, 'next'],
    ['an empty next', { body: { next: '' } }, 'next'],
    ['a next that is no string', { body: { next: ['did:example:bob'] } }, 'next'],
    ['no attachments', { attachments: null }, 'attachments'],
    ['an empty list of attachments', { attachments: [] }, 'attachments'],
  ])('[RTE-7] refuses %s', (_, more, header) => {
    expect(() => readForward(forward(more))).toThrow(
      expect.objectContaining({ code: 'INVALID_MESSAGE', details: { header } }),
    )
  })

  it.each<[string, unknown]>([
    ['is not an object', 5],
    ['has no data', {}],
    ['has no content', { data: {} }],
    ['has links without a hash', { data: { links: ['https://cdn.example'] } }],
    ['is broken base64', { data: { base64: 'a' } }],
    ['is not UTF-8', { data: { base64: '_w' } }],
  ])('[RTE-7] refuses an attachment that %s', (_, attachment) => {
    expect(() => readForward(forward({ attachments: [attachment] }))).toThrow(
      expect.objectContaining({ code: 'INVALID_ATTACHMENT' }),
    )
  })

  it('[RTE-7] refuses a payload nested deeper than JSON can be written', () => {
    let json: unknown = {}
    for (let depth = 0; depth < 100_000; depth++) json = [json]
    expect(() => readForward(attached({ json }))).toThrow(
      expect.objectContaining({ code: 'INVALID_ATTACHMENT' }),
    )
  })
})

describe('a forward that would cost its mediator more than its sender', () => {
  it.each([17, 1000])('[RTE-7] is refused with %i payloads', (count) => {
    const attachments = Array.from({ length: count }, () => ({ data: { json: {} } }))
    expect(() => readForward(forward({ attachments }))).toThrow(
      expect.objectContaining({ code: 'INVALID_MESSAGE' }),
    )
    expect(readForward(forward({ attachments: attachments.slice(0, 16) })).payloads).toHaveLength(
      16,
    )
  })

  it.each([1, true, 'text', [], 'a.b.c', 'a.b.c.d.e!'])(
    '[RTE-7] is refused with %j, which is no packed message, as payload',
    (json) => {
      expect(() => readForward(attached({ json }))).toThrow(
        expect.objectContaining({ code: 'INVALID_ATTACHMENT' }),
      )
    },
  )
})
