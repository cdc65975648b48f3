import { DIDCommError, type DIDDocument, type Message } from '@didcomm/core'
import { parseDIDDocument } from '@didcomm/core/did'
import { readEndpoints, readForward, RoutingService } from '@didcomm/routing'
import { StaticResolver } from '@didcomm/test-support'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CountingPackaging, FORWARD, SEALED } from './party.ts'

const BOB = 'did:example:bob'
const MEDIATOR = 'did:example:mediator'

/** Mostly what belongs there, and now and then something else. */
function orAnyJson<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: fc.jsonValue() })
}

function anyRecord(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  return orAnyJson(fc.record(model, { requiredKeys: [] }))
}

const uri = orAnyJson(
  fc.oneof(
    fc.constantFrom('https://a.example', 'javascript:x', BOB, MEDIATOR, `${BOB}#1`),
    fc.webUrl(),
  ),
)
const keys = orAnyJson(
  fc.array(orAnyJson(fc.constantFrom(`${MEDIATOR}#key`, MEDIATOR, '#key', 'x'))),
)
const accept = orAnyJson(fc.array(orAnyJson(fc.constantFrom('didcomm/v2', 'didcomm/v2;x', 'a'))))
const endpoint = anyRecord({ uri, routingKeys: keys, routing_keys: keys, accept })
const service = anyRecord({
  id: orAnyJson(fc.constantFrom('#s', `${BOB}#s`)),
  type: orAnyJson(fc.constantFrom('DIDCommMessaging', ['DIDCommMessaging'], 'Other')),
  serviceEndpoint: fc.oneof(endpoint, fc.array(endpoint), uri),
  routingKeys: keys,
  accept,
})
const services = orAnyJson(fc.array(service))

const text = fc.string().map((value) => Buffer.from(value).toString('base64url'))
const data = orAnyJson(
  fc.oneof(
    fc.record({ json: fc.jsonValue() }),
    fc.record({ base64: fc.oneof(text, fc.base64String()) }),
    fc.record({ links: fc.array(fc.webUrl()), hash: fc.string() }),
  ),
)
const message = fc.record(
  {
    id: orAnyJson(fc.constant('1')),
    type: orAnyJson(fc.constant(FORWARD)),
    body: orAnyJson(fc.record({ next: orAnyJson(fc.constant(BOB)) })),
    attachments: orAnyJson(fc.array(fc.record({ data }), { maxLength: 3 })),
    expires_time: orAnyJson(fc.integer()),
    delay_milli: orAnyJson(fc.integer()),
  },
  { requiredKeys: ['id', 'type', 'body', 'attachments'] },
)

it('[RTE-1] reads whatever stands in a document for services', () => {
  fc.assert(
    fc.property(services, (service) => {
      for (const found of readEndpoints(parseDIDDocument({ id: BOB, service }, BOB))) {
        expect(found).toMatchObject({ uri: expect.any(String), routingKeys: expect.any(Array) })
        for (const key of [...found.routingKeys, ...found.accept]) expect(key).toBeTypeOf('string')
      }
    }),
    { numRuns: 500 },
  )
})

it('[RTE-5] routes by whatever stands there, or says with a DIDCommError why not', async () => {
  await fc.assert(
    fc.asyncProperty(services, services, async (ofBob, ofMediator) => {
      const resolver = new StaticResolver([
        { id: BOB, service: ofBob } as DIDDocument,
        { id: MEDIATOR, service: ofMediator } as DIDDocument,
      ])
      const routing = new RoutingService({ packaging: new CountingPackaging(), resolver })
      try {
        const { targets, problems } = await routing.route({ packed: SEALED, to: BOB })
        expect(targets.length + problems.length).toBeGreaterThan(0)
        for (const target of targets) {
          expect(target.uri).toMatch(/^(https?|wss?|didcomm):\S+$/i)
          expect(target.packed).toBe(SEALED)
          expect(target.hops.length).toBeLessThanOrEqual(10)
        }
      } catch (error) {
        if (!DIDCommError.is(error)) throw error
      }
    }),
    { numRuns: 500 },
  )
})

it('[RTE-7] reads whatever claims to be a forward, or says with a DIDCommError why not', () => {
  let read = 0
  fc.assert(
    fc.property(message, (claimed) => {
      try {
        const { next, payloads, linked } = readForward(claimed as Message)
        expect(next).toBeTypeOf('string')
        expect(payloads.length + linked.length).toBeGreaterThan(0)
        for (const payload of payloads) expect(payload).toBeTypeOf('string')
        read++
      } catch (error) {
        if (!DIDCommError.is(error)) throw error
      }
    }),
    { numRuns: 1000 },
  )
  expect(read).toBeGreaterThan(0)
})
