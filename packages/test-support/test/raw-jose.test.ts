import {
  alice,
  appendix,
  apvOf,
  base64Url,
  bob,
  carol,
  didcommNodePeer,
  duplicateMember,
  exampleDIDDocuments,
  flipBit,
  generateJwk,
  identities,
  mallory,
  nonCanonical,
  openRawJwe,
  padded,
  publicJwk,
  rawJwe,
  type RawEnc,
  type RawHeader,
  type RawJweEnvelope,
  type RawJweOptions,
  recipientOf,
  secretOf,
  shortened,
} from '@didcomm/test-support'
import {
  flattenedDecrypt,
  type FlattenedJWE,
  generalDecrypt,
  type GeneralJWE,
  importJWK,
} from 'jose'
import { describe, expect, it } from 'vitest'

// Others are the judges of the toolbox: `jose` for ECDH-ES, npm `didcomm-node` for ECDH-1PU and XC20P, and the
// published envelopes for what neither of the two knows.

type Fragment = 'x25519' | 'p256' | 'p384' | 'p521'
const FRAGMENTS: readonly Fragment[] = ['x25519', 'p256', 'p384', 'p521']
const PLAINTEXT: RawHeader = { ...appendix.packedPlaintext }

const peer = didcommNodePeer({
  documents: exampleDIDDocuments,
  secrets: Object.assign({}, ...identities.map(({ secrets }) => secrets)),
})

function anoncrypt(fragment: Fragment, options: Partial<RawJweOptions> = {}): string {
  return rawJwe({
    alg: 'ECDH-ES+A256KW',
    enc: 'A256CBC-HS512',
    recipients: [recipientOf(`${bob.did}#key-${fragment}-1`)],
    plaintext: PLAINTEXT,
    ...options,
  })
}

function authcrypt(fragment: Fragment, options: Partial<RawJweOptions> = {}): string {
  const { skid = `${alice.did}#key-${fragment}-1` } = options
  return anoncrypt(fragment, {
    alg: 'ECDH-1PU+A256KW',
    skid,
    senderPrivateJwk: secretOf(skid),
    ...options,
  })
}

function envelopeOf(packed: string): RawJweEnvelope {
  return JSON.parse(packed) as RawJweEnvelope
}

function headerOf(packed: string): RawHeader {
  return JSON.parse(Buffer.from(envelopeOf(packed).protected, 'base64url').toString()) as RawHeader
}

async function joseOpens(packed: string, kid: string): Promise<unknown> {
  const key = await importJWK({ ...secretOf(kid) }, 'ECDH-ES+A256KW')
  const { plaintext } = await generalDecrypt(JSON.parse(packed) as GeneralJWE, key)
  return JSON.parse(Buffer.from(plaintext).toString())
}

function open(packed: string, kid: string, senderKid?: string): unknown {
  const plaintext = openRawJwe({
    packed,
    kid,
    privateJwk: secretOf(kid),
    ...(senderKid && { senderPublicJwk: publicJwk(secretOf(senderKid)) }),
  })
  return JSON.parse(Buffer.from(plaintext).toString())
}

