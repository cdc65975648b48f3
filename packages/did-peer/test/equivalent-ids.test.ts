import { PrefixResolver } from '@didcomm/core'
import { isSameDID } from '@didcomm/core/did'
import { DIDPeerResolver, encodePeerDID4 } from '@didcomm/did-peer'
import { didPeerVectors } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const { long, short } = didPeerVectors.numalgo4
const TWO = didPeerVectors.numalgo2.did
const THREE = 'did:peer:3zQmd6RdU6e2nDrLn1rjwdA5Buzq7wJwsv3WJ1AgrwKYJoLE'
const ED25519 = 'z6MkqRYqQiSgvZQdnBytw86Qbs2ZWUkGv22od935YF4s8M7V'
const X25519 = 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'
const OTHER_X25519 = 'z6LSg8zQom395jKLrGiBNruB9MM6V8PWuf2FpEy4uRFiqQBR'
const SERVICE = '.SeyJ0IjoiZG0iLCJzIjoiYToxIn0'

/** The fragments that are equivalent to `fragment` in the same form of the DID. */
function aliases(did: string, fragment: string): string[] {
  return new DIDPeerResolver()
    .equivalentIds(`${did}#${fragment}`)
    .filter((id) => id.startsWith(`${did}#`))
    .map((id) => id.slice(did.length + 1))
    .sort()
}

describe('equivalent DIDs', () => {
  it('[DID-4] knows the short form of a long one', () => {
    expect(new DIDPeerResolver().equivalentIds(long.did)).toEqual([short.did])
    expect(new DIDPeerResolver().equivalentIds(TWO)).toEqual([THREE])
  })

  it('[DID-4] knows the long form of a short one that it saw', () => {
    const resolver = new DIDPeerResolver()
    expect(resolver.equivalentIds(short.did)).toEqual([])
    expect(resolver.equivalentIds(THREE)).toEqual([])
    resolver.equivalentIds(long.did)
    resolver.remember(TWO)
    expect(resolver.equivalentIds(short.did)).toEqual([long.did])
    expect(resolver.equivalentIds(THREE)).toEqual([TWO])
  })

  it('[ENC-21] makes the forms of one DID the same DID, and no others', () => {
    const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
    expect(isSameDID(resolver, long.did, short.did)).toBe(true)
    expect(isSameDID(resolver, short.did, long.did)).toBe(true)
    expect(isSameDID(resolver, TWO, THREE)).toBe(true)
    expect(isSameDID(resolver, TWO, short.did)).toBe(false)
    expect(isSameDID(resolver, long.did, THREE)).toBe(false)
  })

  it('[DID-4] has none for a long form with another hash', () => {
    const [, document] = long.did.split(':z2')
    const forged = `did:peer:4zQmS19jtYDvGtKVrJhQnRFpBQAx3pJ9omx2HpNrcXFuRCz9:z2${document}`
    expect(new DIDPeerResolver().equivalentIds(forged)).toEqual([])
    const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
    expect(isSameDID(resolver, forged, forged.slice(0, short.did.length))).toBe(false)
  })

  it('takes no word of alsoKnownAs for it', async () => {
    const resolver = new DIDPeerResolver()
    const did = encodePeerDID4({ alsoKnownAs: [TWO, 'did:web:b.example'] })
    const { alsoKnownAs } = await resolver.resolve(did)
    expect(alsoKnownAs).toContain(TWO)
    expect(resolver.equivalentIds(did)).toEqual([did.split(':z')[0]])
    expect(resolver.equivalentIds(TWO)).toEqual([THREE])
  })

  it.each(['', 'did:peer:2', 'did:peer:9z', 'did:web:b.example', 'did:web:b.example#key-1', '#'])(
    'has none for %j',
    (id) => {
      expect(new DIDPeerResolver().equivalentIds(id)).toEqual([])
    },
  )
})

