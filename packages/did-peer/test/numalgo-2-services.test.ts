import { DIDPeerResolver } from '@didcomm/did-peer'
import { didPeerVectors } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const KEY = '.Ez6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'

function base64(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64')
}

function base64url(value: unknown): string {
  return Buffer.from(base64(value), 'base64').toString('base64url')
}

async function servicesOf(...encoded: string[]): Promise<unknown> {
  const elements = encoded.map((service) => `.S${service}`).join('')
  return (await new DIDPeerResolver().resolve(`did:peer:2${KEY}${elements}`)).service
}

describe('services of a did:peer:2', () => {
  it('[DID-4] reads a service whose endpoint is a bare string with its siblings', async () => {
    // The second published pair is of this older encoding.
    const did = didPeerVectors.numalgo3[1]?.numalgo2 ?? ''
    expect((await new DIDPeerResolver().resolve(did)).service).toEqual([
      {
        id: '#service',
        type: 'DIDCommMessaging',
        serviceEndpoint: 'https://example.com/endpoint',
        routingKeys: ['did:example:somemediator#somekey'],
        accept: ['didcomm/v2', 'didcomm/aip2;env=rfc587'],
      },
    ])
  })

  it('[DID-4] reads a whole list of services in one element', async () => {
    // Peer DID Method as of 2021: two services, the second of a type of its own.
    const encoded =
      'W3sidCI6ImRtIiwicyI6Imh0dHBzOi8vZXhhbXBsZS5jb20vZW5kcG9pbnQiLCJyIjpbImRpZDpleGFtcGxlOnNvbWVtZWRpYXRvciNzb21la2V5Il19LHsidCI6ImV4YW1wbGUiLCJzIjoiaHR0cHM6Ly9leGFtcGxlLmNvbS9lbmRwb2ludDIiLCJyIjpbImRpZDpleGFtcGxlOnNvbWVtZWRpYXRvciNzb21la2V5MiJdLCJhIjpbImRpZGNvbW0vdjIiLCJkaWRjb21tL2FpcDI7ZW52PXJmYzU4NyJdfV0'
    expect(await servicesOf(encoded)).toEqual([
      {
        id: '#service',
        type: 'DIDCommMessaging',
        serviceEndpoint: 'https://example.com/endpoint',
        routingKeys: ['did:example:somemediator#somekey'],
      },
      {
        id: '#service-1',
        type: 'example',
        serviceEndpoint: 'https://example.com/endpoint2',
        routingKeys: ['did:example:somemediator#somekey2'],
        accept: ['didcomm/v2', 'didcomm/aip2;env=rfc587'],
      },
    ])
  })

  it('[DID-4] reads an endpoint that is a list', async () => {
    expect(
      await servicesOf(base64url({ t: 'dm', s: [{ uri: 'a:1', a: ['didcomm/v2'], r: [] }] })),
    ).toEqual([
      {
        id: '#service',
        type: 'DIDCommMessaging',
        serviceEndpoint: [{ uri: 'a:1', accept: ['didcomm/v2'], routingKeys: [] }],
      },
    ])
  })

  it('[DID-4] reads base64 of which only the first + and / were replaced, with its padding', async () => {
    const service = { t: 'dm', s: { uri: 'https://b.example/?~?~?o~~>>?>>?~~' } }
    const encoded = base64(service)
    const replaced = encoded.replace('+', '-').replace('/', '_')
    expect(replaced).toMatch(/\+.*\/.*=$/)
    expect(await servicesOf(replaced)).toEqual([
      { id: '#service', type: 'DIDCommMessaging', serviceEndpoint: service.s },
    ])
  })

  it('[DID-4] keeps ids, numbers the services that have none, and keeps what it does not know', async () => {
    const services = await servicesOf(
      base64url({ t: 'dm', s: 'a:1' }),
      base64url({ id: '#inbox', t: 'dm', s: 'a:2' }),
      base64url([
        { type: 'LinkedDomains', serviceEndpoint: 'https://b.example', priority: 1 },
        { t: ['x', 'y'], s: { b: { c: null } } },
      ]),
    )
    expect(services).toEqual([
      { id: '#service', type: 'DIDCommMessaging', serviceEndpoint: 'a:1' },
      { id: '#inbox', type: 'DIDCommMessaging', serviceEndpoint: 'a:2' },
      {
        id: '#service-1',
        type: 'LinkedDomains',
        serviceEndpoint: 'https://b.example',
        priority: 1,
      },
      { id: '#service-2', type: ['x', 'y'], serviceEndpoint: { b: { c: null } } },
    ])
  })

  it('takes a member called __proto__ for a member', async () => {
    const services = await servicesOf(base64url('{"t":"dm","s":"a:1","__proto__":{"x":1}}'))
    expect(Object.getPrototypeOf((services as object[])[0])).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it.each([
    ['no service', ''],
    ['text that is not base64', 'a*b'],
    ['a number of characters that base64 does not have', 'e30AA'],
    ['what is not UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('base64url')],
    ['what is not JSON', base64url('{"t":')],
    ['a string', base64url('"dm"')],
    ['a list of strings', base64url(['dm'])],
    ['a service without a type', base64url({ s: 'a:1' })],
    ['a service whose id is a number', base64url({ id: 1, t: 'dm', s: 'a:1' })],
  ])('[DID-4] refuses %s', async (_, encoded) => {
    await expect(servicesOf(encoded)).rejects.toMatchObject({ code: 'INVALID_DID' })
  })
})
