import { InMemorySecretsManager, PrefixResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver, type DIDCommService } from '@didcomm/did-peer'
import { DIDCommMessaging } from '@didcomm/messaging'
import { isForward, readForward } from '@didcomm/routing'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const TYPE = 'https://didcomm.org/basicmessage/2.0/message'
const crypto = new NobleCryptoService()

/** A party with keys of its own, who knows the others by their DIDs alone. */
async function createParty(services: readonly DIDCommService[] = [], numalgo: 2 | 4 = 2) {
  const secrets = new InMemorySecretsManager(crypto)
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  const did = await createPeerDID({ crypto, secrets, services, numalgo })
  return { did, secrets, didcomm: new DIDCommMessaging({ crypto, secrets, resolver }) }
}

describe('pack', () => {
  it('[ENC-8][RTE-8] makes one delivery for each recipient, which nobody else can open', async () => {
    const mediator = await createParty([{ uri: 'https://mediator.example' }])
    const alice = await createParty()
    const bob = await createParty([{ uri: 'https://bob.example' }])
    const carol = await createParty([{ uri: mediator.did }], 4)
    const { message, deliveries } = await alice.didcomm.pack({
      type: TYPE,
      from: alice.did,
      to: [bob.did, carol.did, bob.did],
      body: { content: 'Lunch?' },
    })
    expect(deliveries.map(({ to }) => to)).toEqual([bob.did, carol.did])
    expect(deliveries.map(({ targets }) => targets.map(({ uri }) => uri))).toEqual([
      ['https://bob.example'],
      ['https://mediator.example'],
    ])
    const [forBob, forCarol] = deliveries
    if (!forBob || !forCarol) throw new Error('two deliveries')

    expect((await bob.didcomm.unpack(forBob.packed)).message).toEqual(message)
    expect((await carol.didcomm.unpack(forCarol.packed)).message).toEqual(message)
    expect((await errorOf(bob.didcomm.unpack(forCarol.packed))).code).toBe('SECRET_NOT_FOUND')
    expect((await errorOf(carol.didcomm.unpack(forBob.packed))).code).toBe('SECRET_NOT_FOUND')
    expect(forBob.targets[0]?.packed).toBe(forBob.packed)

    const atMediator = await mediator.didcomm.unpack(forCarol.targets[0]?.packed ?? '')
    expect(isForward(atMediator.message)).toBe(true)
    expect(readForward(atMediator.message).next).toBe(carol.did)
    expect((await errorOf(mediator.didcomm.unpack(forCarol.packed))).code).toBe('SECRET_NOT_FOUND')
  })

  it('authcrypts when the message has a from, and anoncrypts when it has none', async () => {
    const alice = await createParty()
    const bob = await createParty()
    const to = [bob.did]
    const [authcrypted] = (await alice.didcomm.pack({ type: TYPE, from: alice.did, to })).deliveries
    const [anoncrypted] = (await alice.didcomm.pack({ type: TYPE, to })).deliveries
    expect(await bob.didcomm.unpack(authcrypted?.packed ?? '')).toMatchObject({
      sender: alice.did,
      authenticated: true,
      anonymousSender: false,
    })
    expect(await bob.didcomm.unpack(anoncrypted?.packed ?? '')).toMatchObject({
      sender: undefined,
      authenticated: false,
      anonymousSender: true,
    })
  })

  it.each([
    ['anonymous', { anonymous: true }, ['anoncrypt'], false],
    ['protectSender', { protectSender: true }, ['anoncrypt', 'authcrypt'], true],
    ['signBy', { signBy: 'from' }, ['anoncrypt', 'signed'], true],
  ])('[ENV-1] makes the layers that %s asks for', async (_, options, kinds, authenticated) => {
    const alice = await createParty()
    const bob = await createParty()
    const { deliveries } = await alice.didcomm.pack(
      { type: TYPE, from: alice.did, to: [bob.did] },
      { ...options, ...('signBy' in options && { signBy: alice.did }) },
    )
    const result = await bob.didcomm.unpack(deliveries[0]?.packed ?? '')
    expect(result.layers.map(({ kind }) => kind)).toEqual(kinds)
    expect(result.authenticated).toBe(authenticated)
    expect(result.sender).toBe(authenticated ? alice.did : undefined)
  })

  it('[RTE-5] says so when a recipient has no endpoint, and packs all the same', async () => {
    const alice = await createParty()
    const bob = await createParty()
    const input = { type: TYPE, from: alice.did, to: [bob.did] }
    const [delivery] = (await alice.didcomm.pack(input)).deliveries
    expect(delivery?.targets).toEqual([])
    expect(delivery?.problems.map(({ code }) => code)).toEqual(['NO_SERVICE'])
    expect((await bob.didcomm.unpack(delivery?.packed ?? '')).sender).toBe(alice.did)
    const error = await errorOf(alice.didcomm.pack(input, { requireTarget: true }))
    expect(error.code).toBe('NO_SERVICE')
  })

  it('[RTE-4] passes on what is asked of the mediators', async () => {
    const mediator = await createParty([{ uri: 'https://mediator.example' }])
    const alice = await createParty()
    const bob = await createParty([{ uri: mediator.did }])
    const { deliveries } = await alice.didcomm.pack(
      { type: TYPE, from: alice.did, to: [bob.did] },
      { expiresTime: 4_000_000_000, delayMilli: 1500 },
    )
    const { message } = await mediator.didcomm.unpack(deliveries[0]?.targets[0]?.packed ?? '')
    expect(message).toMatchObject({ expires_time: 4_000_000_000, delay_milli: 1500 })
  })

  it('[RTE-4] tells the mediators when the message itself expires', async () => {
    const mediator = await createParty([{ uri: 'https://mediator.example' }])
    const alice = await createParty()
    const bob = await createParty([{ uri: mediator.did }])
    const { deliveries } = await alice.didcomm.pack({
      type: TYPE,
      from: alice.did,
      to: [bob.did],
      expires_time: 4_000_000_001,
    })
    const { message } = await mediator.didcomm.unpack(deliveries[0].targets[0]?.packed ?? '')
    expect(message.expires_time).toBe(4_000_000_001)
  })

  it('[RTE-3] hands the limits of routing on', async () => {
    const mediator = await createParty([{ uri: 'https://mediator.example' }])
    const alice = await createParty()
    const bob = await createParty([{ uri: mediator.did }])
    const didcomm = new DIDCommMessaging({
      crypto,
      secrets: alice.secrets,
      resolver: new DIDPeerResolver(),
      maxHops: 0,
    })
    const error = await errorOf(didcomm.pack({ type: TYPE, from: alice.did, to: [bob.did] }))
    expect(error.code).toBe('ROUTING_LOOP')
  })

  it('packs for the recipients of the options in place of those of the message', async () => {
    const alice = await createParty()
    const bob = await createParty()
    const carol = await createParty()
    const { deliveries } = await alice.didcomm.pack(
      { type: TYPE, from: alice.did, to: [bob.did, carol.did] },
      { to: [carol.did] },
    )
    expect(deliveries.map(({ to }) => to)).toEqual([carol.did])
  })

  it('refuses a message for nobody, and one of whose recipients cannot be resolved', async () => {
    const { did, didcomm } = await createParty()
    expect((await errorOf(didcomm.pack({ type: TYPE, from: did }))).code).toBe('INVALID_ARGUMENT')
    const unknown = await errorOf(
      didcomm.pack({ type: TYPE, from: did, to: [did, 'did:unknown:1'] }),
    )
    expect(unknown.code).toBe('DID_METHOD_NOT_SUPPORTED')
    expect(unknown.message).toContain('did:unknown:')
  })
})

describe('unpack', () => {
  it('[RTE-7] opens the forward that a mediator put around a message for this recipient', async () => {
    const alice = await createParty()
    const bob = await createParty()
    const mediator = await createParty()
    const [delivery] = (
      await alice.didcomm.pack({ type: TYPE, from: alice.did, to: [bob.did], id: 'inner' })
    ).deliveries
    const rewrapped = await mediator.didcomm.routing.rewrap({
      payload: delivery?.packed ?? '',
      next: bob.did,
      to: bob.did,
    })
    const { message, sender } = await bob.didcomm.unpack(rewrapped)
    expect(message.id).toBe('inner')
    expect(sender).toBe(alice.did)
  })
})

describe('types', () => {
  it('infers the type of the keys, and refuses the secrets of another backend', () => {
    const secrets = new InMemorySecretsManager(crypto)
    const resolver = new DIDPeerResolver()
    const others = { get: () => ({ handle: 1 }) }
    expect(new DIDCommMessaging({ crypto, secrets, resolver })).toBeInstanceOf(DIDCommMessaging)
    // @ts-expect-error these keys are not NobleCryptoService's
    expect(new DIDCommMessaging({ crypto, secrets: others, resolver })).toBeDefined()
  })
})
