import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attachment } from '../src/attachments/attachment.ts'
import {
  base64Attachment,
  jsonAttachment,
  linkAttachment,
} from '../src/attachments/make-attachment.ts'
import { attachmentBytes, attachmentJson } from '../src/attachments/read-attachment.ts'
import { parseAttachment } from '../src/attachments/validate-attachment.ts'
import { utf8ToBytes } from '../src/encoding/bytes.ts'
import { didcommError, failure, outcome } from './support/outcome.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const HASH = 'QmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L4'

/** An attachment as a peer may have sent it. */
function received(value: unknown): Attachment {
  return value as Attachment
}

describe('parseAttachment', () => {
  it('[MSG-10] reads the attachments of the standard', () => {
    const attachments = [
      {
        id: '1',
        description: 'example b64 encoded attachment',
        data: { base64: 'WW91ciBob3ZlcmNyYWZ0IGlzIGZ1bGwgb2YgZWVscw==' },
      },
      {
        id: '2',
        description: 'example linked attachment',
        data: { hash: '<multi-hash>', links: ['https://path/to/resource'] },
      },
      {
        id: 'x',
        description: 'example encrypted DIDComm message as attachment',
        media_type: 'application/didcomm-encrypted+json',
        data: { json: { protected: '' } },
      },
    ]
    for (const attachment of attachments) expect(parseAttachment(attachment)).toEqual(attachment)
  })

  it('[MSG-10] reads every member, and keeps those it does not know', () => {
    const attachment = {
      id: 'did:example:1 #a',
      description: 'd',
      filename: 'f',
      media_type: 'text/plain',
      format: 'x@1.0',
      lastmod_time: 1516385931,
      byte_count: 12,
      data: { base64: 'AAAA', jws: { signature: 's' }, 'x-data': null },
      'x-member': [null],
    }
    expect(parseAttachment(attachment)).toEqual(attachment)
  })

  it('[MSG-10] reads null as absent', () => {
    const nulls = {
      id: null,
      description: null,
      filename: null,
      media_type: null,
      format: null,
      lastmod_time: null,
      byte_count: null,
      data: { json: { a: null }, base64: null, links: null, hash: null, jws: null },
    }
    expect(parseAttachment(nulls)).toEqual({ data: { json: { a: null } } })
  })

  it('[MSG-10] needs data in one form at least', () => {
    for (const data of [
      {},
      { json: null },
      { hash: HASH },
      { jws: {} },
      { links: [] },
      { links: [], hash: HASH },
      { sha256: 'x' },
    ]) {
      expect(failure(() => parseAttachment({ data })).message).toBe(
        'data of the attachment has none of json, base64 and links',
      )
    }
    for (const attachment of [{}, { data: null }, { base64: 'AAAA' }]) {
      expect(failure(() => parseAttachment(attachment)).message).toBe(
        'data of the attachment is missing',
      )
    }
  })

  it('[MSG-10] refuses links without a hash, even beside other data', () => {
    const links = ['https://example.com/a']
    for (const data of [{ links }, { links, hash: null }, { links, json: {} }]) {
      const error = failure(() => parseAttachment({ data }))
      expect(error).toEqual(didcommError('INVALID_ATTACHMENT', 'attachments'))
      expect(error.message).toContain('no hash')
    }
    expect(parseAttachment({ data: { links: [], json: 1 } }).data.json).toBe(1)
  })

  const wrong: readonly (readonly [member: string, values: readonly unknown[]])[] = [
    ['id', ['', 7, {}]],
    ['description', [7, {}]],
    ['filename', [7, []]],
    ['media_type', [7, {}]],
    ['format', [7, {}]],
    ['lastmod_time', ['2024-01-01', 1.5, {}]],
    ['byte_count', ['12', 1.5, 2 ** 53]],
    ['data', ['AAAA', 7, []]],
  ]
  for (const [member, values] of wrong) {
    it(`[MSG-10] refuses a wrong ${member}, and names it`, () => {
      for (const value of values) {
        const attachment = { data: { json: 1 }, [member]: value }
        expect(
          failure(() => parseAttachment(attachment)),
          JSON.stringify(value),
        ).toEqual(didcommError('INVALID_ATTACHMENT', member))
      }
    })
  }

  const wrongData: readonly (readonly [member: string, values: readonly unknown[]])[] = [
    ['base64', [7, {}, ['AAAA']]],
    ['links', ['https://example.com/a', [7], [null], {}]],
    ['hash', ['', 7, {}]],
  ]
  for (const [member, values] of wrongData) {
    it(`[MSG-10] refuses a wrong ${member}, and names it`, () => {
      for (const value of values) {
        const attachment = { data: { json: 1, hash: HASH, [member]: value } }
        expect(
          failure(() => parseAttachment(attachment)),
          JSON.stringify(value),
        ).toEqual(didcommError('INVALID_ATTACHMENT', member))
      }
    })
  }

  it('refuses what is no object', () => {
    for (const value of [undefined, null, 'text', 7, []]) {
      expect(failure(() => parseAttachment(value)).code).toBe('INVALID_ATTACHMENT')
    }
  })
})