describe('rawJwe, judged by jose', () => {
  const encs: readonly RawEnc[] = [
    'A256CBC-HS512',
    'A256GCM',
    'A192CBC-HS384',
    'A128CBC-HS256',
    'A128GCM',
  ]
  for (const fragment of FRAGMENTS) {
    it.each(encs)(`opens ECDH-ES on ${fragment} with %s`, async (enc) => {
      const kid = `${bob.did}#key-${fragment}-1`
      expect(await joseOpens(anoncrypt(fragment, { enc }), kid)).toEqual(PLAINTEXT)
    })
  }

  it('opens each of several recipients', async () => {
    const kids = [1, 2, 3].map((number) => `${bob.did}#key-x25519-${number}`)
    const packed = anoncrypt('x25519', { recipients: kids.map(recipientOf) })
    for (const kid of kids) expect(await joseOpens(packed, kid)).toEqual(PLAINTEXT)
  })

  it.each(['ECDH-ES+A128KW', 'ECDH-ES+A192KW'] as const)('opens %s', async (alg) => {
    const packed = anoncrypt('p256', { alg })
    expect(await joseOpens(packed, `${bob.did}#key-p256-1`)).toEqual(PLAINTEXT)
  })

  it('opens the flattened serialization, with aad', async () => {
    const packed = anoncrypt('p384', { serialization: 'flattened', aad: 'more' })
    const key = await importJWK({ ...secretOf(`${bob.did}#key-p384-1`) }, 'ECDH-ES+A256KW')
    const jwe = JSON.parse(packed) as FlattenedJWE
    const { plaintext } = await flattenedDecrypt(jwe, key)
    expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual(PLAINTEXT)
    await expect(flattenedDecrypt({ ...jwe, aad: base64Url('less') }, key)).rejects.toThrow(
      'decryption',
    )
  })

  it('opens the compact serialization, with kid in the protected header', async () => {
    const packed = anoncrypt('x25519', { serialization: 'compact' })
    const [header = '', encrypted_key = '', iv = '', ciphertext = '', tag = ''] = packed.split('.')
    const kid = `${bob.did}#key-x25519-1`
    const key = await importJWK({ ...secretOf(kid) }, 'ECDH-ES+A256KW')
    const { plaintext, protectedHeader } = await flattenedDecrypt(
      { protected: header, encrypted_key, iv, ciphertext, tag },
      key,
    )
    expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual(PLAINTEXT)
    expect(protectedHeader?.kid).toBe(kid)
  })

  it('opens an envelope with an epk in each recipient, shared or not', async () => {
    const kids = [1, 2].map((number) => `${bob.did}#key-x25519-${number}`)
    const shared = anoncrypt('x25519', { recipients: kids.map(recipientOf), epkIn: 'recipients' })
    const own = anoncrypt('x25519', {
      epkIn: 'recipients',
      recipients: kids.map((kid) => ({
        ...recipientOf(kid),
        ephemeral: { privateJwk: generateJwk('X25519') },
      })),
    })
    for (const packed of [shared, own]) {
      expect(headerOf(packed)).not.toHaveProperty('epk')
      for (const kid of kids) expect(await joseOpens(packed, kid)).toEqual(PLAINTEXT)
    }
    const epks = (packed: string) =>
      envelopeOf(packed).recipients.map(({ header }) => header?.['epk'])
    expect(new Set(epks(shared).map((epk) => JSON.stringify(epk))).size).toBe(1)
    expect(new Set(epks(own).map((epk) => JSON.stringify(epk))).size).toBe(2)
  })

  it.each<[string, Partial<RawJweOptions>]>([
    ['another apv', { protectedHeader: { apv: base64Url('anything') } }],
    ['no apv', { protectedHeader: { apv: undefined } }],
    ['an apu that nobody asked for', { protectedHeader: { apu: base64Url('somebody') } }],
    ['no typ', { protectedHeader: { typ: undefined } }],
    [
      'white space and a member written twice',
      { mutate: { protectedJson: (json) => `\n ${duplicateMember(json, 'enc', 'A128GCM')}` } },
    ],
  ])('still opens an envelope with %s, so only a check can refuse it', async (_, options) => {
    const packed = anoncrypt('p521', options)
    expect(await joseOpens(packed, `${bob.did}#key-p521-1`)).toEqual(PLAINTEXT)
  })

  it('writes a tag that fits a tampered part no more', async () => {
    const parts = ['ciphertext', 'tag', 'iv'] as const
    for (const part of parts) {
      const envelope = (jwe: RawJweEnvelope) => ({ ...jwe, [part]: flipBit(jwe[part]) })
      const packed = anoncrypt('p256', { mutate: { envelope } })
      await expect(joseOpens(packed, `${bob.did}#key-p256-1`)).rejects.toThrow('decryption')
    }
  })
})

describe('rawJwe, judged by didcomm-node', () => {
  it.each(['x25519', 'p256'] as const)('opens authcrypt on %s', async (fragment) => {
    const { message, metadata } = await peer.unpack(authcrypt(fragment))
    expect(message).toEqual(PLAINTEXT)
    expect(metadata).toMatchObject({
      authenticated: true,
      encrypted_from_kid: `${alice.did}#key-${fragment}-1`,
      encrypted_to_kids: [`${bob.did}#key-${fragment}-1`],
    })
  })

  for (const fragment of ['x25519', 'p256'] as const) {
    it.each(['A256CBC-HS512', 'A256GCM', 'XC20P'] as const)(
      `opens anoncrypt on ${fragment} with %s`,
      async (enc) => {
        const { message, metadata } = await peer.unpack(anoncrypt(fragment, { enc }))
        expect(message).toEqual(PLAINTEXT)
        expect(metadata).toMatchObject({ encrypted: true, authenticated: false })
      },
    )
  }

  it('opens authcrypt without skid, as apu is there', async () => {
    const packed = authcrypt('x25519', { protectedHeader: { skid: undefined } })
    expect((await peer.unpack(packed)).metadata.encrypted_from_kid).toBe(
      `${alice.did}#key-x25519-1`,
    )
  })

  it('opens a message of mallory’s that says it is from alice', async () => {
    const skid = `${mallory.did}#key-x25519-1`
    const packed = authcrypt('x25519', { skid })
    const { message, metadata } = await peer.unpack(packed)
    expect(message.from).toBe(alice.did)
    expect(metadata.encrypted_from_kid).toBe(skid)
  })

  it.each(['unprefixed', 'none'] as const)('cannot open the key derivation "%s"', async (tag) => {
    await expect(peer.unpack(authcrypt('x25519', { kdf: { tag } }))).rejects.toMatchObject({
      name: 'DIDCommMalformed',
    })
  })
})

