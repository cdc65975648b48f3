import { DIDCommError, type DIDResolver } from '@didcomm/core'
import { RoutingService, type RoutingServiceOptions } from '@didcomm/routing'
import {
  bob,
  didcommService,
  type Identity,
  mediator1,
  mediator2,
  type StaticResolver,
  withServices,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { CountingPackaging, resolverOf, SEALED } from './party.ts'

function at(identity: Identity, ...uris: readonly string[]): Identity {
  return withServices(identity, ...uris.map((uri) => didcommService(identity.did, { uri })))
}

/** A document with nothing but endpoints. */
function relay(did: string, ...uris: readonly string[]): Identity {
  return at({ did, document: { id: did }, secrets: {} }, ...uris)
}

/** What comes of routing to bob, and what it cost. */
async function routeToBob(
  resolver: StaticResolver & DIDResolver,
  options: Partial<RoutingServiceOptions> = {},
) {
  const packaging = new CountingPackaging()
  const routing = new RoutingService({ packaging, resolver, ...options })
  const result = await routing.route({ packed: SEALED, to: bob.did }).catch((error: unknown) => {
    if (DIDCommError.is(error)) return error
    throw error
  })
  return { result, packs: packaging.packs, resolved: resolver.resolved }
}

describe('loops', () => {
  it('[RTE-3] refuses a recipient that is its own mediator', async () => {
    const { result, packs, resolved } = await routeToBob(resolverOf(at(bob, bob.did)))
    expect(result).toMatchObject({ code: 'ROUTING_LOOP', details: { did: 'did:example:bob' } })
    expect(packs).toBe(0)
    expect(resolved).toEqual(['did:example:bob'])
  })

  it('[RTE-3] refuses two mediators that name each other', async () => {
    const { result, packs, resolved } = await routeToBob(
      resolverOf(
        at(bob, mediator1.did),
        at(mediator1, mediator2.did),
        at(mediator2, mediator1.did),
      ),
    )
    expect(result).toMatchObject({ code: 'ROUTING_LOOP' })
    expect(String(result)).toContain('did:example:mediator2 names did:example:mediator1')
    expect(packs).toBe(0)
    expect(resolved).toEqual([bob.did, mediator1.did, mediator2.did])
  })

  it('[RTE-3] refuses a mediator that names the recipient', async () => {
    const { result } = await routeToBob(resolverOf(at(bob, mediator1.did), at(mediator1, bob.did)))
    expect(result).toMatchObject({ code: 'ROUTING_LOOP' })
  })

  it('[RTE-3] sees a loop through another form of one DID', async () => {
    const documents = resolverOf(
      at(bob, 'did:example:long'),
      relay('did:example:long', 'did:example:short'),
    )
    documents.documents.set(
      'did:example:short',
      relay('did:example:long', 'https://m.example').document,
    )
    const aliases = ['did:example:long', 'did:example:short']
    const resolver = Object.assign(documents, {
      equivalentIds: (id: string) => (aliases.includes(id) ? aliases : []),
    })
    expect((await routeToBob(resolver)).result).toMatchObject({ code: 'ROUTING_LOOP' })
  })

  it('[RTE-3] uses the endpoints that do not loop', async () => {
    const { result } = await routeToBob(
      resolverOf(at(bob, mediator1.did), at(mediator1, bob.did, 'https://m1.example')),
    )
    expect(result).toMatchObject({
      targets: [{ uri: 'https://m1.example', hops: [mediator1.did] }],
      problems: [{ code: 'ROUTING_LOOP' }],
    })
  })

  it('[RTE-3] lets a way pass one mediator twice in routing keys: it asked for that', async () => {
    const key = 'did:example:mediator1#key-x25519-1'
    const service = didcommService(bob.did, { uri: mediator1.did, routingKeys: [key] })
    const { result } = await routeToBob(
      resolverOf(withServices(bob, service), at(mediator1, 'https://m1.example')),
    )
    expect(result).toMatchObject({ targets: [{ hops: [mediator1.did, key] }], problems: [] })
  })
})

describe('more hops than allowed', () => {
  /** Bob behind so many mediators. */
  function chain(length: number): StaticResolver {
    const relays = Array.from({ length }, (_, i) =>
      relay(
        `did:example:m${i}`,
        i === length - 1 ? 'https://end.example' : `did:example:m${i + 1}`,
      ),
    )
    return resolverOf(at(bob, 'did:example:m0'), ...relays)
  }

  it('[RTE-3] refuses a chain of fifty mediators before it wraps for any of them', async () => {
    const { result, packs, resolved } = await routeToBob(chain(50))
    expect(result).toMatchObject({ code: 'ROUTING_LOOP', details: { maxHops: 10 } })
    expect(packs).toBe(0)
    expect(resolved).toHaveLength(11)
  })

  it('[RTE-3] allows ten, or as many as the application does', async () => {
    expect((await routeToBob(chain(10))).result).toMatchObject({
      targets: [{ uri: 'https://end.example' }],
    })
    expect((await routeToBob(chain(11))).result).toMatchObject({ code: 'ROUTING_LOOP' })
    expect((await routeToBob(chain(2), { maxHops: 1 })).result).toMatchObject({
      code: 'ROUTING_LOOP',
    })
    expect((await routeToBob(chain(20), { maxHops: 20 })).packs).toBe(20)
    expect((await routeToBob(chain(50), { maxHops: 50 })).result).toMatchObject({
      code: 'ROUTING_LOOP',
    })
  })

  it('[RTE-2] counts routing keys as hops', async () => {
    const routed = (length: number) => {
      const routingKeys = Array.from({ length }, (_, i) => `did:example:m${i}#key`)
      return resolverOf(
        withServices(bob, didcommService(bob.did, { uri: 'https://e.example', routingKeys })),
      )
    }
    expect((await routeToBob(routed(10))).packs).toBe(10)
    for (const length of [11, 100_000]) {
      const { result, packs } = await routeToBob(routed(length))
      expect(result).toMatchObject({ code: 'ROUTING_LOOP' })
      expect(packs).toBe(0)
    }
  })
})

describe('more endpoints than anybody needs', () => {
  /** Bob with a hundred thousand endpoints, and these behind them. */
  function crowd(uri: (i: number) => string, ...more: readonly string[]): Identity {
    const uris = Array.from({ length: 100_000 }, (_, i) => uri(i)).concat(more)
    return withServices(bob, {
      id: '#service',
      type: 'DIDCommMessaging',
      serviceEndpoint: uris.map((uri) => ({ uri })),
    })
  }

  it('[RTE-6] makes eight targets of a hundred thousand, or as many as the application wants', async () => {
    const resolver = resolverOf(crowd((i) => `https://${i}.example`))
    const { result } = await routeToBob(resolver)
    expect(result).toMatchObject({ targets: { length: 8 }, problems: [] })
    expect((await routeToBob(resolver, { maxTargets: 1 })).result).toMatchObject({
      targets: [{ uri: 'https://0.example' }],
    })
  })

  it('[RTE-3] resolves few of a hundred thousand mediators that are not there', async () => {
    const { result, resolved } = await routeToBob(
      resolverOf(crowd((i) => `did:example:m${i}`, 'https://bob.example')),
    )
    expect(result).toMatchObject({ code: 'DID_NOT_FOUND' })
    expect(resolved.length).toBeLessThan(40)
  })

  it('[RTE-1] finds the one endpoint behind a hundred thousand that cannot be used', async () => {
    const { result } = await routeToBob(resolverOf(crowd(() => 'ftp://x', 'https://bob.example')))
    expect(result).toMatchObject({ targets: [{ uri: 'https://bob.example' }] })
  })

  it('[RTE-3] resolves few in a tree of mediators that ends nowhere, and says so', async () => {
    const names = ['a', 'b', 'c', 'd']
    const resolver = resolverOf(at(bob, ...names.map((name) => `did:example:${name}`)))
    resolver.documents.get = (did) =>
      Map.prototype.get.call(resolver.documents, did) ??
      relay(did, ...names.map((name) => `${did}${name}`)).document
    const { result, resolved, packs } = await routeToBob(resolver)
    expect(result).toMatchObject({ code: 'ROUTING_LOOP' })
    expect(resolved.length).toBeLessThan(40)
    expect(packs).toBe(0)
  })
})

describe('endpoints that nobody should call', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,hello',
    'file:///etc/passwd',
    'did:example:mediator1#service',
    'did:example:mediator1?service=x',
    '//example.com',
    '/etc/passwd',
    'https:',
    'https://bob.example/\r\nx: y',
    'https://bob.example/ x',
    ' https://bob.example',
    '',
    'a'.repeat(1_000_000),
  ])('[RTE-6] has no target at %j', async (uri) => {
    const { result, resolved } = await routeToBob(resolverOf(at(bob, uri)))
    expect(result).toMatchObject({ targets: [], problems: [{ code: 'NO_SERVICE' }] })
    expect(resolved).toEqual([bob.did])
  })

  it('[RTE-2] wraps for nobody when one of the routing keys is no DID URL', async () => {
    const routingKeys = ['GzV1HTmYhKA', 'did:example:mediator1#key-x25519-1']
    const service = didcommService(bob.did, { uri: 'https://edge.example', routingKeys })
    const { result, packs } = await routeToBob(resolverOf(withServices(bob, service)))
    expect(result).toMatchObject({ code: 'INVALID_DID' })
    expect(packs).toBe(0)
  })

  it('[ENC-21] does not take the document of another DID for a mediator’s', async () => {
    const resolver = resolverOf(at(bob, 'did:example:honest'))
    resolver.documents.set(
      'did:example:honest',
      relay('did:example:mallory', 'https://mallory.example').document,
    )
    expect((await routeToBob(resolver)).result).toMatchObject({ code: 'INVALID_DID_DOCUMENT' })
  })

  it('keeps what it says short, whatever a DID holds', async () => {
    const long = `did:example:${'x'.repeat(10_000)}`
    const { result } = await routeToBob(resolverOf(at(bob, long), relay(long)))
    expect(result).toMatchObject({ code: 'NO_SERVICE' })
    expect(String(result).length).toBeLessThan(500)
  })
})

