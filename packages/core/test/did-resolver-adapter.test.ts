import { appendix, StaticResolver } from '@didcomm/test-support'
import { Resolver } from 'did-resolver'
import { describe, expect, it } from 'vitest'
import type { DIDResolver } from '../src/contracts/did-resolver.ts'
import {
  type EcosystemResolver,
  fromDidResolver,
  toDidResolver,
} from '../src/did/did-resolver-adapter.ts'
import { resolveDocument } from '../src/did/resolve.ts'
import { DIDCommError, type DIDCommErrorCode } from '../src/errors.ts'

const { alice } = appendix.didDocuments

function answering(result: object): DIDResolver {
  return fromDidResolver({ resolve: async () => result } as EcosystemResolver)
}

describe('fromDidResolver', () => {
  it('[DID-3] resolves with a driver of did-resolver', async () => {
    const theirs = new Resolver({
      example: async (did) => ({
        didResolutionMetadata: { contentType: 'application/did+json' },
        didDocument: { id: did, keyAgreement: [] },
        didDocumentMetadata: {},
      }),
    })
    const resolver = fromDidResolver(theirs)
    expect(await resolver.resolve('did:example:a')).toEqual({
      id: 'did:example:a',
      keyAgreement: [],
    })
    await expect(resolver.resolve('did:other:a')).rejects.toMatchObject({
      code: 'DID_METHOD_NOT_SUPPORTED',
    })
    await expect(resolver.resolve('did:example')).rejects.toMatchObject({ code: 'INVALID_DID' })
  })

  it('[DID-3] returns the object that their cache holds', async () => {
    const theirs = new Resolver(
      {
        example: async (did) => ({
          didResolutionMetadata: {},
          didDocument: { id: did },
          didDocumentMetadata: {},
        }),
      },
      { cache: true },
    )
    const resolver = fromDidResolver(theirs)
    const first = await resolver.resolve('did:example:a')
    expect(await resolver.resolve('did:example:a')).toBe(first)
    expect(await resolveDocument(resolver, 'did:example:a')).toBe(
      await resolveDocument(resolver, 'did:example:a'),
    )
  })

  it('[DID-3] returns a frozen copy of what their cache holds', async () => {
    const didDocument = { id: 'did:example:a', service: [] as object[] }
    const resolver = answering({ didDocument })
    const document = await resolver.resolve('did:example:a')
    didDocument.service.push({ id: '#changed', type: 'A', serviceEndpoint: 'https://a.example' })
    expect(await resolver.resolve('did:example:a')).toBe(document)
    expect(document).toEqual({ id: 'did:example:a', service: [] })
    expect(Object.isFrozen(document.service)).toBe(true)
    expect(Object.isFrozen(didDocument)).toBe(false)
  })

  it.each(['did:example:a#key-1', 'did:example:a?versionId=1', 'did:example:a/path', ''])(
    '[DID-2] does not resolve %j, whose DID they would resolve',
    async (text) => {
      const theirs = new Resolver(
        toDidResolver(new StaticResolver([{ id: 'did:example:a' }]), ['example']),
      )
      await expect(fromDidResolver(theirs).resolve(text)).rejects.toMatchObject({
        code: 'INVALID_DID',
      })
    },
  )

  it("[DID-2] refuses another DID's document", async () => {
    const resolver = answering({ didDocument: { id: 'did:example:b' } })
    await expect(resolver.resolve('did:example:a')).rejects.toMatchObject({
      code: 'INVALID_DID_DOCUMENT',
      message: 'did:example:a was resolved to the DID document of did:example:b',
      details: { did: 'did:example:a' },
    })
  })

  it.each([
    ['invalidDid', 'INVALID_DID'],
    ['invalidDidUrl', 'INVALID_DID'],
    ['notFound', 'DID_NOT_FOUND'],
    ['unsupportedDidMethod', 'DID_METHOD_NOT_SUPPORTED'],
    ['invalidDidDocument', 'INVALID_DID_DOCUMENT'],
    ['internalError', 'DID_RESOLUTION_FAILED'],
    ['constructor', 'DID_RESOLUTION_FAILED'],
    [{ type: 'https://www.w3.org/ns/did#NOT_FOUND' }, 'DID_RESOLUTION_FAILED'],
    [null, 'DID_RESOLUTION_FAILED'],
  ])('[DID-2] reads the error %j as %s', async (error, code) => {
    const resolver = answering({
      didResolutionMetadata: { error, message: 'the ledger is down' },
      didDocument: null,
      didDocumentMetadata: {},
    })
    await expect(resolver.resolve('did:example:a')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/did:example:a.*the ledger is down/),
      details: { did: 'did:example:a' },
    })
  })

  it('[DID-2] shows of what a driver says nothing that could forge a log', async () => {
    const resolver = answering({
      didResolutionMetadata: { error: 'notFound', message: 'no\r\n[INFO] all is well\u202e\u2028' },
    })
    await expect(resolver.resolve('did:example:a')).rejects.toMatchObject({
      message: 'did:example:a cannot be resolved: notFound: no??[INFO] all is well??',
    })
  })

  it('[DID-2] reports a deactivated DID as not found', async () => {
    const resolver = answering({
      didResolutionMetadata: {},
      didDocument: { id: 'did:example:a' },
      didDocumentMetadata: { deactivated: true },
    })
    await expect(resolver.resolve('did:example:a')).rejects.toMatchObject({ code: 'DID_NOT_FOUND' })
  })

  it.each([null, undefined, 'did:example:a', [], {}, { id: 1 }])(
    '[DID-2] rejects the document %j',
    async (didDocument) => {
      await expect(answering({ didDocument }).resolve('did:example:a')).rejects.toMatchObject({
        code: 'INVALID_DID_DOCUMENT',
      })
    },
  )

  it('[DID-2] wraps what a driver throws', async () => {
    const cause = new TypeError('fetch failed')
    const theirs = new Resolver({ example: () => Promise.reject(cause) })
    await expect(fromDidResolver(theirs).resolve('did:example:a')).rejects.toMatchObject({
      code: 'DID_RESOLUTION_FAILED',
      cause,
    })
    const nothing = fromDidResolver({
      resolve: async () => undefined,
    } as unknown as EcosystemResolver)
    await expect(nothing.resolve('did:example:a')).rejects.toSatisfy(DIDCommError.is)
  })
})

