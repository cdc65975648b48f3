import { appendix, didPeerVectors, StaticResolver } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import type { DIDDocument } from '../src/contracts/did-resolver.ts'
import { dereference } from '../src/did/dereference.ts'

const { alice } = appendix.didDocuments
const DID = 'did:example:a'

describe('dereference', () => {
  const peer: DIDDocument = didPeerVectors.numalgo2.document
  const odd = {
    id: DID,
    verificationMethod: [
      { id: '#1', type: 'Multikey', publicKeyMultibase: 'z' },
      { id: '#2', type: 'Multikey', controller: 'did:example:b' },
      { id: '#2', type: 'Multikey', controller: 'did:example:b' },
      { id: '#3' },
    ],
    assertionMethod: ['#1', { id: `${DID}#4`, type: 'Custom', controller: DID }],
    service: [
      { id: '#s', type: ['A', 'B'], serviceEndpoint: [] },
      { id: '#4s', type: 4, serviceEndpoint: '' },
      null,
    ],
  } as unknown as DIDDocument
  const resolver = new StaticResolver([alice, peer, odd])

  it('[DID-1] finds a verification method, embedded or not, with its id made absolute', async () => {
    expect(await dereference(resolver, 'did:example:alice#key-x25519-1')).toEqual(
      alice.keyAgreement?.[0],
    )
    expect(await dereference(resolver, `${peer.id}#key-2`)).toEqual({
      ...peer.verificationMethod?.[1],
      id: `${peer.id}#key-2`,
    })
    expect(await dereference(resolver, `${DID}#1`)).toEqual({
      id: `${DID}#1`,
      type: 'Multikey',
      controller: DID,
      publicKeyMultibase: 'z',
    })
    expect(await dereference(resolver, `${DID}#4`)).toMatchObject({ type: 'Custom' })
  })

  it('[DID-1] finds a service', async () => {
    expect(await dereference(resolver, `${peer.id}#service-1`)).toEqual({
      ...peer.service?.[1],
      id: `${peer.id}#service-1`,
    })
    expect(await dereference(resolver, `${DID}#s`)).toEqual({
      id: `${DID}#s`,
      type: ['A', 'B'],
      serviceEndpoint: [],
    })
  })

  it('[DID-2] rejects what is not there, or there twice, or has no type', async () => {
    for (const [didUrl, code] of [
      [`${DID}#nothing`, 'KEY_NOT_FOUND'],
      [`${DID}#2`, 'KEY_NOT_FOUND'],
      [`${DID}#3`, 'INVALID_DID_DOCUMENT'],
      [`${DID}#4s`, 'INVALID_DID_DOCUMENT'],
      [DID, 'INVALID_DID'],
      [`${DID}#`, 'INVALID_DID'],
      [`${DID}?a=b#1`, 'INVALID_DID'],
      [`${DID}/a#1`, 'INVALID_DID'],
      ['#1', 'INVALID_DID'],
      ['did:example:nobody#1', 'DID_NOT_FOUND'],
    ] as const) {
      await expect(dereference(resolver, didUrl)).rejects.toMatchObject({ code })
    }
  })

  it('[DID-4] finds a key by another id that its method has for it', async () => {
    const aliasing = Object.assign(new StaticResolver([odd]), {
      equivalentIds: (id: string) => (id === `${DID}#old` ? [`${DID}#1`] : []),
    })
    expect(await dereference(aliasing, `${DID}#old`)).toMatchObject({ id: `${DID}#1` })
  })
})
