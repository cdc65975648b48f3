import { parseDIDDocument } from '@didcomm/core/did'
import { readEndpoints } from '@didcomm/routing'
import { describe, expect, it } from 'vitest'

const DID = 'did:example:bob'
const MEDIATOR_KEY = 'did:example:mediator1#key-x25519-1'

function endpointsOf(service: unknown) {
  return readEndpoints(parseDIDDocument({ id: DID, service }, DID))
}

function urisOf(service: unknown): readonly string[] {
  return endpointsOf(service).map(({ uri }) => uri)
}

/** A service with this `serviceEndpoint`. */
function service(serviceEndpoint: unknown, more: object = {}): object {
  return { id: '#service', type: 'DIDCommMessaging', serviceEndpoint, ...more }
}

describe('the forms of a service', () => {
  it('[RTE-1] reads an object', () => {
    expect(
      endpointsOf([
        {
          id: 'did:example:bob#didcomm-1',
          type: 'DIDCommMessaging',
          serviceEndpoint: {
            uri: 'https://example.com/path',
            accept: ['didcomm/v2', 'didcomm/aip2;env=rfc587'],
            routingKeys: [MEDIATOR_KEY],
          },
        },
      ]),
    ).toEqual([
      {
        serviceId: 'did:example:bob#didcomm-1',
        uri: 'https://example.com/path',
        accept: ['didcomm/v2', 'didcomm/aip2;env=rfc587'],
        routingKeys: [MEDIATOR_KEY],
      },
    ])
  })

  it('[RTE-1] reads an array of objects, and several services, in their order', () => {
    expect(
      urisOf([
        service([{ uri: 'https://b.example' }, { uri: 'wss://a.example' }]),
        service({ uri: 'did:example:mediator1' }),
      ]),
    ).toEqual(['https://b.example', 'wss://a.example', 'did:example:mediator1'])
  })

  it('[RTE-1] reads a string, and what older peers write beside it', () => {
    expect(
      endpointsOf([
        service('https://a.example', { routingKeys: [MEDIATOR_KEY], accept: ['didcomm/v2'] }),
        service(['https://b.example']),
      ]),
    ).toEqual([
      {
        serviceId: 'did:example:bob#service',
        uri: 'https://a.example',
        accept: ['didcomm/v2'],
        routingKeys: [MEDIATOR_KEY],
      },
      {
        serviceId: 'did:example:bob#service',
        uri: 'https://b.example',
        accept: [],
        routingKeys: [],
      },
    ])
  })

  it('[RTE-1] takes routing keys from beside an object that has none, and in the spelling of didcomm-node', () => {
    const keys = [MEDIATOR_KEY]
    for (const written of [
      service({ uri: 'https://a.example' }, { routingKeys: keys }),
      service({ uri: 'https://a.example', routing_keys: keys }),
      service('https://a.example', { routing_keys: keys }),
      service({ uri: 'https://a.example', routingKeys: keys }, { routingKeys: ['did:x:other'] }),
    ]) {
      expect(endpointsOf([written])[0]?.routingKeys).toEqual(keys)
    }
  })

  it('[RTE-1] makes ids and routing keys absolute', () => {
    const [endpoint] = endpointsOf([service({ uri: 'https://a.example', routingKeys: ['#edge'] })])
    expect(endpoint).toMatchObject({
      serviceId: 'did:example:bob#service',
      routingKeys: ['did:example:bob#edge'],
    })
  })

  it('[RTE-1] reads null as absent, and a service without an id', () => {
    expect(
      endpointsOf([
        {
          type: 'DIDCommMessaging',
          serviceEndpoint: { uri: 'https://a.example', accept: null, routingKeys: null },
        },
      ]),
    ).toEqual([{ uri: 'https://a.example', accept: [], routingKeys: [] }])
  })
})

describe('which services are DIDComm', () => {
  it('[RTE-1] reads the type as a string or in an array, and no other types', () => {
    const typed = (type: unknown, uri: string) => service({ uri }, { type })
    expect(
      urisOf([
        typed('LinkedDomains', 'https://no.example'),
        typed(['Other', 'DIDCommMessaging'], 'https://a.example'),
        typed(['LinkedDomains'], 'https://no.example'),
        typed(['didcommmessaging'], 'https://no.example'),
        typed([['DIDCommMessaging']], 'https://no.example'),
        typed(undefined, 'https://no.example'),
        typed('DIDCommMessaging', 'https://b.example'),
      ]),
    ).toEqual(['https://a.example', 'https://b.example'])
  })

  it.each([
    ['missing', undefined],
    ['empty', []],
    ['didcomm/v2', ['didcomm/v2']],
    ['didcomm/v2 among others', ['didcomm/aip1', 'didcomm/v2']],
    ['didcomm/v2 with a parameter', ['didcomm/v2;env=x']],
    ['didcomm/v2 as a string', 'didcomm/v2'],
    ['didcomm/v2 among nonsense', [5, null, 'didcomm/v2']],
  ])('[RTE-1] uses an endpoint whose accept is %s', (_, accept) => {
    expect(urisOf([service({ uri: 'https://a.example', accept })])).toEqual(['https://a.example'])
  })

  it.each([
    ['other profiles', ['didcomm/aip2;env=rfc587', 'didcomm/v20', 'xdidcomm/v2']],
    ['nonsense', [5]],
    ['an object', { 'didcomm/v2': true }],
  ])('[RTE-1] skips an endpoint whose accept has %s', (_, accept) => {
    const endpoints = [{ uri: 'https://no.example', accept }, { uri: 'https://a.example' }]
    expect(urisOf([service(endpoints)])).toEqual(['https://a.example'])
  })
})

describe('what is malformed', () => {
  it.each<[string, unknown]>([
    ['no uri', {}],
    ['a uri that is a number', { uri: 5 }],
    ['a uri that is an object', { uri: { uri: 'https://no.example' } }],
    ['null', null],
    ['a number', 5],
    ['an array in the array', [[{ uri: 'https://no.example' }]]],
    ['routingKeys that are a string', { uri: 'https://no.example', routingKeys: MEDIATOR_KEY }],
    ['routingKeys that hold a number', { uri: 'https://no.example', routingKeys: [5] }],
  ])('[RTE-1] skips %s, and keeps the rest', (_, malformed) => {
    expect(
      urisOf([
        service([malformed]),
        'no service',
        null,
        service([malformed, { uri: 'https://a.example' }]),
      ]),
    ).toEqual(['https://a.example'])
  })

  it('[RTE-1] finds nothing where there is no list of services', () => {
    for (const service of [undefined, null, 5, 'DIDCommMessaging', {}, []]) {
      expect(endpointsOf(service)).toEqual([])
    }
  })

  it('[RTE-1] reads a hundred thousand endpoints, and nesting without end', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ uri: `https://${i}.example` }))
    expect(endpointsOf([service(many)])).toHaveLength(100_000)
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
    expect(
      endpointsOf([service(deep), service({ uri: deep, routingKeys: deep, accept: deep })]),
    ).toEqual([])
    expect(endpointsOf([service({ uri: 'https://a.example', routingKeys: deep })])).toEqual([])
  })
})
