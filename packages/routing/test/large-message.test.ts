import { readForward } from '@didcomm/routing'
import {
  alice,
  bob,
  didcommService,
  mediator1,
  mediator2,
  withServices,
} from '@didcomm/test-support'
import { expect, it } from 'vitest'
import { BASIC_MESSAGE, party, resolverOf } from './party.ts'

it('[RTE-2] carries a message of 5 MB through two mediators', async () => {
  const resolver = resolverOf(
    alice,
    withServices(
      bob,
      didcommService(bob.did, {
        uri: mediator1.did,
        routingKeys: ['did:example:mediator2#key-x25519-1'],
      }),
    ),
    mediator1,
    mediator2,
  )
  const content = 'x'.repeat(5_000_000)
  const sender = await party(resolver, alice)
  const message = { type: BASIC_MESSAGE, from: alice.did, to: [bob.did], body: { content } }
  const { packed } = await sender.packaging.packEncrypted(message, { to: bob.did })
  const { targets } = await sender.routing.route({ packed, to: bob.did })

  let text = targets[0]?.packed ?? ''
  for (const identity of [mediator1, mediator2]) {
    const mediator = await party(resolver, identity)
    const opened = await mediator.packaging.unpack(text, { maxBytes: 20_000_000 })
    text = readForward(opened.message).payloads[0] ?? ''
  }
  const recipient = await party(resolver, bob)
  const { message: received } = await recipient.packaging.unpack(text, { maxBytes: 20_000_000 })
  expect(received.body.content === content).toBe(true)
})
