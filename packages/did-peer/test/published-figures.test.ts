import { decodeMultikey } from '@didcomm/core/did'
import {
  DIDPeerResolver,
  encodePeerDID2,
  encodePeerDID4,
  type PeerDIDInputDocument,
  shortFormOf,
} from '@didcomm/did-peer'
import { didPeerVectors } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const { numalgo0, numalgo2, numalgo3, numalgo4 } = didPeerVectors

describe('the figures of the Peer DID Method', () => {
  it('[DID-4] resolves numalgo 0 to the document of the equivalent did:key', async () => {
    const { did, equivalentDidKey } = numalgo0
    const ed25519 = equivalentDidKey.slice('did:key:'.length)
    // The X25519 key in the document of this did:key (did:key Method, example of an Ed25519 key).
    const x25519 = 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'
    const key = (multibase: string) => ({
      id: `#${multibase}`,
      controller: did,
      type: 'Multikey',
      publicKeyMultibase: multibase,
    })
    expect(await new DIDPeerResolver().resolve(did)).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [key(ed25519), key(x25519)],
      authentication: [`#${ed25519}`],
      assertionMethod: [`#${ed25519}`],
      capabilityInvocation: [`#${ed25519}`],
      capabilityDelegation: [`#${ed25519}`],
      keyAgreement: [`#${x25519}`],
    })
  })

  it('[DID-4] resolves numalgo 2', async () => {
    expect(await new DIDPeerResolver().resolve(numalgo2.did)).toEqual(numalgo2.document)
  })

  it('[DID-4] writes numalgo 2', () => {
    const [signing, agreement] = numalgo2.document.verificationMethod.map((method) =>
      decodeMultikey(method.publicKeyMultibase),
    )
    if (!signing || !agreement) throw new Error('the figure has two keys')
    const did = encodePeerDID2({
      keys: [
        { purpose: 'authentication', publicJwk: signing },
        { purpose: 'keyAgreement', publicJwk: agreement },
      ],
      services: numalgo2.services,
    })
    expect(did).toBe(numalgo2.did)
  })

  it.each(numalgo3)('[DID-4] shortens $numalgo3 from its numalgo 2', async (pair) => {
    expect(shortFormOf(pair.numalgo2)).toBe(pair.numalgo3)
    const resolver = new DIDPeerResolver()
    const { alsoKnownAs } = await resolver.resolve(pair.numalgo2)
    expect(alsoKnownAs).toEqual([pair.numalgo3])
  })

  it('[DID-4] resolves numalgo 3 once its numalgo 2 was seen', async () => {
    const resolver = new DIDPeerResolver()
    const [pair] = numalgo3
    if (!pair) throw new Error('there are two figures')
    resolver.remember(pair.numalgo2)
    const text = JSON.stringify(numalgo2.document)
    const expected = text
      .replaceAll(pair.numalgo2, 'TWO')
      .replaceAll(pair.numalgo3, pair.numalgo2)
      .replaceAll('TWO', pair.numalgo3)
    expect(await resolver.resolve(pair.numalgo3)).toEqual(JSON.parse(expected))
  })

  it('[DID-4] resolves numalgo 4 in both forms', async () => {
    const resolver = new DIDPeerResolver()
    expect(await resolver.resolve(numalgo4.long.did)).toEqual(numalgo4.long.document)
    expect(await resolver.resolve(numalgo4.short.did)).toEqual(numalgo4.short.document)
  })

  it('[DID-4] writes numalgo 4', () => {
    const document: PeerDIDInputDocument = numalgo4.inputDocument
    expect(encodePeerDID4(document)).toBe(numalgo4.long.did)
    expect(shortFormOf(numalgo4.long.did)).toBe(numalgo4.short.did)
  })
})
