import { DIDCommError } from '@didcomm/core'
import { readForward } from '@didcomm/routing'
import {
  alice,
  bob,
  carol,
  didcommService,
  type Identity,
  mediator1,
  mediator2,
  withServices,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import {
  BASIC_MESSAGE,
  CountingPackaging,
  packFor,
  party,
  type Party,
  renamed,
  resolverOf,
  SEALED,
} from './party.ts'

const KEY1 = 'did:example:mediator1#key-x25519-1'
const KEY2 = 'did:example:mediator2#key-x25519-1'

/** An identity with one endpoint. */
function at(identity: Identity, uri: string, routingKeys: readonly string[] = []): Identity {
  return withServices(identity, didcommService(identity.did, { uri, routingKeys }))
}

/** Opens a forward as this mediator, and returns what it hands on, and all that it can read. */
async function forwardBy({ packaging }: Party, packed: string) {
  const { message, layers } = await packaging.unpack(packed)
  const { next, payloads } = readForward(message)
  expect(payloads).toHaveLength(1)
  return { next, payload: payloads[0] ?? '', layers, sees: JSON.stringify(message) }
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason)
  return DIDCommError.is(error) ? error.code : `not refused: ${String(error)}`
}

describe('a recipient behind nobody', () => {
  it('[RTE-6] gets the message as it is, at each of its endpoints in its order', async () => {
    const resolver = resolverOf(
      alice,
      withServices(
        bob,
        didcommService(bob.did, { uri: 'wss://bob.example/ws' }, 'first'),
        didcommService(bob.did, { uri: 'https://bob.example' }, 'second'),
      ),
    )
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    expect(await sender.routing.route({ packed, to: bob.did })).toEqual({
      targets: [
        { uri: 'wss://bob.example/ws', packed, hops: [], serviceId: 'did:example:bob#first' },
        { uri: 'https://bob.example', packed, hops: [], serviceId: 'did:example:bob#second' },
      ],
      problems: [],
    })
  })

  it('takes a kid for the recipient, and a message that is signed and not encrypted', async () => {
    const resolver = resolverOf(alice, at(bob, 'https://bob.example'))
    const { packaging, routing } = await party(resolver, alice)
    const { packed } = await packaging.packSigned(
      { type: BASIC_MESSAGE, from: alice.did, to: [bob.did] },
      { signBy: alice.did },
    )
    const { targets } = await routing.route({ packed, to: 'did:example:bob#key-x25519-1' })
    expect(targets.map(({ uri }) => uri)).toEqual(['https://bob.example'])
  })
})