describe('making attachments', () => {
  it('[MSG-10] gives each an id', () => {
    const made = [
      jsonAttachment({ a: 1 }),
      base64Attachment(Uint8Array.of(1)),
      linkAttachment({ links: ['https://example.com/a'], hash: HASH }),
    ]
    for (const { id } of made) expect(id).toMatch(UUID)
    expect(new Set(made.map(({ id }) => id)).size).toBe(3)
  })

  it('[MSG-10] of JSON', () => {
    expect(jsonAttachment({ a: [1] }, { id: 'a', format: 'x@1.0' })).toEqual({
      id: 'a',
      format: 'x@1.0',
      data: { json: { a: [1] } },
    })
    for (const json of [0, false, '', []]) {
      expect(jsonAttachment(json, { id: 'a' })).toEqual({ id: 'a', data: { json } })
    }
  })

  it('[MSG-10] of bytes, as base64url without padding', () => {
    expect(base64Attachment(Uint8Array.of(0xfb, 0xff, 0xbf, 0xfe), { id: 'a' })).toEqual({
      id: 'a',
      data: { base64: '-_-__g' },
    })
    expect(base64Attachment(new Uint8Array(), { id: 'a' }).data).toEqual({ base64: '' })
  })

  it('[MSG-10] of links', () => {
    const links = ['https://example.com/a', 'https://example.org/a']
    expect(linkAttachment({ links, hash: HASH }, { id: 'a', byte_count: 11 })).toEqual({
      id: 'a',
      byte_count: 11,
      data: { links, hash: HASH },
    })
    expect(failure(() => linkAttachment({ links: [], hash: HASH })).code).toBe('INVALID_ATTACHMENT')
    expect(failure(() => linkAttachment({ links, hash: '' })).code).toBe('INVALID_ATTACHMENT')
  })

  it('[MSG-10] refuses an id of other characters than the unreserved ones', () => {
    for (const id of ['a b', '#a', 'urn:a', 'ä', 'a\n', '']) {
      expect(failure(() => jsonAttachment(1, { id }))).toEqual(
        didcommError('INVALID_ATTACHMENT', 'id'),
      )
    }
    expect(jsonAttachment(1, { id: 'aZ09-._~' }).id).toBe('aZ09-._~')
  })

  it('refuses nothing as JSON, which would read as an attachment without content', () => {
    for (const json of [null, undefined]) {
      expect(failure(() => jsonAttachment(json)).code).toBe('INVALID_ATTACHMENT')
    }
  })
})