describe('toDidResolver', () => {
  const failing = (code: DIDCommErrorCode): DIDResolver => ({
    resolve: (did) => Promise.reject(new DIDCommError(code, `no ${did}`)),
  })

  it('[DID-3] is a driver for did-resolver', async () => {
    const theirs = new Resolver(toDidResolver(new StaticResolver([alice]), ['example']))
    const result = await theirs.resolve('did:example:alice#key-1')
    expect(result).toEqual({
      didResolutionMetadata: { contentType: 'application/did+ld+json' },
      didDocument: alice,
      didDocumentMetadata: {},
    })
    const unknown = await theirs.resolve('did:other:alice')
    expect(unknown.didResolutionMetadata.error).toBe('unsupportedDidMethod')
  })

  it('[DID-3] hands out a copy', async () => {
    const theirs = new Resolver(toDidResolver(new StaticResolver([alice]), ['example']))
    const { didDocument } = await theirs.resolve('did:example:alice')
    expect(didDocument).not.toBe(alice)
    expect(didDocument?.keyAgreement?.[0]).not.toBe(alice.keyAgreement?.[0])
  })

  it('[DID-3] calls a document without @context application/did+json', async () => {
    const resolver = new StaticResolver([{ id: 'did:example:a' }])
    const theirs = new Resolver(toDidResolver(resolver, ['example']))
    const { didResolutionMetadata } = await theirs.resolve('did:example:a')
    expect(didResolutionMetadata).toEqual({ contentType: 'application/did+json' })
  })

  it.each([
    ['INVALID_DID', 'invalidDid'],
    ['DID_NOT_FOUND', 'notFound'],
    ['DID_METHOD_NOT_SUPPORTED', 'unsupportedDidMethod'],
    ['INVALID_DID_DOCUMENT', 'invalidDidDocument'],
    ['DID_RESOLUTION_FAILED', 'internalError'],
  ] as const)('[DID-2] writes %s as the error %s', async (code, error) => {
    const theirs = new Resolver(toDidResolver(failing(code), ['example']))
    expect(await theirs.resolve('did:example:a')).toEqual({
      didResolutionMetadata: { error, message: 'no did:example:a' },
      didDocument: null,
      didDocumentMetadata: {},
    })
  })

  it.each([
    [new TypeError('fetch failed'), 'fetch failed'],
    ['offline', '"offline"'],
    [Object.create(null), 'object'],
    [undefined, 'undefined'],
  ])('[DID-2] survives a resolver that throws %o', async (cause, message) => {
    const broken: DIDResolver = { resolve: () => Promise.reject(cause) }
    const theirs = new Resolver(toDidResolver(broken, ['example']))
    const { didResolutionMetadata } = await theirs.resolve('did:example:a')
    expect(didResolutionMetadata).toEqual({ error: 'internalError', message })
  })

  it.each([undefined, null, 1, []])(
    '[DID-2] survives a resolver that returns %j',
    async (document) => {
      const broken = { resolve: async () => document } as unknown as DIDResolver
      const theirs = new Resolver(toDidResolver(broken, ['example']))
      const { didResolutionMetadata } = await theirs.resolve('did:example:a')
      expect(didResolutionMetadata.error).toBe('invalidDidDocument')
    },
  )

  it("[DID-2] refuses another DID's document", async () => {
    const wrong: DIDResolver = { resolve: async () => ({ id: 'did:example:b' }) }
    const theirs = new Resolver(toDidResolver(wrong, ['example']))
    expect(await theirs.resolve('did:example:a')).toEqual({
      didResolutionMetadata: {
        error: 'invalidDidDocument',
        message: 'did:example:a was resolved to the DID document of did:example:b',
      },
      didDocument: null,
      didDocumentMetadata: {},
    })
  })

  it('[DID-4] takes the document of another form that the method proves', async () => {
    const short: DIDResolver = {
      resolve: async () => ({ id: 'did:example:long' }),
      equivalentIds: (id) => (id === 'did:example:short' ? ['did:example:long'] : []),
    }
    const theirs = new Resolver(toDidResolver(short, ['example']))
    const { didDocument } = await theirs.resolve('did:example:short')
    expect(didDocument).toEqual({ id: 'did:example:long' })
    const other = await theirs.resolve('did:example:other')
    expect(other.didResolutionMetadata.error).toBe('invalidDidDocument')
  })

  it('[DID-3] goes there and back', async () => {
    const ours = new StaticResolver([alice])
    const back = fromDidResolver(new Resolver(toDidResolver(ours, ['example'])))
    expect(await back.resolve('did:example:alice')).toEqual(alice)
    await expect(back.resolve('did:example:nobody')).rejects.toMatchObject({
      code: 'DID_NOT_FOUND',
    })
  })
})
