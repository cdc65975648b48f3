import { DIDCommError, type PackagingService } from '@didcomm/core'
import { isForward, readForward } from '@didcomm/routing'
import { alice, bob, carol, mallory, mediator1, mediator2 } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { BASIC_MESSAGE, FORWARD, packFor, party, type Party, resolverOf, SEALED } from './party.ts'

const KEY2 = 'did:example:mediator2#key-x25519-1'
const CAROLS = 'did:example:carol#key-x25519-1'
const resolver = resolverOf(alice, bob, carol, mallory, mediator1, mediator2)

async function code(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason)
  return DIDCommError.is(error) ? error.code : `not refused: ${String(error)}`
}

/** Packs a forward of anybody's making, for `to`. */
async function packForward({ packaging }: Party, to: string, forward: object): Promise<string> {
  const message = { type: FORWARD, body: {}, ...forward }
  return (await packaging.packEncrypted(message, { to })).packed
}

describe('rewrap', () => {
  it('[RTE-7] wraps for the routing keys that the recipient registered, from last to first', async () => {
    const mediator = await party(resolver, mediator1)
    const payload = await packFor(await party(resolver, alice), bob.did)
    const packed = await mediator.routing.rewrap({
      payload,
      next: bob.did,
      routingKeys: [KEY2, CAROLS],
      expiresTime: 2_000_000_000,
      delayMilli: 10,
    })
    const second = await (await party(resolver, mediator2)).packaging.unpack(packed)
    expect(second.message).toMatchObject({
      to: ['did:example:mediator2'],
      expires_time: 2_000_000_000,
      delay_milli: 10,
    })
    const atSecond = readForward(second.message)
    expect(atSecond.next).toBe(CAROLS)
    const third = await (await party(resolver, carol)).packaging.unpack(atSecond.payloads[0] ?? '')
    const atThird = readForward(third.message)
    expect(atThird.next).toBe('did:example:bob')
    expect(JSON.parse(atThird.payloads[0] ?? '')).toEqual(JSON.parse(payload))
  })

  it('[RTE-7] makes a fresh forward to the recipient itself', async () => {
    const mediator = await party(resolver, mediator1)
    const payload = await packFor(await party(resolver, alice), bob.did)
    const packed = await mediator.routing.rewrap({ payload, next: bob.did, to: bob.did })
    const { message, layers } = await (await party(resolver, bob)).packaging.unpack(packed)
    expect(layers.map(({ kind }) => kind)).toEqual(['anoncrypt'])
    expect(message).toMatchObject({
      type: FORWARD,
      to: ['did:example:bob'],
      body: { next: 'did:example:bob' },
    })
  })

  it('[RTE-7] does both: the forward to the recipient is inside those for the keys', async () => {
    const mediator = await party(resolver, mediator1)
    const payload = await packFor(await party(resolver, alice), bob.did)
    const packed = await mediator.routing.rewrap({
      payload,
      next: bob.did,
      routingKeys: [KEY2],
      to: bob.did,
    })
    const { message } = await (await party(resolver, mediator2)).packaging.unpack(packed)
    const { next, payloads } = readForward(message)
    expect(next).toBe('did:example:bob')
    const { sender } = await (await party(resolver, bob)).routing.unpack(payloads[0] ?? '')
    expect(sender).toBe('did:example:alice')
  })

  it('[RTE-7] passes on what it cannot read', async () => {
    const { routing } = await party(resolver, mediator1)
    for (const payload of ['e30.a.b.c.d', '{"any":"JSON"}']) {
      const packed = await routing.rewrap({ payload, next: bob.did, to: bob.did })
      const { message } = await (await party(resolver, bob)).packaging.unpack(packed)
      expect(readForward(message).payloads).toEqual([payload])
    }
  })

  it('[RTE-7] refuses to wrap for nobody, and for more hops than allowed', async () => {
    const { routing } = await party(resolver, mediator1)
    const payload = SEALED
    expect(await code(routing.rewrap({ payload, next: bob.did }))).toBe('INVALID_ARGUMENT')
    const routingKeys = Array.from({ length: 11 }, () => KEY2)
    expect(await code(routing.rewrap({ payload, next: bob.did, routingKeys }))).toBe('ROUTING_LOOP')
    const to = 'did:example:nobody'
    expect(await code(routing.rewrap({ payload, next: to, to }))).toBe('DID_NOT_FOUND')
  })
})