describe('openRawJwe', () => {
  it.each([
    ['anoncrypt X25519 XC20P', 'x25519-2', undefined],
    ['anoncrypt P-384 A256CBC-HS512', 'p384-2', undefined],
    ['anoncrypt P-521 A256GCM', 'p521-2', undefined],
    ['authcrypt X25519 A256CBC-HS512', 'x25519-3', 'x25519-1'],
  ] as const)('opens the published "%s"', (name, fragment, sender) => {
    const senderKid = sender && `${alice.did}#key-${sender}`
    const message = open(appendix.messages[name], `${bob.did}#key-${fragment}`, senderKid)
    expect(message).toEqual(PLAINTEXT)
  })

  it('opens the published envelopes layer by layer', () => {
    const outer = open(
      appendix.messages[
        'anoncrypt(authcrypt(sign)) outer P-521 XC20P, inner X25519 A256CBC-HS512, signed EdDSA'
      ],
      `${bob.did}#key-p521-1`,
    )
    const inner = open(JSON.stringify(outer), `${bob.did}#key-p521-1`, `${alice.did}#key-p521-1`)
    expect(inner).toMatchObject({ payload: expect.any(String), signatures: [{}] })
    const signed = open(
      appendix.messages['authcrypt(sign) P-256 A256CBC-HS512, inner EdDSA'],
      `${bob.did}#key-p256-2`,
      `${alice.did}#key-p256-1`,
    )
    expect(signed).toMatchObject({ payload: expect.any(String), signatures: [{}] })
  })

  it.each(['x25519', 'p256'] as const)('opens what didcomm-node packs on %s', async (fragment) => {
    const from = `${alice.did}#key-${fragment}-1`
    const to = `${bob.did}#key-${fragment}-2`
    const { packed } = await peer.pack({ message: { ...appendix.packedPlaintext }, from, to })
    expect(open(packed, to, from)).toMatchObject({ id: PLAINTEXT['id'], from: alice.did })
  })

  it('opens authcrypt on every curve, and with every key derivation, if told which', () => {
    for (const fragment of FRAGMENTS) {
      const skid = `${carol.did}#key-${fragment}-1`
      const kid = `${bob.did}#key-${fragment}-1`
      for (const tag of ['prefixed', 'unprefixed', 'none'] as const) {
        const options = {
          packed: authcrypt(fragment, { skid, kdf: { tag } }),
          kid,
          privateJwk: secretOf(kid),
          senderPublicJwk: publicJwk(secretOf(skid)),
        }
        expect(openRawJwe({ ...options, kdf: { tag } }).length).toBeGreaterThan(0)
        const other = tag === 'none' ? 'prefixed' : 'none'
        expect(() => openRawJwe({ ...options, kdf: { tag: other } })).toThrow('does not unwrap')
      }
    }
  })

  it('refuses another sender, recipient or tag', () => {
    const kid = `${bob.did}#key-p384-1`
    const skid = `${carol.did}#key-p384-1`
    const packed = authcrypt('p384', { skid })
    expect(open(packed, kid, skid)).toEqual(PLAINTEXT)
    expect(() => open(packed, kid, `${mallory.did}#key-p384-1`)).toThrow('does not unwrap')
    expect(() => open(packed, `${bob.did}#key-p384-2`, skid)).toThrow('no recipient')
    const tampered = JSON.stringify({ ...envelopeOf(packed), tag: flipBit(envelopeOf(packed).tag) })
    expect(() => open(tampered, kid, skid)).toThrow('does not unwrap')
  })
})