describe('routing keys', () => {
  it('[RTE-2] wraps from the last to the first, and each mediator sees the next hop alone', async () => {
    const identities = [alice, at(bob, 'https://edge.example', [KEY1, KEY2]), mediator1, mediator2]
    const resolver = resolverOf(...identities)
    const sender = await party(resolver, alice)
    const first = await party(resolver, mediator1)
    const second = await party(resolver, mediator2)
    const recipient = await party(resolver, bob)

    const packed = await packFor(sender, bob.did)
    const { targets } = await sender.routing.route({ packed, to: bob.did })
    expect(targets).toHaveLength(1)
    expect(targets[0]).toMatchObject({ uri: 'https://edge.example', hops: [KEY1, KEY2] })
    const sent = targets[0]?.packed ?? ''
    expect(sent).not.toContain('did:example:bob')
    expect(sent).not.toContain('did:example:mediator2')
    expect(await refusal(second.packaging.unpack(sent))).toBe('SECRET_NOT_FOUND')
    expect(await refusal(recipient.packaging.unpack(sent))).toBe('SECRET_NOT_FOUND')

    const atFirst = await forwardBy(first, sent)
    expect(atFirst.next).toBe(KEY2)
    expect(atFirst.sees).not.toContain('did:example:bob')
    expect(atFirst.sees).not.toContain('did:example:alice')
    expect(await refusal(first.packaging.unpack(atFirst.payload))).toBe('SECRET_NOT_FOUND')
    expect(await refusal(recipient.packaging.unpack(atFirst.payload))).toBe('SECRET_NOT_FOUND')

    const atSecond = await forwardBy(second, atFirst.payload)
    expect(atSecond.next).toBe('did:example:bob')
    expect(atSecond.sees).not.toContain('mediator1')
    expect(atSecond.sees).not.toContain('Lunch?')
    expect(await refusal(second.packaging.unpack(atSecond.payload))).toBe('SECRET_NOT_FOUND')

    const { message, sender: proven } = await recipient.packaging.unpack(atSecond.payload)
    expect(message.body).toEqual({ content: 'Lunch?' })
    expect(proven).toBe('did:example:alice')
  })

  it('[RTE-2] wraps for the keys behind an https endpoint, which some peers forget', async () => {
    const resolver = resolverOf(alice, at(bob, 'https://edge.example', [KEY1]), mediator1)
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets } = await sender.routing.route({ packed, to: bob.did })
    const opened = await forwardBy(await party(resolver, mediator1), targets[0]?.packed ?? '')
    expect(opened.next).toBe(bob.did)
    expect(JSON.parse(opened.payload)).toEqual(JSON.parse(packed))
  })

  it('[RTE-2] takes a DID for a routing key, and names it as next', async () => {
    const resolver = resolverOf(
      alice,
      at(bob, 'https://edge.example', [KEY1, mediator2.did]),
      mediator1,
      mediator2,
    )
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets } = await sender.routing.route({ packed, to: bob.did })
    const atFirst = await forwardBy(await party(resolver, mediator1), targets[0]?.packed ?? '')
    expect(atFirst.next).toBe('did:example:mediator2')
    const atSecond = await forwardBy(await party(resolver, mediator2), atFirst.payload)
    expect(atSecond.next).toBe('did:example:bob')
  })

  it('[RTE-2] names the DID as next when the recipient is given by a kid, unless told what it registered', async () => {
    const resolver = resolverOf(alice, at(bob, 'https://edge.example', [KEY1]), mediator1)
    const sender = await party(resolver, alice)
    const first = await party(resolver, mediator1)
    const kid = 'did:example:bob#key-x25519-1'
    const packed = await packFor(sender, bob.did)
    const plain = await sender.routing.route({ packed, to: kid })
    expect((await forwardBy(first, plain.targets[0]?.packed ?? '')).next).toBe('did:example:bob')
    const told = await sender.routing.route({ packed, to: bob.did, next: kid })
    expect((await forwardBy(first, told.targets[0]?.packed ?? '')).next).toBe(kid)
  })
})

describe('a DID as endpoint', () => {
  it('[RTE-3] wraps for the mediator, and sends to its endpoints', async () => {
    const resolver = resolverOf(
      alice,
      at(bob, mediator1.did),
      withServices(
        mediator1,
        didcommService(mediator1.did, { uri: 'https://m1.example' }, 'http'),
        didcommService(mediator1.did, { uri: 'wss://m1.example' }, 'ws'),
      ),
    )
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets, problems } = await sender.routing.route({ packed, to: bob.did })
    expect(problems).toEqual([])
    expect(targets.map(({ uri, hops, serviceId }) => ({ uri, hops, serviceId }))).toEqual([
      { uri: 'https://m1.example', hops: [mediator1.did], serviceId: 'did:example:bob#service' },
      { uri: 'wss://m1.example', hops: [mediator1.did], serviceId: 'did:example:bob#service' },
    ])
    const mediator = await party(resolver, mediator1)
    for (const target of targets) {
      const opened = await forwardBy(mediator, target.packed)
      expect(opened.next).toBe('did:example:bob')
      expect(JSON.parse(opened.payload)).toEqual(JSON.parse(packed))
    }
  })

  it("[RTE-3] puts the mediator's key before the routing keys", async () => {
    const resolver = resolverOf(
      alice,
      at(bob, mediator1.did, [KEY2]),
      at(mediator1, 'https://m1.example'),
      mediator2,
    )
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets } = await sender.routing.route({ packed, to: bob.did })
    expect(targets[0]?.hops).toEqual(['did:example:mediator1', KEY2])
    const atFirst = await forwardBy(await party(resolver, mediator1), targets[0]?.packed ?? '')
    expect(atFirst.next).toBe(KEY2)
    const atSecond = await forwardBy(await party(resolver, mediator2), atFirst.payload)
    expect(atSecond.next).toBe('did:example:bob')
    expect(JSON.parse(atSecond.payload)).toEqual(JSON.parse(packed))
  })

  it('[RTE-3] follows a chain of mediators, each with routing keys of its own', async () => {
    const outer = renamed(mediator2, 'did:example:outer')
    const gate = renamed(carol, 'did:example:gate')
    const gateKey = 'did:example:gate#key-x25519-1'
    const resolver = resolverOf(
      alice,
      at(bob, mediator1.did, [KEY2]),
      at(mediator1, outer.did, [gateKey]),
      at(outer, 'https://outer.example'),
      mediator2,
      gate,
    )
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets } = await sender.routing.route({ packed, to: bob.did })
    expect(targets[0]).toMatchObject({
      uri: 'https://outer.example',
      hops: ['did:example:outer', gateKey, 'did:example:mediator1', KEY2],
    })
    const nexts: string[] = []
    let text = targets[0]?.packed ?? ''
    for (const identity of [outer, gate, mediator1, mediator2]) {
      const { next, payload } = await forwardBy(await party(resolver, identity), text)
      nexts.push(next)
      text = payload
    }
    expect(nexts).toEqual([gateKey, 'did:example:mediator1', KEY2, 'did:example:bob'])
    expect(JSON.parse(text)).toEqual(JSON.parse(packed))
  })

  it('[RTE-3] wraps once for endpoints that share their hops', async () => {
    const resolver = resolverOf(
      withServices(bob, didcommService(bob.did, { uri: mediator1.did, routingKeys: [KEY2] })),
      withServices(
        mediator1,
        didcommService(mediator1.did, { uri: 'https://m1.example' }),
        didcommService(mediator1.did, { uri: 'wss://m1.example' }),
      ),
    )
    const packaging = new CountingPackaging()
    const { routing } = await party(resolver, alice, { packaging })
    const { targets } = await routing.route({ packed: SEALED, to: bob.did })
    expect(targets).toHaveLength(2)
    expect(packaging.packs).toBe(2)
  })
})

