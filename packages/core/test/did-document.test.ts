import { appendix, didPeerVectors } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDIDDocument } from '../src/did/did-document.ts'
import { DIDCommError } from '../src/errors.ts'

const DID = 'did:example:a'
const X25519 = { kty: 'OKP', crv: 'X25519', x: 'L-V9o0fNYkMVKNqsX7spBzD_9oSvxM_C7ZCZX1jLO3Q' }
const ED25519 = { kty: 'OKP', crv: 'Ed25519', x: 'O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik' }
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns',
  y: 'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM',
}
/** The P-256 key above as Multikey with the codec written 12 00. */
const P256_1200 = 'z2oAthqZAAoJi6Qmz8VrZ1eEA1mZbakdViDA1Wd3wPECcuc5x'

const withCode = (code: string) => expect.objectContaining({ code })
const jwkMethod = (id: string, publicKeyJwk: unknown) => ({
  id,
  type: 'JsonWebKey2020',
  controller: DID,
  publicKeyJwk,
})

describe('parseDIDDocument', () => {
  it('[ENC-20] reads the published documents, with keys embedded in their relationships', () => {
    const { didDocuments, secrets } = appendix
    const publicOf = (kid: string) => {
      const { d: _, ...jwk } = secrets[kid] ?? expect.unreachable()
      return { kid, publicJwk: jwk }
    }
    const parsed = parseDIDDocument(didDocuments.bob, 'did:example:bob')
    expect(parsed.keys('keyAgreement')).toEqual(
      [
        'x25519-1',
        'x25519-2',
        'x25519-3',
        'p256-1',
        'p256-2',
        'p384-1',
        'p384-2',
        'p521-1',
        'p521-2',
      ].map((name) => publicOf(`did:example:bob#key-${name}`)),
    )
    expect(parsed.keys('authentication')).toEqual([])
    expect(parsed.services).toEqual([])
    const signer = parseDIDDocument(didDocuments.alice, 'did:example:alice')
    expect(signer.key('authentication', 'did:example:alice#key-3')).toEqual(
      publicOf('did:example:alice#key-3'),
    )
  })

  it('[ENC-20] reads the published did:peer documents, with relative ids', () => {
    const { document } = didPeerVectors.numalgo2
    const parsed = parseDIDDocument(document, document.id)
    expect(parsed.usableKeys('keyAgreement')).toEqual([
      {
        kid: `${document.id}#key-2`,
        publicJwk: expect.objectContaining({ crv: 'X25519' }),
      },
    ])
    expect(parsed.services).toEqual(document.service)

    const long = didPeerVectors.numalgo4.long.document
    const keys = parseDIDDocument(long, long.id).usableKeys('authentication')
    expect(keys.map(({ kid }) => kid)).toEqual([`${long.id}#6MkrCD1c`])
  })

  it('[ENC-20] keeps the order of the relationship, references and embedded keys mixed', () => {
    const parsed = parseDIDDocument(
      {
        id: DID,
        verificationMethod: [jwkMethod('#1', X25519), jwkMethod(`${DID}#2`, P256)],
        keyAgreement: [`${DID}#2`, jwkMethod('#3', X25519), '#1', '#2'],
      },
      DID,
    )
    expect(parsed.keys('keyAgreement')).toEqual([
      { kid: `${DID}#2`, publicJwk: P256 },
      { kid: `${DID}#3`, publicJwk: X25519 },
      { kid: `${DID}#1`, publicJwk: X25519 },
    ])
  })

  it.each([
    ['null', null],
    ['a text', '{}'],
    ['an array', [{ id: DID }]],
    ['nothing', undefined],
    ['an object without id', {}],
    ['an id that is no text', { id: [DID] }],
    ['another DID', { id: 'did:example:b' }],
    ['a DID URL', { id: `${DID}#` }],
    ['an inherited id', Object.create({ toString: 1 })],
  ])('[ENC-21] rejects %s', (_, document) => {
    expect(() => parseDIDDocument(document, DID)).toThrow(withCode('INVALID_DID_DOCUMENT'))
  })

  it('[ENC-21] accepts the other form of a DID only by the word of its method', () => {
    const short = didPeerVectors.numalgo4.short.document
    const { did } = didPeerVectors.numalgo4.long
    expect(() => parseDIDDocument(short, did)).toThrow(withCode('INVALID_DID_DOCUMENT'))
    // Its alsoKnownAs names the DID and proves nothing.
    expect(short.alsoKnownAs).toContain(did)
    for (const equivalentIds of [
      (id: string) => (id.startsWith(did) ? [id.replace(did, short.id)] : []),
      (id: string) => (id.startsWith(`${short.id}`) ? [id.replace(short.id, did)] : []),
    ]) {
      expect(parseDIDDocument(short, did, equivalentIds).id).toBe(short.id)
    }
  })

  it.each([
    undefined,
    null,
    'x',
    7,
    {},
    { 0: '#1', length: 1 },
    [null, 1, [], [['#1']], {}, { id: 7 }, true],
  ])('[ENC-20] passes over %j in the place of its lists', (value) => {
    const document = {
      id: DID,
      verificationMethod: value,
      authentication: value,
      keyAgreement: value,
      service: value,
    }
    const parsed = parseDIDDocument(document, DID)
    expect(parsed.keys('keyAgreement')).toEqual([])
    expect(() => parsed.key('keyAgreement', `${DID}#1`)).toThrow(withCode('KEY_NOT_FOUND'))
    expect(parsed.services.every((service) => typeof service === 'object')).toBe(true)
  })
})

