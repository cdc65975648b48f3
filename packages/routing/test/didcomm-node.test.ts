import { readForward } from '@didcomm/routing'
import {
  alice,
  bob,
  didcommNodePeer,
  didcommService,
  type Identity,
  mediator1,
  mediator2,
  withServices,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { BASIC_MESSAGE, packFor, party, resolverOf } from './party.ts'

const KEY1 = 'did:example:mediator1#key-x25519-1'
const KEY2 = 'did:example:mediator2#key-p256-1'

/** Bob behind two mediators, by their keys, and by the DID of the first with the key of the second. */
const routes: readonly [string, Identity, readonly string[]][] = [
  [
    'routing keys',
    withServices(
      bob,
      didcommService(bob.did, { uri: 'https://edge.example', routingKeys: [KEY1, KEY2] }),
    ),
    [KEY2, 'did:example:bob'],
  ],
  [
    'a DID as endpoint',
    withServices(bob, didcommService(bob.did, { uri: mediator1.did, routingKeys: [KEY2] })),
    [KEY2, 'did:example:bob'],
  ],
]

function peerOf(identity: Identity, recipient: Identity) {
  const documents = [alice, recipient, mediator1, mediator2].map(({ document }) => document)
  return didcommNodePeer({ documents, secrets: identity.secrets })
}

describe.each(routes)('didcomm-node, by %s', (_, recipient, nexts) => {
  const resolver = resolverOf(alice, recipient, mediator1, mediator2)

  it('[RTE-4] opens our forwards, and the message inside', async () => {
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets } = await sender.routing.route({ packed, to: bob.did })
    let text = targets[0]?.packed ?? ''
    const seen: string[] = []
    for (const mediator of [mediator1, mediator2]) {
      const forward = await peerOf(mediator, recipient).unpackForward(text)
      seen.push(forward.next)
      text = forward.packed
    }
    expect(seen).toEqual(nexts)
    const { message, metadata } = await peerOf(recipient, recipient).unpack(text)
    expect(message.body).toEqual({ content: 'Lunch?' })
    expect(metadata.authenticated).toBe(true)
  })

  it('[RTE-7] writes forwards that we read, and unwrap to its message', async () => {
    const { packed } = await peerOf(alice, recipient).pack({
      message: { id: '1', type: BASIC_MESSAGE, from: alice.did, to: [bob.did], body: { n: 1 } },
      from: alice.did,
      to: bob.did,
      forward: true,
    })
    let text = packed
    const seen: string[] = []
    for (const identity of [mediator1, mediator2]) {
      const mediator = await party(resolver, identity)
      const { next, payloads, linked } = readForward((await mediator.routing.unpack(text)).message)
      expect([payloads.length, linked.length]).toEqual([1, 0])
      seen.push(next)
      text = payloads[0] ?? ''
    }
    expect(seen).toEqual(nexts)
    const opened = await (await party(resolver, recipient)).routing.unpack(text)
    expect(opened).toMatchObject({ sender: alice.did, message: { id: '1', body: { n: 1 } } })
  })
})

describe('didcomm-node as a mediator that rewraps', () => {
  it('[RTE-7] wraps for a key of the recipient, and we open both', async () => {
    const resolver = resolverOf(alice, bob, mediator1)
    const payload = await packFor(await party(resolver, alice), bob.did)
    const packed = await peerOf(mediator1, bob).wrapInForward({
      packed: payload,
      to: bob.did,
      routingKeys: ['did:example:bob#key-x25519-1'],
    })
    const { message, sender } = await (await party(resolver, bob)).routing.unpack(packed)
    expect(message.body).toEqual({ content: 'Lunch?' })
    expect(sender).toBe(alice.did)
  })

  it('[RTE-7] opens what we rewrapped', async () => {
    const resolver = resolverOf(alice, bob, mediator1)
    const payload = await packFor(await party(resolver, alice), bob.did)
    const mediator = await party(resolver, mediator1)
    const packed = await mediator.routing.rewrap({ payload, next: bob.did, to: bob.did })
    const forward = await peerOf(bob, bob).unpackForward(packed)
    expect(forward.next).toBe(bob.did)
    const { message } = await peerOf(bob, bob).unpack(forward.packed)
    expect(message.body).toEqual({ content: 'Lunch?' })
  })
})
