import { appendix, StaticResolver } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import type { DIDDocument, DIDResolver } from '../src/contracts/did-resolver.ts'
import { CachingResolver } from '../src/did/caching-resolver.ts'
import { isSameDID, resolveDocument } from '../src/did/resolve.ts'

const { alice } = appendix.didDocuments

function resolving(document: unknown, equivalentIds?: DIDResolver['equivalentIds']): DIDResolver {
  return {
    resolve: async () => document as DIDDocument,
    ...(equivalentIds && { equivalentIds }),
  }
}

describe('resolveDocument', () => {
  it('[DID-1] resolves a DID and reads its document', async () => {
    const document = await resolveDocument(new StaticResolver([alice]), 'did:example:alice')
    expect(document.document).toBe(alice)
    expect(document.usableKeys('keyAgreement').map(({ kid }) => kid)).toEqual([
      'did:example:alice#key-x25519-1',
      'did:example:alice#key-p256-1',
      'did:example:alice#key-p521-1',
    ])
  })

  it('[DID-2] asks no resolver for what is not a DID', async () => {
    const resolver = new StaticResolver([alice])
    for (const text of [
      '',
      'alice',
      'did:example:alice#key-1',
      'did:example:alice/a',
      'a'.repeat(1e6),
    ]) {
      await expect(resolveDocument(resolver, text)).rejects.toMatchObject({ code: 'INVALID_DID' })
    }
    expect(resolver.resolved).toEqual([])
  })

  it('[DID-2] hands on errors of ours and wraps all others', async () => {
    const known = resolveDocument(new StaticResolver(), 'did:example:a')
    await expect(known).rejects.toMatchObject({ code: 'DID_NOT_FOUND' })
    for (const cause of [new TypeError('fetch failed'), 'a text', undefined, null]) {
      const resolver: DIDResolver = { resolve: () => Promise.reject(cause) }
      await expect(resolveDocument(resolver, 'did:example:a')).rejects.toMatchObject({
        code: 'DID_RESOLUTION_FAILED',
        message: expect.stringContaining('did:example:a'),
        details: { did: 'did:example:a' },
        cause,
      })
    }
    const throwing: DIDResolver = {
      resolve: () => {
        throw new TypeError('at once')
      },
    }
    await expect(resolveDocument(throwing, 'did:example:a')).rejects.toMatchObject({
      code: 'DID_RESOLUTION_FAILED',
    })
  })

  it.each([undefined, null, 'did:example:a', [], {}, { id: null }])(
    '[DID-2] rejects the document %j',
    async (document) => {
      await expect(resolveDocument(resolving(document), 'did:example:a')).rejects.toMatchObject({
        code: 'INVALID_DID_DOCUMENT',
      })
    },
  )

  it('[ENC-21] rejects the document of another DID, also one that it has read before', async () => {
    const resolver = resolving(alice)
    for (let round = 0; round < 2; round++) {
      await expect(resolveDocument(resolver, 'did:example:bob')).rejects.toMatchObject({
        code: 'INVALID_DID_DOCUMENT',
        message: expect.stringMatching(/did:example:bob.*did:example:alice/),
      })
      await resolveDocument(resolver, 'did:example:alice')
    }
  })

  it('[ENC-21] accepts the document of the other form of a DID', async () => {
    const resolver = resolving(alice, (id) =>
      id === 'did:example:al' ? ['did:example:alice'] : [],
    )
    expect((await resolveDocument(resolver, 'did:example:al')).id).toBe('did:example:alice')
  })

  it('[DID-3] reads a document once, as long as it is the same object', async () => {
    const resolver = new CachingResolver({ resolver: new StaticResolver([alice]) })
    const first = await resolveDocument(resolver, 'did:example:alice')
    expect(await resolveDocument(resolver, 'did:example:alice')).toBe(first)
    const copy = resolving(structuredClone(alice))
    expect(await resolveDocument(copy, 'did:example:alice')).not.toBe(first)
  })

  it('[ENC-21] does not mix up what two resolvers hold to be equal', async () => {
    const lenient = resolving(alice, () => ['did:example:bob'])
    const strict = resolving(alice)
    await resolveDocument(lenient, 'did:example:bob')
    await expect(resolveDocument(strict, 'did:example:bob')).rejects.toMatchObject({
      code: 'INVALID_DID_DOCUMENT',
    })
  })
})

describe('isSameDID', () => {
  it('[ENC-21] compares by the word of the method, in both directions', () => {
    const resolver = resolving(alice, (id) => (id === 'did:peer:4long' ? ['did:peer:4s'] : []))
    expect(isSameDID(resolver, 'did:peer:4long', 'did:peer:4s')).toBe(true)
    expect(isSameDID(resolver, 'did:peer:4s', 'did:peer:4long')).toBe(true)
    expect(isSameDID(resolver, 'did:peer:4s', 'did:peer:4s')).toBe(true)
    expect(isSameDID(resolver, 'did:peer:4s', 'did:peer:4t')).toBe(false)
    expect(isSameDID(resolving(alice), 'did:peer:4long', 'did:peer:4s')).toBe(false)
  })

  it('[DID-2] wraps what the resolver throws', () => {
    const resolver = resolving(alice, () => {
      throw new TypeError('oops')
    })
    expect(() => isSameDID(resolver, 'did:example:a', 'did:example:b')).toThrow(
      expect.objectContaining({ code: 'DID_RESOLUTION_FAILED' }),
    )
  })
})