describe('key', () => {
  const document = {
    id: DID,
    verificationMethod: [
      jwkMethod('#x', X25519),
      jwkMethod('#ed', ED25519),
      jwkMethod('#idle', ED25519),
      jwkMethod('#twice', X25519),
      jwkMethod('#twice', P256),
      jwkMethod('#both', X25519),
      jwkMethod('#broken', { ...P256, y: undefined }),
      { id: '#unknown', type: 'ConditionalProof2022', controller: DID },
      jwkMethod('did:example:b#x', X25519),
    ],
    authentication: ['#ed', jwkMethod('#embedded', ED25519)],
    keyAgreement: [
      '#gone',
      '#twice',
      jwkMethod('#both', P256),
      '#broken',
      '#unknown',
      'did:example:b#x',
      'did:example:b#y',
      DID,
      `${DID}#`,
      'no DID URL',
      '#x',
    ],
    assertionMethod: [jwkMethod('#only-asserts', ED25519)],
  }
  const parsed = parseDIDDocument(document, DID)
  const code = (kid: string): unknown => {
    try {
      return parsed.key('keyAgreement', kid).publicJwk
    } catch (error) {
      expect(DIDCommError.is(error)).toBe(true)
      const problem = error as DIDCommError
      expect(problem.message).toContain(kid)
      return problem.code
    }
  }

  it('[ENC-21] rejects a reference that matches no verification method, or two', () => {
    expect(code(`${DID}#gone`)).toBe('KEY_NOT_FOUND')
    expect(code(`${DID}#twice`)).toBe('KEY_NOT_FOUND')
    expect(code(`${DID}#both`)).toBe('KEY_NOT_FOUND')
  })

  it('[ENC-11] rejects a key that does not stand in keyAgreement', () => {
    expect(code(`${DID}#ed`)).toBe('KEY_NOT_AUTHORIZED')
    expect(code(`${DID}#idle`)).toBe('KEY_NOT_AUTHORIZED')
    expect(code(`${DID}#embedded`)).toBe('KEY_NOT_AUTHORIZED')
    expect(code(`${DID}#only-asserts`)).toBe('KEY_NOT_AUTHORIZED')
    expect(code(`${DID}#nobody`)).toBe('KEY_NOT_FOUND')
    expect(code('#x')).toBe('KEY_NOT_FOUND')
  })

  it('[SIG-4] rejects a key that does not stand in authentication', () => {
    const key = (kid: string) => parsed.key('authentication', kid)
    expect(key(`${DID}#ed`).publicJwk).toEqual(ED25519)
    expect(key(`${DID}#embedded`).publicJwk).toEqual(ED25519)
    expect(() => key(`${DID}#x`)).toThrow(withCode('KEY_NOT_AUTHORIZED'))
    expect(() => key(`${DID}#only-asserts`)).toThrow(withCode('KEY_NOT_AUTHORIZED'))
  })

  it('[ENC-20] says what is wrong with a key only to those who use it', () => {
    expect(code(`${DID}#broken`)).toBe('INVALID_KEY')
    expect(code(`${DID}#unknown`)).toBe('UNSUPPORTED_ALGORITHM')
    expect(code(`${DID}#x`)).toEqual(X25519)
    expect(parsed.usableKeys('keyAgreement')).toEqual([{ kid: `${DID}#x`, publicJwk: X25519 }])
  })

  it('[ENC-11] rejects a key whose id is not its DID with a fragment', () => {
    expect(code('did:example:b#x')).toBe('INVALID_DID_DOCUMENT')
    expect(code('did:example:b#y')).toBe('INVALID_DID_DOCUMENT')
    expect(code(DID)).toBe('INVALID_DID_DOCUMENT')
    expect(code(`${DID}#`)).toBe('INVALID_DID_DOCUMENT')
    expect(code('no DID URL')).toBe('INVALID_DID')
  })

  it('[ENC-21] lists each entry with its problem, in order', () => {
    expect(
      parsed
        .keys('keyAgreement')
        .map(({ kid, ...key }) => [kid, 'problem' in key && key.problem.code]),
    ).toEqual([
      [`${DID}#gone`, 'KEY_NOT_FOUND'],
      [`${DID}#twice`, 'KEY_NOT_FOUND'],
      [`${DID}#both`, 'KEY_NOT_FOUND'],
      [`${DID}#broken`, 'INVALID_KEY'],
      [`${DID}#unknown`, 'UNSUPPORTED_ALGORITHM'],
      ['did:example:b#x', 'INVALID_DID_DOCUMENT'],
      ['did:example:b#y', 'INVALID_DID_DOCUMENT'],
      [DID, 'INVALID_DID_DOCUMENT'],
      [`${DID}#`, 'INVALID_DID_DOCUMENT'],
      ['no DID URL', 'INVALID_DID'],
      [`${DID}#x`, false],
    ])
  })

  it('[ENC-22] takes material and authority from the same entry', () => {
    // Another document of the same name says otherwise; what counts is the one at hand.
    const other = parseDIDDocument(
      { ...document, keyAgreement: [jwkMethod('#ed', P256)], verificationMethod: [] },
      DID,
    )
    expect(other.key('keyAgreement', `${DID}#ed`).publicJwk).toEqual(P256)
    expect(() => other.key('keyAgreement', `${DID}#x`)).toThrow(withCode('KEY_NOT_FOUND'))
  })

  it('[DID-4] finds a key by an id that its method has for it', () => {
    const aliases: Record<string, string[]> = {
      [`${DID}#old`]: [`${DID}#x`],
      [`${DID}#vague`]: [`${DID}#x`, `${DID}#y`],
      [`${DID}#same`]: [`${DID}#x`, `${DID}#x`, `${DID}#unlisted`],
      [`${DID}#y`]: [`${DID}#x`],
      [`${DID}#sign`]: [`${DID}#ed`],
    }
    const aliased = parseDIDDocument(
      {
        id: DID,
        verificationMethod: [
          jwkMethod('#x', X25519),
          jwkMethod('#y', P256),
          jwkMethod('#ed', ED25519),
        ],
        keyAgreement: ['#x', '#y'],
      },
      DID,
      (id) => aliases[id] ?? [],
    )
    const key = (name: string) => aliased.key('keyAgreement', `${DID}#${name}`)
    expect(key('old')).toEqual({ kid: `${DID}#x`, publicJwk: X25519 })
    expect(key('same').kid).toBe(`${DID}#x`)
    expect(key('y').kid).toBe(`${DID}#y`)
    expect(() => key('vague')).toThrow(withCode('KEY_NOT_FOUND'))
    expect(() => key('sign')).toThrow(withCode('KEY_NOT_AUTHORIZED'))
  })

  it('[DID-4] accepts keys under the other form of the DID', () => {
    const [short, long] = ['did:example:s', 'did:example:long']
    const equivalentIds = (id: string) => (id.startsWith(long) ? [id.replace(long, short)] : [])
    const mixed = parseDIDDocument(
      { id: long, keyAgreement: [jwkMethod(`${short}#x`, X25519), jwkMethod('#y', P256)] },
      short,
      equivalentIds,
    )
    expect(mixed.usableKeys('keyAgreement').map(({ kid }) => kid)).toEqual([
      `${short}#x`,
      `${long}#y`,
    ])
    expect(mixed.key('keyAgreement', `${long}#x`).kid).toBe(`${short}#x`)
  })

  it('[ENC-27] reads a P-256 codec written 12 00 only when told to, and says so', () => {
    const tolerant = parseDIDDocument(
      {
        id: DID,
        keyAgreement: [
          { id: '#1', type: 'Multikey', publicKeyMultibase: P256_1200 },
          jwkMethod('#2', P256),
        ],
      },
      DID,
    )
    const kid = `${DID}#1`
    const p256Codec1200 = true
    expect(() => tolerant.key('keyAgreement', kid)).toThrow(withCode('INVALID_KEY'))
    const read = { kid, publicJwk: P256, tolerated: 'p256-multicodec-1200' }
    expect(tolerant.key('keyAgreement', kid, { p256Codec1200 })).toEqual(read)
    expect(tolerant.usableKeys('keyAgreement', { p256Codec1200 })).toEqual([
      read,
      { kid: `${DID}#2`, publicJwk: P256 },
    ])
    expect(() => tolerant.key('keyAgreement', kid)).toThrow(withCode('INVALID_KEY'))
    expect(tolerant.usableKeys('keyAgreement')).toHaveLength(1)
  })

  it('[ENC-20] decodes a key once, and none that nobody asks for', () => {
    let reads = 0
    const counted = (id: string) => ({
      id,
      type: 'JsonWebKey2020',
      get publicKeyJwk() {
        reads++
        return X25519
      },
    })
    const lazy = parseDIDDocument(
      { id: DID, verificationMethod: [counted('#1'), counted('#2')], keyAgreement: ['#1', '#2'] },
      DID,
    )
    expect(reads).toBe(0)
    const key = lazy.key('keyAgreement', `${DID}#1`)
    const afterOne = reads
    expect(lazy.key('keyAgreement', `${DID}#1`)).toBe(key)
    expect(reads).toBe(afterOne)
    lazy.keys('keyAgreement')
    expect(reads).toBe(2 * afterOne)
    expect(lazy.keys('keyAgreement')[0]).toBe(key)
    expect(reads).toBe(2 * afterOne)
  })
})