describe('attachmentBytes', () => {
  it('[MSG-10] decodes base64 in either alphabet, padded or not', () => {
    const bytes = [0xfb, 0xff, 0xbf, 0xfe]
    for (const base64 of ['-_-__g', '-_-__g==', '+/+//g', '+/+//g==', '-/+__g']) {
      expect([...attachmentBytes({ data: { base64 } })], base64).toEqual(bytes)
    }
    expect([...attachmentBytes({ data: { base64: 'AAA=' } })]).toEqual([0, 0])
    expect(attachmentBytes({ data: { base64: '' } })).toHaveLength(0)
    expect(
      attachmentBytes({ data: { base64: 'WW91ciBob3ZlcmNyYWZ0IGlzIGZ1bGwgb2YgZWVscw==' } }),
    ).toEqual(utf8ToBytes('Your hovercraft is full of eels'))
  })

  it('[MSG-10] refuses what is not base64', () => {
    for (const base64 of [
      'A',
      'AAAAA',
      'AA===',
      'AA=',
      '=',
      '==',
      '====',
      'AA=A',
      'A A',
      'AAA\n',
      'AB',
      'ä',
      '%41',
    ]) {
      const error = failure(() => attachmentBytes({ data: { base64 } }))
      expect(error.code, base64).toBe('INVALID_ATTACHMENT')
      expect(error.message).toContain('base64')
    }
  })

  it('[MSG-10] writes JSON as UTF-8', () => {
    const attachment = { data: { json: { text: 'é', list: [1, null] } } }
    const text = new TextDecoder().decode(attachmentBytes(attachment))
    expect(text).toBe('{"text":"é","list":[1,null]}')
  })

  it('prefers base64, which is exact', () => {
    expect([...attachmentBytes({ data: { base64: 'AQ', json: 2 } })]).toEqual([1])
  })

  it('has nothing to give of content that is only linked', () => {
    const linked = { data: { links: ['https://example.com/a'], hash: HASH } }
    expect(failure(() => attachmentBytes(linked)).message).toContain('fetch')
    expect(failure(() => attachmentJson(linked)).message).toContain('fetch')
  })

  it('returns the bytes that were attached', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([...attachmentBytes(base64Attachment(bytes))]).toEqual([...bytes])
      }),
    )
  })

  it('refuses JSON too deep to be written', () => {
    const json: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(failure(() => attachmentBytes({ data: { json } })).code).toBe('INVALID_ATTACHMENT')
  })

  it('reads 10 MiB and more', () => {
    const bytes = new Uint8Array(10 * 1024 * 1024).fill(7)
    expect(attachmentBytes(base64Attachment(bytes))).toHaveLength(bytes.length)
    const bad = `${'A'.repeat(10 * 1024 * 1024)}!`
    for (const base64 of [bad, '='.repeat(bad.length), '+'.repeat(bad.length)]) {
      expect(failure(() => attachmentBytes({ data: { base64 } })).code).toBe('INVALID_ATTACHMENT')
    }
  })
})

describe('attachmentJson', () => {
  it('[MSG-10] returns json, and parses base64', () => {
    expect(attachmentJson({ data: { json: { a: 1 } } })).toEqual({ a: 1 })
    expect(attachmentJson({ data: { json: false } })).toBe(false)
    expect(attachmentJson({ data: { base64: 'eyJhIjoxfQ' } })).toEqual({ a: 1 })
    expect(attachmentJson({ data: { base64: 'eyJhIjoxfQ==' } })).toEqual({ a: 1 })
  })

  it('[MSG-10] refuses bytes that are not JSON, or not UTF-8, and quotes none of them', () => {
    const secret = base64Attachment(utf8ToBytes('{secret'))
    expect(failure(() => attachmentJson(secret)).message).toBe('the attachment is not JSON')
    const binary = base64Attachment(Uint8Array.of(0x22, 0xff, 0x22))
    expect(failure(() => attachmentJson(binary)).message).toBe('the attachment is not UTF-8')
  })

  it('ends in a value or in a DIDCommError, whatever JSON the attachment is', () => {
    const data = fc.dictionary(
      fc.constantFrom('json', 'base64', 'links', 'hash', 'jws', 'x'),
      fc.oneof(fc.jsonValue(), fc.base64String()),
    )
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ id: fc.jsonValue(), data }), fc.record({ data })),
        (value) => {
          for (const read of [parseAttachment, attachmentBytes, attachmentJson]) {
            const result = outcome(() => read(received(value)))
            if ('error' in result) expect(result.error.code).toBe('INVALID_ATTACHMENT')
          }
        },
      ),
    )
  })
})