describe('no way', () => {
  it('[RTE-5] says that there is no target, and what to do', async () => {
    for (const recipient of [
      bob,
      at(bob, 'mailto:bob@example.com'),
      withServices(
        bob,
        didcommService(bob.did, { uri: 'https://bob.example', accept: ['didcomm/aip1'] }),
      ),
    ]) {
      const sender = await party(resolverOf(alice, recipient), alice)
      const packed = await packFor(sender, bob.did)
      const { targets, problems } = await sender.routing.route({ packed, to: bob.did })
      expect(targets).toEqual([])
      expect(problems.map(({ code }) => code)).toEqual(['NO_SERVICE'])
      expect(problems[0]?.message).toMatch(/^did:example:bob has no service DIDCommMessaging/)
    }
  })

  it('[RTE-5] is an error when a target is required', async () => {
    const sender = await party(resolverOf(alice, bob), alice)
    const packed = await packFor(sender, bob.did)
    const error = await sender.routing
      .route({ packed, to: bob.did, requireTarget: true })
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'NO_SERVICE', details: { did: 'did:example:bob' } })
    expect(String(error)).toContain('has no service DIDCommMessaging')
  })

  it('[RTE-5] is an error when a mediator is named that cannot be used', async () => {
    const packed = SEALED
    const unknown = await party(resolverOf(at(bob, 'did:example:nobody')), alice)
    expect(await refusal(unknown.routing.route({ packed, to: bob.did }))).toBe('DID_NOT_FOUND')

    const { routing } = await party(
      resolverOf(at(bob, mediator1.did), withServices(mediator1)),
      alice,
    )
    const error = await routing.route({ packed, to: bob.did }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'NO_SERVICE', details: { did: 'did:example:mediator1' } })
    expect(String(error)).toContain(
      'did:example:bob names did:example:mediator1 as its endpoint, which has no',
    )

    const keyless = await party(
      resolverOf(at(bob, 'https://edge.example', [`${mediator1.did}#no`]), mediator1),
      alice,
    )
    expect(await refusal(keyless.routing.route({ packed, to: bob.did }))).toBe('KEY_NOT_FOUND')
    const noKey = await party(resolverOf(at(bob, 'https://edge.example', ['GzV1HTmYhKA'])), alice)
    expect(await refusal(noKey.routing.route({ packed, to: bob.did }))).toBe('INVALID_DID')
  })

  it('throws what resolving the recipient throws, and for a recipient that is no DID', async () => {
    const { routing } = await party(resolverOf(), alice)
    const packed = SEALED
    expect(await refusal(routing.route({ packed, to: bob.did }))).toBe('DID_NOT_FOUND')
    expect(await refusal(routing.route({ packed, to: 'bob' }))).toBe('INVALID_DID')
  })

  it('lets an error pass that is not DIDComm’s', async () => {
    const resolver = resolverOf(at(bob, 'https://edge.example', [KEY1]), mediator1)
    const packaging = new CountingPackaging()
    packaging.packEncrypted = () => Promise.reject(new RangeError('a bug'))
    const { routing } = await party(resolver, alice, { packaging })
    await expect(routing.route({ packed: SEALED, to: bob.did })).rejects.toThrow(RangeError)
  })
})

