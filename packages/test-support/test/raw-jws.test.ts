import { createHmac } from 'node:crypto'
import {
  alice,
  appendix,
  carol,
  didcommNodePeer,
  exampleDIDDocuments,
  mallory,
  publicJwk,
  type RawHeader,
  rawJws,
  type RawJwsEnvelope,
  rawJwt,
  secretOf,
  signRaw,
  verifyRaw,
} from '@didcomm/test-support'
import {
  type FlattenedJWSInput,
  flattenedVerify,
  type GeneralJWSInput,
  generalVerify,
  importJWK,
  jwtVerify,
} from 'jose'
import { describe, expect, it } from 'vitest'

// `jose` is the judge of EdDSA, ES256 and the serializations, npm `didcomm-node` of ES256K, which jose lacks.

const KEYS = { EdDSA: 'key-1', ES256: 'key-2', ES256K: 'key-3' } as const
const PAYLOAD: RawHeader = { ...appendix.packedPlaintext }
const HALF_ORDER = BigInt('0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0')

const peer = didcommNodePeer({ documents: exampleDIDDocuments, secrets: {} })

function signer(alg: keyof typeof KEYS, did = alice.did) {
  const kid = `${did}#${KEYS[alg]}`
  return { alg, privateJwk: secretOf(kid), header: { kid } }
}

async function joseKey(kid: string, alg: string) {
  return importJWK({ ...publicJwk(secretOf(kid)) }, alg)
}

function valueOfS(signature: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
}

describe('rawJws', () => {
  it.each(['EdDSA', 'ES256'] as const)('is verified by jose: %s', async (alg) => {
    const key = await joseKey(`${alice.did}#${KEYS[alg]}`, alg)
    const general = rawJws({ payload: PAYLOAD, signatures: [signer(alg)] })
    const { payload, protectedHeader } = await generalVerify(
      JSON.parse(general) as GeneralJWSInput,
      key,
    )
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual(PAYLOAD)
    expect(protectedHeader).toEqual({ typ: 'application/didcomm-signed+json', alg })
    const flattened = rawJws({
      payload: PAYLOAD,
      signatures: [signer(alg)],
      serialization: 'flattened',
    })
    await flattenedVerify(JSON.parse(flattened) as FlattenedJWSInput, key)
  })

  it.each(['EdDSA', 'ES256', 'ES256K'] as const)('is verified by didcomm-node: %s', async (alg) => {
    const { message, metadata } = await peer.unpack(
      rawJws({ payload: PAYLOAD, signatures: [signer(alg)] }),
    )
    expect(message).toEqual(PAYLOAD)
    expect(metadata).toMatchObject({ sign_alg: alg, sign_from: `${alice.did}#${KEYS[alg]}` })
  })

  it('holds several signatures, each of which verifies', async () => {
    const packed = rawJws({
      payload: 'text',
      signatures: [signer('EdDSA'), signer('ES256', mallory.did)],
    })
    const jws = JSON.parse(packed) as GeneralJWSInput
    await generalVerify(jws, await joseKey(`${alice.did}#key-1`, 'EdDSA'))
    await generalVerify(jws, await joseKey(`${mallory.did}#key-2`, 'ES256'))
    await expect(generalVerify(jws, await joseKey(`${carol.did}#key-2`, 'ES256'))).rejects.toThrow(
      'verification failed',
    )
  })

  it('signs the payload as it is with b64: false', async () => {
    const packed = rawJws({
      payload: 'text with no full stop',
      signatures: [{ ...signer('EdDSA'), protectedHeader: { b64: false, crit: ['b64'] } }],
    })
    const jws = JSON.parse(packed) as GeneralJWSInput
    expect(jws.payload).toBe('text with no full stop')
    const { payload } = await generalVerify(jws, await joseKey(`${alice.did}#key-1`, 'EdDSA'))
    expect(Buffer.from(payload).toString()).toBe('text with no full stop')
  })

  it('makes alg none and HS256 over a public key', () => {
    const unsecured = JSON.parse(
      rawJws({ payload: 'text', signatures: [{ alg: 'none' }] }),
    ) as RawJwsEnvelope
    expect(unsecured.signatures[0]?.signature).toBe('')
    const hmacKey = Buffer.from('public')
    const { payload, signatures } = JSON.parse(
      rawJws({ payload: 'text', signatures: [{ alg: 'HS256', hmacKey }] }),
    ) as RawJwsEnvelope
    const [entry] = signatures
    const expected = createHmac('sha256', 'public').update(`${entry?.protected}.${payload}`)
    expect(entry?.signature).toBe(expected.digest('base64url'))
  })

  it('signs the header and the payload as they were mutated', async () => {
    const packed = rawJws({
      payload: 'a',
      mutatePayload: (text) => `${text}==`,
      signatures: [{ ...signer('EdDSA'), mutateProtected: (text) => `${text}=` }],
      mutateEnvelope: (jws) => ({ ...jws, extra: true }),
    })
    const { payload, signatures, extra } = JSON.parse(packed) as RawJwsEnvelope
    expect([payload, extra]).toEqual(['YQ==', true])
    const [entry] = signatures
    const data = Buffer.from(`${entry?.protected}.${payload}`)
    const signature = Buffer.from(String(entry?.signature), 'base64url')
    expect(entry?.protected).toMatch(/=$/)
    expect(verifyRaw('EdDSA', publicJwk(secretOf(`${alice.did}#key-1`)), data, signature)).toBe(
      true,
    )
  })
})

