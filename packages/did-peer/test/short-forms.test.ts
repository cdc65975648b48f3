import { DIDPeerResolver, encodePeerDID4, shortFormOf } from '@didcomm/did-peer'
import { didPeerVectors } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const { long, short } = didPeerVectors.numalgo4

function did(number: number): string {
  return encodePeerDID4({ service: [{ id: '#s', type: 'x', serviceEndpoint: `a:${number}` }] })
}

describe('short forms', () => {
  it.each([short.did, didPeerVectors.numalgo3[0]?.numalgo3 ?? ''])(
    '[DID-4] does not resolve %s unseen, and says what to do',
    async (unseen) => {
      const resolution = new DIDPeerResolver().resolve(unseen)
      await expect(resolution).rejects.toMatchObject({
        code: 'DID_NOT_FOUND',
        message: expect.stringContaining('remember()'),
        details: { did: unseen },
      })
    },
  )

  it('[DID-4] resolves what it resolved, compared or was told of in the long form', async () => {
    const ways: ((resolver: DIDPeerResolver) => unknown)[] = [
      (resolver) => resolver.resolve(long.did),
      (resolver) => resolver.equivalentIds(long.did),
      (resolver) => resolver.equivalentIds(`${long.did}#key-1`),
      (resolver) => resolver.remember(long.did),
    ]
    for (const see of ways) {
      const resolver = new DIDPeerResolver()
      await see(resolver)
      expect((await resolver.resolve(short.did)).id).toBe(short.did)
    }
  })

  it('[DID-4] sees nothing in a long form with another hash', async () => {
    const forged = `${short.did}:${did(1).split(':').at(-1)}`
    const resolver = new DIDPeerResolver()
    expect(() => resolver.remember(forged)).toThrow('hash')
    expect(resolver.equivalentIds(forged)).toEqual([])
    await expect(resolver.resolve(forged)).rejects.toMatchObject({ code: 'INVALID_DID' })
    await expect(resolver.resolve(short.did)).rejects.toMatchObject({ code: 'DID_NOT_FOUND' })
  })

  it('leaves a short form as it is', () => {
    const numalgo3 = didPeerVectors.numalgo3[0]?.numalgo3 ?? ''
    expect([shortFormOf(short.did), shortFormOf(numalgo3)]).toEqual([short.did, numalgo3])
  })

  it('shortens nothing that has no short form', () => {
    expect(() => shortFormOf(didPeerVectors.numalgo0.did)).toThrow('numalgo 0 has no short form')
    expect(() => shortFormOf(`${long.did}x`)).toThrow('hash')
  })
})

describe('memory', () => {
  it('returns one frozen document for each form', async () => {
    const resolver = new DIDPeerResolver()
    const document = await resolver.resolve(long.did)
    expect(await resolver.resolve(long.did)).toBe(document)
    const shortDocument = await resolver.resolve(short.did)
    expect(await resolver.resolve(short.did)).toBe(shortDocument)
    expect(shortDocument).not.toBe(document)
    expect(() => Object.assign(document, { id: 'x' })).toThrow(TypeError)
    expect(() => Object.assign(document.verificationMethod?.[0] ?? {}, { id: 'x' })).toThrow(
      TypeError,
    )
    expect(() => Object.assign(document.service?.[0]?.serviceEndpoint ?? {}, { uri: 'x' })).toThrow(
      TypeError,
    )
  })

  it('forgets the DIDs that were not used for the longest time', async () => {
    const resolver = new DIDPeerResolver({ maxRemembered: 2 })
    await resolver.resolve(did(1))
    await resolver.resolve(did(2))
    await resolver.resolve(shortFormOf(did(1)))
    await resolver.resolve(did(3))
    await expect(resolver.resolve(shortFormOf(did(1)))).resolves.toBeDefined()
    await expect(resolver.resolve(shortFormOf(did(3)))).resolves.toBeDefined()
    await expect(resolver.resolve(shortFormOf(did(2)))).rejects.toMatchObject({
      code: 'DID_NOT_FOUND',
    })
  })

  it('keeps what it was told to remember apart from what it saw', async () => {
    const resolver = new DIDPeerResolver({ maxRemembered: 2 })
    resolver.remember(long.did)
    for (let number = 0; number < 10; number++) resolver.equivalentIds(did(number))
    await expect(resolver.resolve(short.did)).resolves.toBeDefined()
    for (let number = 0; number < 2; number++) resolver.remember(did(number))
    await expect(resolver.resolve(short.did)).rejects.toMatchObject({ code: 'DID_NOT_FOUND' })
  })

  it('remembers nothing where nothing is to be remembered', async () => {
    const resolver = new DIDPeerResolver({ maxRemembered: 0 })
    expect((await resolver.resolve(long.did)).id).toBe(long.did)
    await expect(resolver.resolve(short.did)).rejects.toMatchObject({ code: 'DID_NOT_FOUND' })
  })

  it.each([-1, 1.5, Number.NaN, Infinity, '1000'])(
    'refuses to remember %s DIDs',
    (maxRemembered) => {
      expect(() => new DIDPeerResolver({ maxRemembered: maxRemembered as number })).toThrow(
        'maxRemembered',
      )
    },
  )

  it('shares nothing between instances', async () => {
    new DIDPeerResolver().remember(long.did)
    await expect(new DIDPeerResolver().resolve(short.did)).rejects.toMatchObject({
      code: 'DID_NOT_FOUND',
    })
  })
})