describe('a document that asks for much work', () => {
  const key = (number: number): string => `did:example:mediator1#key-${number}`

  it('[RTE-6] is wrapped for forty times at most, over all its endpoints', async () => {
    const services = Array.from({ length: 8 }, (_, first) =>
      didcommService(bob.did, {
        uri: `https://${first}.example`,
        routingKeys: Array.from({ length: 10 }, (_, i) => key(10 * first + i)),
      }),
    )
    const { result, packs } = await routeToBob(resolverOf(withServices(bob, ...services)))
    expect(result).toMatchObject({ targets: { length: 4 } })
    expect(packs).toBe(40)
  })

  it('[RTE-6] has ways that fail counted like those that do not', async () => {
    const services = Array.from({ length: 30 }, (_, number) =>
      didcommService(bob.did, { uri: `https://${number}.example`, routingKeys: [key(number)] }),
    )
    const resolver = resolverOf(withServices(bob, ...services))
    let packs = 0
    const packaging = {
      unpack: () => Promise.reject(new Error('nothing is opened')),
      packEncrypted: () => {
        packs++
        return Promise.reject(new DIDCommError('KEY_NOT_FOUND', 'there is no such key'))
      },
    }
    const routing = new RoutingService({ packaging, resolver })
    await expect(routing.route({ packed: SEALED, to: bob.did })).rejects.toMatchObject({
      code: 'KEY_NOT_FOUND',
    })
    expect(packs).toBe(8)
  })
})