describe('failover', () => {
  it('[RTE-6] wraps for each endpoint, in the owner’s order, and tells which lead nowhere', async () => {
    const resolver = resolverOf(
      alice,
      withServices(
        bob,
        didcommService(bob.did, { uri: mediator2.did }, 'second'),
        didcommService(bob.did, { uri: 'did:example:nobody' }, 'gone'),
        didcommService(bob.did, { uri: 'https://edge.example', routingKeys: [KEY1] }, 'first'),
        didcommService(bob.did, { uri: 'https://bob.example' }, 'direct'),
      ),
      mediator1,
      at(mediator2, 'https://m2.example'),
    )
    const sender = await party(resolver, alice)
    const packed = await packFor(sender, bob.did)
    const { targets, problems } = await sender.routing.route({ packed, to: bob.did })
    expect(targets.map(({ uri, serviceId }) => [uri, serviceId])).toEqual([
      ['https://m2.example', 'did:example:bob#second'],
      ['https://edge.example', 'did:example:bob#first'],
      ['https://bob.example', 'did:example:bob#direct'],
    ])
    expect(problems.map(({ code, details }) => [code, details.did])).toEqual([
      ['DID_NOT_FOUND', 'did:example:nobody'],
    ])
    const [second, first, direct] = targets.map((target) => target.packed)
    const recipient = await party(resolver, bob)
    const payloads = [
      (await forwardBy(await party(resolver, mediator2), second ?? '')).payload,
      (await forwardBy(await party(resolver, mediator1), first ?? '')).payload,
      direct ?? '',
    ]
    for (const payload of payloads) {
      expect((await recipient.packaging.unpack(payload)).sender).toBe(alice.did)
    }
  })

  it('[RTE-6] knows the schemes that the application can send to', async () => {
    const uris = ['mailto:bob@example.com', 'HTTPS://bob.example', 'didcomm:transport/queue']
    const services = uris.map((uri) => didcommService(bob.did, { uri }))
    const resolver = resolverOf(withServices(bob, ...services))
    const found = async (schemes?: readonly string[]) => {
      const { routing } = await party(resolver, alice, schemes && { schemes })
      const { targets } = await routing.route({ packed: SEALED, to: bob.did })
      return targets.map(({ uri }) => uri)
    }
    expect(await found()).toEqual(['HTTPS://bob.example', 'didcomm:transport/queue'])
    expect(await found(['mailto'])).toEqual(['mailto:bob@example.com'])
  })
})

describe('many recipients', () => {
  it('[RTE-8] are routed to one by one, each behind its own mediators', async () => {
    const resolver = resolverOf(
      alice,
      at(bob, mediator1.did),
      at(carol, 'https://edge.example', [KEY2, KEY1]),
      at(mediator1, 'https://m1.example'),
      mediator2,
    )
    const sender = await party(resolver, alice)
    const first = await party(resolver, mediator1)
    const second = await party(resolver, mediator2)
    const message = { type: BASIC_MESSAGE, id: '1', from: alice.did, to: [bob.did, carol.did] }
    const targets = []
    for (const to of [bob.did, carol.did]) {
      const { packed } = await sender.packaging.packEncrypted(message, { to })
      targets.push(...(await sender.routing.route({ packed, to })).targets)
    }
    expect(targets.map(({ uri }) => uri)).toEqual(['https://m1.example', 'https://edge.example'])

    const forBob = await forwardBy(first, targets[0]?.packed ?? '')
    expect(forBob.next).toBe('did:example:bob')
    const outerForCarol = await forwardBy(second, targets[1]?.packed ?? '')
    expect(outerForCarol.next).toBe(KEY1)
    const forCarol = await forwardBy(first, outerForCarol.payload)
    expect(forCarol.next).toBe('did:example:carol')

    for (const [identity, payload] of [
      [bob, forBob.payload],
      [carol, forCarol.payload],
    ] as const) {
      const { message: opened } = await (await party(resolver, identity)).packaging.unpack(payload)
      expect(opened).toMatchObject({ id: '1', to: [bob.did, carol.did] })
    }
    const carolsParty = await party(resolver, carol)
    expect(await refusal(carolsParty.packaging.unpack(forBob.payload))).toBe('SECRET_NOT_FOUND')
  })
})