describe('unpack', () => {
  it('[RTE-7] opens what a mediator rewrapped, and tells what the message inside proves', async () => {
    const mediator = await party(resolver, mediator1)
    const recipient = await party(resolver, bob)
    const payload = await packFor(await party(resolver, alice), bob.did)
    const packed = await mediator.routing.rewrap({ payload, next: bob.did, to: bob.did })
    expect(await recipient.routing.unpack(packed)).toEqual(
      await recipient.packaging.unpack(payload),
    )
  })

  it('[RTE-7] opens a forward to one of the recipient’s kids, and to another form of its DID', async () => {
    const sender = await party(resolver, alice)
    const payload = JSON.parse(await packFor(sender, bob.did)) as unknown
    const aliased = Object.assign(resolverOf(alice, bob), {
      equivalentIds: (id: string) => (id === bob.did ? ['did:example:robert'] : []),
    })
    const recipient = await party(aliased, bob)
    for (const next of ['did:example:bob#key-p256-2', 'did:example:robert']) {
      const packed = await packForward(sender, bob.did, {
        body: { next },
        attachments: [{ data: { json: payload } }],
      })
      expect((await recipient.routing.unpack(packed)).sender).toBe(alice.did)
    }
  })

  it('[RTE-7] returns every other message as it is', async () => {
    const sender = await party(resolver, alice)
    const mediator = await party(resolver, mediator1)
    const plain = await mediator.routing.unpack(await packFor(sender, mediator1.did))
    expect(plain.message.type).toBe(BASIC_MESSAGE)

    const json = JSON.parse(await packFor(sender, bob.did)) as unknown
    const attachments = [{ data: { json } }]
    for (const next of [
      bob.did,
      'did:example:mediator',
      'did:example:mediator11',
      'no DID',
      '',
      5,
      null,
    ]) {
      const packed = await packForward(sender, mediator1.did, { body: { next }, attachments })
      const { message } = await mediator.routing.unpack(packed)
      expect(isForward(message)).toBe(true)
      expect(message.body.next).toBe(next)
    }
  })

  it('[RTE-7] returns a forward to the recipient with several payloads, or linked ones, to be read', async () => {
    const sender = await party(resolver, alice)
    const recipient = await party(resolver, bob)
    const data = { json: JSON.parse(await packFor(sender, bob.did)) as unknown }
    const linked = { links: ['https://cdn.example'], hash: 'zQm' }
    for (const attachments of [
      [{ data }, { data }],
      [{ data: linked }],
      [{ data }, { data: linked }],
    ]) {
      const packed = await packForward(sender, bob.did, { body: { next: bob.did }, attachments })
      expect(isForward((await recipient.routing.unpack(packed)).message)).toBe(true)
    }
  })

  it('[RTE-7] does not open a forward that came without encryption', async () => {
    const { packaging } = await party(resolver, alice)
    const recipient = await party(resolver, bob)
    const json = { id: '1', type: BASIC_MESSAGE, body: {} }
    const { packed } = await packaging.packPlaintext({
      type: FORWARD,
      body: { next: bob.did },
      attachments: [{ data: { json } }],
    })
    expect(isForward((await recipient.routing.unpack(packed)).message)).toBe(true)
  })

  it('[RTE-7] proves nothing by the forward: what is inside stands for itself', async () => {
    const recipient = await party(resolver, bob)
    const attacker = await party(resolver, mallory)
    const json = { id: '1', type: BASIC_MESSAGE, from: alice.did, to: [bob.did], body: {} }
    const packed = await packForward(attacker, bob.did, {
      from: mallory.did,
      body: { next: bob.did },
      attachments: [{ data: { json } }],
    })
    expect(await recipient.routing.unpack(packed)).toMatchObject({
      message: { id: '1' },
      layers: [],
      encrypted: false,
      authenticated: false,
      sender: undefined,
    })
  })

  it('[RTE-7] refuses a forward to the recipient that holds nothing, and one that it cannot open', async () => {
    const sender = await party(resolver, alice)
    const recipient = await party(resolver, bob)
    const body = { next: bob.did }
    const empty = await packForward(sender, bob.did, { body })
    expect(await code(recipient.routing.unpack(empty))).toBe('INVALID_MESSAGE')
    const json = JSON.parse(await packFor(sender, carol.did)) as unknown
    const others = await packForward(sender, bob.did, { body, attachments: [{ data: { json } }] })
    expect(await code(recipient.routing.unpack(others))).toBe('SECRET_NOT_FOUND')
  })

  it('[RTE-7] opens ten forwards inside each other, and not eleven', async () => {
    const mediator = await party(resolver, mediator1)
    const recipient = await party(resolver, bob)
    let packed = await packFor(await party(resolver, alice), bob.did)
    for (let depth = 0; depth < 10; depth++) {
      packed = await mediator.routing.rewrap({ payload: packed, next: bob.did, to: bob.did })
    }
    expect((await recipient.routing.unpack(packed)).sender).toBe(alice.did)
    packed = await mediator.routing.rewrap({ payload: packed, next: bob.did, to: bob.did })
    expect(await code(recipient.routing.unpack(packed))).toBe('ROUTING_LOOP')
  })

  it('passes the policy on to every envelope', async () => {
    const policies: unknown[] = []
    const { packaging } = await party(resolver, bob)
    const unpack: PackagingService['unpack'] = (packed, policy) => {
      policies.push(policy)
      return packaging.unpack(packed, policy)
    }
    const packEncrypted = packaging.packEncrypted.bind(packaging)
    const { routing } = await party(resolver, bob, { packaging: { packEncrypted, unpack } })
    const payload = await packFor(await party(resolver, alice), bob.did)
    const packed = await routing.rewrap({ payload, next: bob.did, to: bob.did })
    const policy = { acceptUnnamedRecipient: true }
    await routing.unpack(packed, policy)
    expect(policies).toEqual([policy, policy])
  })
})
