import type { PublicJwk } from '@didcomm/core'
import {
  didcommService,
  DIDPeerResolver,
  encodePeerDID2,
  encodePeerDID4,
  type PeerDIDInputDocument,
  type PeerDIDKeyPurpose,
  type PeerDIDService,
} from '@didcomm/did-peer'
import { describe, expect, it } from 'vitest'

// RFC 8037, Appendix A.2: z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw in multibase (Multikey).
const ED25519: PublicJwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}
const MULTIBASE = 'z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw'

function encodeService(service: unknown): string {
  return encodePeerDID2({ keys: [], services: [service as PeerDIDService] })
}

describe('encodePeerDID2', () => {
  it('[DID-4] writes keys of every purpose', () => {
    const purposes: PeerDIDKeyPurpose[] = [
      'assertionMethod',
      'capabilityDelegation',
      'keyAgreement',
      'capabilityInvocation',
      'authentication',
    ]
    const keys = purposes.map((purpose) => ({ purpose, publicJwk: ED25519 }))
    const elements = ['A', 'D', 'E', 'I', 'V'].map((code) => `.${code}${MULTIBASE}`)
    expect(encodePeerDID2({ keys })).toBe(`did:peer:2${elements.join('')}`)
  })

  it('[DID-4] reads back a service of another type, with members that nobody knows', async () => {
    const service: PeerDIDService = {
      id: '#web',
      type: 'LinkedDomains',
      serviceEndpoint: { origins: ['https://b.example'], accept: [{ type: 'x' }] },
      priority: 0,
    }
    const did = encodePeerDID2({ keys: [], services: [service, didcommService({ uri: 'a:1' })] })
    expect((await new DIDPeerResolver().resolve(did)).service).toEqual([
      service,
      { id: '#service', ...didcommService({ uri: 'a:1' }) },
    ])
  })

  it.each([
    ['nothing', () => encodePeerDID2({ keys: [] })],
    [
      'another purpose',
      () =>
        encodePeerDID2({
          keys: [{ purpose: 'toString' as PeerDIDKeyPurpose, publicJwk: ED25519 }],
        }),
    ],
    ['members that read as abbreviations', () => encodeService({ type: 'x', s: 1 })],
    ['inner members that read so', () => encodeService({ type: 'x', serviceEndpoint: [{ r: 1 }] })],
    ['a type that reads so', () => encodeService({ type: 'dm', serviceEndpoint: 'a:1' })],
    ['a service without a type', () => encodeService({ serviceEndpoint: 'a:1' })],
    ['a bigint', () => encodeService({ type: 'x', serviceEndpoint: 1n })],
    [
      'what is nested too deep',
      () =>
        encodeService({ type: 'x', serviceEndpoint: JSON.parse('['.repeat(20) + ']'.repeat(20)) }),
    ],
    ['what is no service', () => encodeService(undefined)],
  ])('refuses %s', (_, encode) => {
    expect(encode).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('refuses what is no key', () => {
    const keys = [{ purpose: 'authentication' as const, publicJwk: { ...ED25519, x: 'AA' } }]
    expect(() => encodePeerDID2({ keys })).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }))
  })
})

describe('encodePeerDID4', () => {
  it.each([
    ['an id', { id: 'did:example:x' }],
    ['an absolute key id', { verificationMethod: [{ id: 'did:example:x#key-1' }] }],
    ['a key without an id', { verificationMethod: [{ type: 'Multikey' }] }],
    ['an absolute service id', { service: [{ id: 'https://b.example' }] }],
    ['a bigint', { x: 1n }],
    ['what is too long', { x: 'x'.repeat(12_000) }],
  ])('refuses a document with %s', (_, document) => {
    expect(() => encodePeerDID4(document as PeerDIDInputDocument)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  })

  it('refuses an id at compile time', () => {
    // @ts-expect-error the DID is made from the document
    expect(() => encodePeerDID4({ id: 'did:example:x' })).toThrow('has no id')
  })
})
