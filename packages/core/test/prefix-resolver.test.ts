import { StaticResolver } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import type { DIDResolver } from '../src/contracts/did-resolver.ts'
import { PrefixResolver } from '../src/did/prefix-resolver.ts'

function knows(...dids: string[]): StaticResolver {
  return new StaticResolver(dids.map((id) => ({ id })))
}

describe('PrefixResolver', () => {
  it('[DID-3] picks the longest prefix, whatever the order they are given in', async () => {
    const two = knows('did:peer:2.abc')
    const peer = knows('did:peer:4abc')
    const all = knows('did:web:example.com')
    for (const resolver of [
      new PrefixResolver({ 'did:': all, 'did:peer:': peer, 'did:peer:2': two }),
      new PrefixResolver({ 'did:peer:2': two, 'did:peer:': peer, 'did:': all }),
    ]) {
      expect(await resolver.resolve('did:peer:2.abc')).toBe(two.documents.get('did:peer:2.abc'))
      expect(await resolver.resolve('did:peer:4abc')).toBe(peer.documents.get('did:peer:4abc'))
      expect(await resolver.resolve('did:web:example.com')).toEqual({ id: 'did:web:example.com' })
    }
    expect(two.resolved).toEqual(['did:peer:2.abc', 'did:peer:2.abc'])
  })

  it('[DID-2] names the method that is missing and the prefixes there are', async () => {
    const resolver = new PrefixResolver({ 'did:peer:': knows(), 'did:web:': knows() })
    await expect(resolver.resolve('did:example:1')).rejects.toMatchObject({
      code: 'DID_METHOD_NOT_SUPPORTED',
      message: expect.stringMatching(/did:example:.*did:peer:, did:web:/),
      details: { did: 'did:example:1' },
    })
    await expect(new PrefixResolver({}).resolve('did:example:1')).rejects.toMatchObject({
      code: 'DID_METHOD_NOT_SUPPORTED',
      message: expect.stringContaining('none'),
    })
  })

  it('[DID-2] rejects what is not a DID', async () => {
    const resolver = new PrefixResolver({ 'did:': knows() })
    for (const text of ['', 'example', 'did:peer:', 'did:example:1#key-1', 'did:example:1?a']) {
      await expect(resolver.resolve(text)).rejects.toMatchObject({ code: 'INVALID_DID' })
    }
  })

  it('[DID-3] refuses a prefix that would take in other methods', () => {
    for (const prefix of ['did:web', 'did', '', 'web:', 'did:Web:', '__proto__']) {
      expect(() => new PrefixResolver({ [prefix]: knows() })).toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          message: `the prefix ${JSON.stringify(prefix)} is not like 'did:web:'`,
        }),
      )
    }
  })

  it('[DID-1] tells what is resolvable, by the resolver of the prefix if it can', () => {
    const picky: DIDResolver = {
      resolve: () => Promise.reject(new Error('not asked')),
      isResolvable: (did) => did.endsWith('1'),
    }
    const resolver = new PrefixResolver({ 'did:example:': picky, 'did:peer:': knows() })
    expect(resolver.isResolvable('did:example:1')).toBe(true)
    expect(resolver.isResolvable('did:example:2')).toBe(false)
    expect(resolver.isResolvable('did:peer:2')).toBe(true)
    expect(resolver.isResolvable('did:web:a')).toBe(false)
    expect(resolver.isResolvable('did:peer:2#key-1')).toBe(false)
  })

  it('[DID-4] asks the resolver of the prefix for equivalent ids', () => {
    const peer: DIDResolver = {
      resolve: () => Promise.reject(new Error('not asked')),
      equivalentIds: (id) => [`${id}-short`],
    }
    const resolver = new PrefixResolver({ 'did:peer:': peer, 'did:web:': knows() })
    expect(resolver.equivalentIds('did:peer:4#key-1')).toEqual(['did:peer:4#key-1-short'])
    expect(resolver.equivalentIds('did:web:a')).toEqual([])
    expect(resolver.equivalentIds('did:example:a')).toEqual([])
  })
})
