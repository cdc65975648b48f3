import { DIDCommError } from '@didcomm/core'
import { DIDPeerResolver } from '@didcomm/did-peer'
import { didPeerVectors } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const { numalgo0, numalgo2, numalgo3, numalgo4 } = didPeerVectors
const PUBLISHED = [
  numalgo0.did,
  numalgo2.did,
  ...numalgo3.flatMap((pair) => [pair.numalgo2, pair.numalgo3]),
  numalgo4.long.did,
  numalgo4.short.did,
]
const TEN_MEBIBYTES = 10 * 1024 * 1024

/** Resolves to a document of this DID, or fails with a DIDCommError. */
async function assertAnswer(did: string): Promise<void> {
  const resolver = new DIDPeerResolver()
  try {
    const document = await resolver.resolve(did)
    expect(document.id).toBe(did)
    expect(resolver.equivalentIds(did)).not.toContain(did)
  } catch (error) {
    if (!DIDCommError.is(error)) throw error
    expect(error.message.length).toBeLessThan(500)
    if (!did.includes('#')) expect(resolver.equivalentIds(did)).toEqual([])
  }
}

describe('hostile DIDs', () => {
  it('[DID-2] gives a document or a DIDCommError for any text', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('0z', '1z', '2.', '2.Ez', '2.S', '3zQm', '4z', '4zQm'), fc.string())
        .map(([start, rest]) => `did:peer:${start}${rest}`),
      fc.json().map((json) => `did:peer:2.S${Buffer.from(json).toString('base64url')}`),
    )
    await fc.assert(fc.asyncProperty(text, assertAnswer), { numRuns: 500 })
  })

  it('[DID-2] gives a document or a DIDCommError for a published DID with a change', async () => {
    const changed = fc
      .tuple(fc.constantFrom(...PUBLISHED), fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([did, at, cut, insert]) => {
        const start = at % did.length
        return did.slice(0, start) + insert + did.slice(start + cut)
      })
    await fc.assert(fc.asyncProperty(changed, assertAnswer), { numRuns: 500 })
  })

  it.each([
    ['base58', `${numalgo4.short.did}:z${'2'.repeat(TEN_MEBIBYTES)}`],
    ['a did:peer:0', `did:peer:0z${'z'.repeat(TEN_MEBIBYTES)}`],
    ['elements', `did:peer:2${'.Ez2'.repeat(TEN_MEBIBYTES / 4)}`],
    ['a service', `did:peer:2.S${'W'.repeat(TEN_MEBIBYTES)}`],
    ['padding', `did:peer:2.S${'='.repeat(TEN_MEBIBYTES)}`],
    ['another method', `did:web:${'x'.repeat(TEN_MEBIBYTES)}`],
    ['no DID', 'x'.repeat(TEN_MEBIBYTES)],
  ])('[DID-2] refuses 10 MiB of %s', async (_, did) => {
    const resolver = new DIDPeerResolver()
    await expect(resolver.resolve(did)).rejects.toMatchObject({ code: 'INVALID_DID' })
    expect(resolver.equivalentIds(`${did}#key-1`)).toEqual([])
  })

  it('[DID-2] refuses what is longer than a did:peer may be, and reads what is not', async () => {
    const elements = (length: number): string => `did:peer:2.E${'z'.padEnd(length - 12, '2')}`
    expect(elements(16_000)).toHaveLength(16_000)
    await expect(new DIDPeerResolver().resolve(elements(16_000))).resolves.toBeDefined()
    await expect(new DIDPeerResolver().resolve(elements(16_001))).rejects.toMatchObject({
      code: 'INVALID_DID',
      message: expect.stringContaining('16001 characters'),
    })
  })

  it.each([
    ['did:peer:1zQmZMygzYqNwU6Uhmewx5Xepf2VLp5S4HLSwwgf2aiKZuwa'],
    ['did:peer:5z6Mk'],
    ['did:peer:'],
    ['did:web:b.example'],
    ['did:PEER:2.Ez2'],
    [''],
  ])('[DID-2] says of %j that it is not of a method it knows', async (did) => {
    const resolver = new DIDPeerResolver()
    expect(resolver.isResolvable(did)).toBe(false)
    await expect(resolver.resolve(did)).rejects.toMatchObject({ code: 'DID_METHOD_NOT_SUPPORTED' })
  })

  it.each(PUBLISHED)('[DID-1] says of %s that it is', (did) => {
    expect(new DIDPeerResolver().isResolvable(did)).toBe(true)
  })

  it.each([undefined, null, 1, {}, Object.create(null), Symbol('x')])(
    '[DID-2] refuses what is no text',
    async (did) => {
      const resolution = new DIDPeerResolver().resolve(did as unknown as string)
      await expect(resolution).rejects.toMatchObject({ code: 'INVALID_DID' })
    },
  )
})