describe('rawJwe', () => {
  it('fills in a correct header', () => {
    const kids = [2, 1].map((number) => `${bob.did}#key-x25519-${number}`)
    const packed = authcrypt('x25519', { recipients: kids.map(recipientOf) })
    expect(headerOf(packed)).toEqual({
      typ: 'application/didcomm-encrypted+json',
      alg: 'ECDH-1PU+A256KW',
      enc: 'A256CBC-HS512',
      skid: 'did:example:alice#key-x25519-1',
      apu: 'ZGlkOmV4YW1wbGU6YWxpY2Uja2V5LXgyNTUxOS0x',
      apv: expect.any(String),
      epk: { kty: 'OKP', crv: 'X25519', x: expect.any(String) },
    })
    expect(envelopeOf(packed).recipients.map(({ header }) => header)).toEqual([
      { kid: kids[0] },
      { kid: kids[1] },
    ])
  })

  it('computes the apv of the published envelopes, in whatever order', () => {
    const kids = [3, 1, 2].map((number) => `${bob.did}#key-x25519-${number}`)
    const { apv } = headerOf(appendix.messages['anoncrypt X25519 XC20P'])
    expect(apvOf(kids)).toBe(apv)
  })

  it('writes what it is told, and encrypts what it was asked for', async () => {
    const packed = anoncrypt('x25519', {
      protectedHeader: { crit: ['exp'], zip: 'DEF', enc: 'A128GCM', alg: 'dir' },
      unprotectedHeader: { enc: 'A256GCM' },
      recipients: [
        { ...recipientOf(`${bob.did}#key-x25519-1`), header: { kid: undefined, alg: 'x' } },
      ],
    })
    expect(headerOf(packed)).toMatchObject({
      crit: ['exp'],
      zip: 'DEF',
      enc: 'A128GCM',
      alg: 'dir',
    })
    expect(envelopeOf(packed)).toMatchObject({
      unprotected: { enc: 'A256GCM' },
      recipients: [{ header: { alg: 'x' } }],
    })
    expect(envelopeOf(packed).recipients[0]?.header).not.toHaveProperty('kid')
  })

  it('authenticates the protected header as it was mutated', () => {
    const kid = `${bob.did}#key-p256-1`
    const packed = anoncrypt('p256', { mutate: { protectedBase64Url: padded } })
    expect(envelopeOf(packed).protected).toMatch(/=$/)
    expect(open(packed, kid)).toEqual(PLAINTEXT)
  })

  it('cuts a correct tag', () => {
    for (const enc of ['A256CBC-HS512', 'A256GCM', 'XC20P'] as const) {
      const packed = anoncrypt('p256', { enc, tagSize: 12 })
      expect(Buffer.from(envelopeOf(packed).tag, 'base64url')).toHaveLength(12)
    }
    const kid = `${bob.did}#key-p256-1`
    expect(open(anoncrypt('p256', { enc: 'A256GCM', tagSize: 12 }), kid)).toEqual(PLAINTEXT)
  })

  it('encrypts A256GCM with an IV of another length', () => {
    const packed = anoncrypt('p256', { enc: 'A256GCM', iv: Buffer.alloc(16, 7) })
    expect(open(packed, `${bob.did}#key-p256-1`)).toEqual(PLAINTEXT)
  })

  it('says what it needs', () => {
    expect(() => anoncrypt('x25519', { recipients: [] })).toThrow('needs an ephemeral key')
    expect(() => anoncrypt('x25519', { alg: 'ECDH-1PU+A256KW' })).toThrow('senderPrivateJwk')
    expect(() => anoncrypt('x25519', { ephemeral: {} })).toThrow('sharedSecret')
  })
})

describe('tampering with base64url', () => {
  it('pads, to four characters or by four', () => {
    expect([padded('AA'), padded('AAA'), padded('AAAA')]).toEqual(['AA==', 'AAA=', 'AAAA===='])
  })

  it('sets a bit that lenient decoders ignore', () => {
    expect([nonCanonical('AA'), nonCanonical('AAA'), nonCanonical('_w')]).toEqual([
      'AB',
      'AAB',
      '_x',
    ])
    expect(Buffer.from('_x', 'base64url')).toEqual(Buffer.from('_w', 'base64url'))
    expect(() => nonCanonical('AAAA')).toThrow('no bits left over')
  })

  it('changes bytes and lengths', () => {
    expect([flipBit('AAAA'), flipBit('AAAA', 2), shortened('AQID'), shortened('AQID', -1)]).toEqual(
      ['AQAA', 'AAAB', 'AQI', 'AQIDAA'],
    )
  })

  it('writes a member twice', () => {
    expect(duplicateMember('{"a":1}', 'a', 2)).toBe('{"a":2,"a":1}')
  })
})