describe('hostile documents', () => {
  it('[ENC-21] refuses to list more keys than anybody has, and still finds one by its id', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => jwkMethod(`#${i}`, X25519))
    for (const parsed of [
      parseDIDDocument({ id: DID, keyAgreement: many }, DID),
      parseDIDDocument(
        { id: DID, verificationMethod: many, keyAgreement: many.map(({ id }) => id) },
        DID,
      ),
    ]) {
      expect(() => parsed.keys('keyAgreement')).toThrow(withCode('INVALID_DID_DOCUMENT'))
      expect(parsed.key('keyAgreement', `${DID}#99999`).publicJwk).toEqual(X25519)
    }
    const most = parseDIDDocument({ id: DID, keyAgreement: many.slice(0, 256) }, DID)
    expect(most.keys('keyAgreement')).toHaveLength(256)
  })

  it('[ENC-21] takes linear time for one id a hundred thousand times', () => {
    const same = Array.from({ length: 100_000 }, () => jwkMethod('#1', X25519))
    const parsed = parseDIDDocument(
      { id: DID, verificationMethod: same, keyAgreement: [...same, ...same.map(({ id }) => id)] },
      DID,
    )
    expect(() => parsed.key('keyAgreement', `${DID}#1`)).toThrow(withCode('KEY_NOT_FOUND'))
    expect(parsed.keys('keyAgreement')).toHaveLength(1)
  })

  it('[ENC-21] reads names of Object.prototype as any other', () => {
    const document: unknown = JSON.parse(`{
      "id": "${DID}",
      "__proto__": { "keyAgreement": ["#1"] },
      "verificationMethod": [{ "id": "__proto__", "type": "__proto__" }, { "id": "#constructor" }],
      "keyAgreement": ["__proto__", "#constructor", "toString"]
    }`)
    const parsed = parseDIDDocument(document, DID)
    expect(parsed.usableKeys('keyAgreement')).toEqual([])
    expect(parsed.keys('keyAgreement')).toHaveLength(3)
    expect(() => parsed.key('keyAgreement', '__proto__')).toThrow(withCode('INVALID_DID'))
  })

  it('[ENC-21] ends in an answer or a DIDCommError for any document', () => {
    const id = fc.constantFrom<unknown>(
      '#1',
      '#2',
      `${DID}#1`,
      'did:example:b#1',
      '',
      null,
      '__proto__',
    )
    const method = fc.record(
      {
        id,
        type: fc.constantFrom<unknown>(
          'JsonWebKey2020',
          'Multikey',
          'P256Key2021',
          'constructor',
          1,
        ),
        publicKeyJwk: fc.oneof(fc.constantFrom<unknown>(X25519, P256), fc.jsonValue()),
        publicKeyMultibase: fc.oneof(fc.constantFrom(P256_1200), fc.jsonValue()),
      },
      { requiredKeys: ['id', 'type'] },
    )
    const list = fc.oneof(fc.array(fc.oneof(id, method, fc.jsonValue())), fc.jsonValue())
    const document = fc.record(
      {
        id: fc.constant(DID),
        verificationMethod: list,
        keyAgreement: list,
        authentication: list,
        service: list,
      },
      { requiredKeys: ['id'] },
    )
    fc.assert(
      fc.property(fc.oneof(document, fc.jsonValue()), fc.boolean(), (value, p256Codec1200) => {
        try {
          const parsed = parseDIDDocument(value, DID, (known) => [`${known}1`])
          expect(Array.isArray(parsed.services)).toBe(true)
          for (const key of parsed.keys('keyAgreement', { p256Codec1200 })) {
            expect(key.publicJwk ? true : DIDCommError.is(key.problem)).toBe(true)
          }
          parsed.key('authentication', `${DID}#1`)
        } catch (error) {
          expect(DIDCommError.is(error)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