describe('signRaw', () => {
  it('has a low s or a high s for ES256K as asked, and both verify', () => {
    const privateJwk = secretOf(`${alice.did}#key-3`)
    for (let round = 0; round < 8; round += 1) {
      const data = Buffer.from(`data ${round}`)
      for (const highS of [false, true]) {
        const signature = signRaw({ alg: 'ES256K', privateJwk, highS }, data)
        expect(signature).toHaveLength(64)
        expect(valueOfS(signature) > HALF_ORDER).toBe(highS)
        expect(verifyRaw('ES256K', publicJwk(privateJwk), data, signature)).toBe(true)
      }
    }
  })

  it('says what it needs', () => {
    expect(() => signRaw({ alg: 'EdDSA' }, Buffer.alloc(1))).toThrow('privateJwk')
    expect(() => signRaw({ alg: 'HS256' }, Buffer.alloc(1))).toThrow('hmacKey')
  })
})

describe('verifyRaw', () => {
  it.each([
    ['EdDSA', 'signed EdDSA (Ed25519)'],
    ['ES256', 'signed ES256 (P-256)'],
    ['ES256K', 'signed ES256K (secp256k1)'],
  ] as const)('verifies the published %s signature, and no other', (alg, name) => {
    const { payload, signatures } = JSON.parse(appendix.messages[name]) as RawJwsEnvelope
    const [entry] = signatures
    const signature = Buffer.from(String(entry?.signature), 'base64url')
    const key = publicJwk(secretOf(`${alice.did}#${KEYS[alg]}`))
    const data = `${entry?.protected}.${payload}`
    expect(verifyRaw(alg, key, Buffer.from(data), signature)).toBe(true)
    expect(verifyRaw(alg, key, Buffer.from(`${data}A`), signature)).toBe(false)
  })
})

describe('rawJwt', () => {
  it('is verified by jose', async () => {
    const jwt = rawJwt({
      claims: { iss: alice.did, sub: carol.did, iat: 1516269022 },
      alg: 'EdDSA',
      privateJwk: secretOf(`${alice.did}#key-1`),
      header: { kid: `${alice.did}#key-1` },
    })
    const { payload, protectedHeader } = await jwtVerify(
      jwt,
      await joseKey(`${alice.did}#key-1`, 'EdDSA'),
    )
    expect(payload).toEqual({ iss: alice.did, sub: carol.did, iat: 1516269022 })
    expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'EdDSA', kid: `${alice.did}#key-1` })
  })
})
