import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { DIDDocument, PublicJwk, VerificationMethod } from '@didcomm/core/contracts'
import {
  alice,
  APPENDIX_MESSAGE_NAMES,
  appendix,
  bob,
  carol,
  didcommService,
  didPeerVectors,
  exampleDIDDocuments,
  identities,
  mallory,
  mediator1,
  mediator2,
  multikeyToJwk,
  publicJwk,
  secretOf,
  StaticResolver,
  withServices,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

function methodsOf(document: DIDDocument): VerificationMethod[] {
  const entries = [
    ...(document.verificationMethod ?? []),
    ...(document.authentication ?? []),
    ...(document.keyAgreement ?? []),
  ]
  return entries.filter((entry) => typeof entry !== 'string')
}

describe('identities', () => {
  it('are those of the published figures and four with a key of each kind', () => {
    expect(identities).toEqual([alice, bob, carol, mallory, mediator1, mediator2])
    expect(identities.map(({ did }) => did)).toEqual([
      'did:example:alice',
      'did:example:bob',
      'did:example:carol',
      'did:example:mallory',
      'did:example:mediator1',
      'did:example:mediator2',
    ])
    expect(exampleDIDDocuments.map(({ id }) => id)).toEqual(identities.map(({ did }) => did))
    for (const { secrets } of [carol, mallory, mediator1, mediator2]) {
      const curves = Object.values(secrets).map(({ crv }) => crv)
      expect(curves).toEqual(['Ed25519', 'P-256', 'secp256k1', 'X25519', 'P-256', 'P-384', 'P-521'])
    }
  })

  it.each(identities)(
    'have a secret for each key in the document: $did',
    ({ document, secrets }) => {
      const methods = methodsOf(document)
      expect(methods.map(({ id }) => id)).toEqual(Object.keys(secrets))
      for (const { id, publicKeyJwk } of methods) {
        expect(publicJwk(secretOf(id))).toEqual(publicKeyJwk)
        const privateKey = createPrivateKey({ key: { ...secretOf(id) }, format: 'jwk' })
        expect(createPublicKey(privateKey).export({ format: 'jwk' })).toEqual(publicKeyJwk)
      }
    },
  )

  it('name a kid that nobody has', () => {
    expect(() => secretOf('did:example:bob#key-99')).toThrow('did:example:bob#key-99')
  })

  it('get other services, and keep the rest', () => {
    const service = didcommService(bob.did, {
      uri: 'https://mediator1.example/didcomm',
      routingKeys: ['did:example:mediator1#key-x25519-1'],
    })
    expect(service).toEqual({
      id: 'did:example:bob#service',
      type: 'DIDCommMessaging',
      serviceEndpoint: {
        uri: 'https://mediator1.example/didcomm',
        accept: ['didcomm/v2'],
        routingKeys: ['did:example:mediator1#key-x25519-1'],
      },
    })
    const { document, secrets } = withServices(bob, service)
    expect(document).toEqual({ ...bob.document, service: [service] })
    expect(secrets).toBe(bob.secrets)
    expect(bob.document).not.toHaveProperty('service')
  })
})

describe('appendix', () => {
  it('has nine envelopes and fifteen secrets', () => {
    expect(Object.keys(appendix.messages)).toEqual(APPENDIX_MESSAGE_NAMES)
    expect(APPENDIX_MESSAGE_NAMES).toHaveLength(9)
    expect(Object.keys(appendix.secrets)).toHaveLength(15)
  })

  it('knows the plaintext that the envelopes hold', () => {
    const { payload } = JSON.parse(appendix.messages['signed EdDSA (Ed25519)']) as {
      payload: string
    }
    const held: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(appendix.packedPlaintext).toEqual(held)
    expect(appendix.plaintext).toMatchObject({ id: '1234567890', from: alice.did, to: [bob.did] })
  })
})

describe('multikeyToJwk', () => {
  it('reads the keys of the published did:peer:2', () => {
    const [ed25519, x25519] = didPeerVectors.numalgo2.document.verificationMethod
    expect(multikeyToJwk(String(ed25519?.publicKeyMultibase))).toMatchObject({ crv: 'Ed25519' })
    expect(multikeyToJwk(String(x25519?.publicKeyMultibase))).toMatchObject({ crv: 'X25519' })
  })

  // Figures of the did:key method's specification.
  it.each<[string, PublicJwk]>([
    [
      'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169',
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
        y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU',
      },
    ],
    [
      'z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9',
      {
        kty: 'EC',
        crv: 'P-384',
        x: 'lInTxl8fjLKp_UCrxI0WDklahi-7-_6JbtiHjiRvMvhedhKVdHBfi2HCY8t_QJyc',
        y: 'y6N1IC-2mXxHreETBW7K3mBcw0qGr3CWHCs-yl09yCQRLcyfGv7XhqAngHOu51Zv',
      },
    ],
  ])('reads %s', (multibase, jwk) => {
    expect(multikeyToJwk(multibase)).toEqual(jwk)
  })

  it('names a codec that it does not know', () => {
    expect(() => multikeyToJwk('z6')).toThrow('codec')
  })
})

describe('StaticResolver', () => {
  it('resolves the documents it was given and records what it was asked for', async () => {
    const resolver = new StaticResolver(exampleDIDDocuments)
    expect(await resolver.resolve(alice.did)).toBe(alice.document)
    await expect(resolver.resolve('did:example:nobody')).rejects.toMatchObject({
      code: 'DID_NOT_FOUND',
      details: { did: 'did:example:nobody' },
    })
    expect(resolver.resolved).toEqual([alice.did, 'did:example:nobody'])
  })

  it('answers with whatever document a test puts under a DID', async () => {
    const resolver = new StaticResolver()
    resolver.documents.set(bob.did, mallory.document)
    expect(await resolver.resolve(bob.did)).toBe(mallory.document)
  })
})