describe('equivalent kids', () => {
  it('[DID-4] names a key of a did:peer:4 by both forms of the DID', () => {
    const resolver = new DIDPeerResolver()
    expect(resolver.equivalentIds(`${long.did}#6MkrCD1c`)).toEqual([`${short.did}#6MkrCD1c`])
    expect(resolver.equivalentIds(`${short.did}#6MkrCD1c`)).toEqual([`${long.did}#6MkrCD1c`])
  })

  it('[DID-4] names a key of a did:peer:2 by number and by older ids, in both forms of the DID', () => {
    const did = `did:peer:2.V${ED25519}.E${X25519}`
    const older = X25519.slice(1)
    expect(aliases(did, 'key-2')).toEqual([older, X25519].sort())
    expect(aliases(did, older)).toEqual(['key-2', X25519].sort())
    expect(aliases(did, X25519)).toEqual(['key-2', older].sort())
    const resolver = new DIDPeerResolver()
    const three = resolver.equivalentIds(did)[0]
    expect(resolver.equivalentIds(`${did}#${older}`)).toContain(`${three}#key-2`)
    expect(resolver.equivalentIds(`${three}#${older}`)).toContain(`${did}#key-2`)
  })

  it('[DID-4] names the key of a did:peer:0 with and without the z', () => {
    expect(aliases(`did:peer:0${X25519}`, X25519.slice(1))).toEqual([X25519])
    expect(aliases(`did:peer:0${X25519}`, X25519)).toEqual([X25519.slice(1)])
  })

  it('names one key that has two purposes by both numbers', () => {
    expect(aliases(`did:peer:2.V${ED25519}.A${ED25519}.E${X25519}`, 'key-1')).toContain('key-2')
  })

  it('knows no other name for what it does not know', () => {
    expect(aliases(`did:peer:2.V${ED25519}`, 'key-2')).toEqual([])
    expect(aliases(`did:peer:2.V${ED25519}`, '')).toEqual([])
  })

  it('[DID-4] reads the number of a peer that counts services where no key has that number', () => {
    const did = `did:peer:2${SERVICE}.V${ED25519}.E${X25519}`
    expect(aliases(did, 'key-3')).toContain('key-2')
    expect(aliases(did, 'key-2')).toContain('key-3')
  })

  it('leaves a number to the key that has it', () => {
    // A peer that counts services calls the first X25519 key #key-3, which is the second one's number.
    const did = `did:peer:2.V${ED25519}${SERVICE}.E${X25519}.E${OTHER_X25519}`
    expect(aliases(did, 'key-3')).toContain(OTHER_X25519)
    expect(aliases(did, 'key-3')).not.toContain(X25519)
    expect(aliases(did, 'key-2')).not.toContain('key-3')
    expect(aliases(did, 'key-4')).toContain('key-3')
  })

  it('leaves a multibase to the key that has it', () => {
    // The older id of the first key reads like the multibase of the second.
    const did = `did:peer:2.Vz${ED25519}.V${ED25519}`
    expect(aliases(did, ED25519)).toEqual(['key-2', ED25519.slice(1)].sort())
    expect(aliases(did, 'key-1')).toEqual([`z${ED25519}`])
  })

  it('leaves a name to the key when a service takes it as well', () => {
    const service = Buffer.from('{"id":"#key-1","t":"dm","s":"a:1"}').toString('base64url')
    expect(aliases(`did:peer:2.S${service}.V${ED25519}`, 'key-1')).toContain(ED25519)
  })

  it('[DID-4] names services by number and by older ids', () => {
    const did = `did:peer:2.V${ED25519}${SERVICE}${SERVICE}`
    expect(aliases(did, 'didcommmessaging-0')).toEqual(['DIDCommMessaging-0', 'service'])
    expect(aliases(did, 'DIDCommMessaging-1')).toEqual(['didcommmessaging-1', 'service-1'])
    expect(aliases(did, 'service')).toEqual(['DIDCommMessaging-0', 'didcommmessaging-0'])
  })

  it('never lets a kid mean two keys, however the DID is made', () => {
    const element = fc.oneof(
      fc.constantFrom('1', '2', 'z1', 'zz1', 'k').map((rest) => `Ez${rest}`),
      fc
        .record({
          id: fc.constantFrom('#key-1', '#key-3', '#z1', '#service'),
          t: fc.constantFrom('service', 'key'),
        })
        .map((service) => `S${Buffer.from(JSON.stringify(service)).toString('base64url')}`),
    )
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), (elements) => {
        const did = `did:peer:2.${elements.join('.')}`
        const keys = elements.filter((text) => text.startsWith('E')).map((text) => text.slice(1))
        keys.forEach((multibase, index) => {
          const names = [`key-${index + 1}`, ...aliases(did, `key-${index + 1}`)]
          for (const name of names) {
            // Names of one key are names of each other, so no name is in two sets.
            expect([name, ...aliases(did, name)].sort()).toEqual(names.sort())
            const number = /^key-(\d+)$/.exec(name)?.[1]
            expect(keys[Number(number) - 1] ?? multibase).toBe(multibase)
          }
        })
      }),
    )
  })
})
