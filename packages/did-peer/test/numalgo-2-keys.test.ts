import { DIDPeerResolver } from '@didcomm/did-peer'
import { describe, expect, it } from 'vitest'

const ED25519 = 'z6MkqRYqQiSgvZQdnBytw86Qbs2ZWUkGv22od935YF4s8M7V'
const X25519 = 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'
const SERVICE = '.SeyJ0IjoiZG0iLCJzIjoiYToxIn0'

describe('keys of a did:peer:2', () => {
  it('[DID-4] reads keys of every purpose, and counts keys alone', async () => {
    const did = `did:peer:2.A${ED25519}${SERVICE}.D${ED25519}.E${X25519}.I${ED25519}.V${ED25519}`
    const document = await new DIDPeerResolver().resolve(did)
    expect(document).toMatchObject({
      assertionMethod: ['#key-1'],
      capabilityDelegation: ['#key-2'],
      keyAgreement: ['#key-3'],
      capabilityInvocation: ['#key-4'],
      authentication: ['#key-5'],
    })
    expect(
      document.verificationMethod?.map(({ id, publicKeyMultibase }) => [id, publicKeyMultibase]),
    ).toEqual([
      ['#key-1', ED25519],
      ['#key-2', ED25519],
      ['#key-3', X25519],
      ['#key-4', ED25519],
      ['#key-5', ED25519],
    ])
  })

  it('[DID-4] leaves relationships and services out that the DID does not have', async () => {
    const document = await new DIDPeerResolver().resolve(`did:peer:2.E${X25519}`)
    expect(Object.keys(document).sort()).toEqual([
      '@context',
      'alsoKnownAs',
      'id',
      'keyAgreement',
      'verificationMethod',
    ])
  })

  it('[DID-4] keeps a key of a kind that nobody knows', async () => {
    const bls =
      'zUC7DMhFBHN1TrFPnGLKVGxBBJRCyHkHDW4wK1RJZpYrBsGxHRkNXxmFEhTUFYHqS3JJF9iYkDwkB2KsZcXTNKTB'
    const { verificationMethod } = await new DIDPeerResolver().resolve(
      `did:peer:2.A${bls}.E${X25519}`,
    )
    expect(verificationMethod).toHaveLength(2)
  })

  it.each([
    ['no element', 'did:peer:2'],
    ['an empty element', 'did:peer:2.'],
    ['an empty element at the end', `did:peer:2.E${X25519}.`],
    ['an element without a dot', `did:peer:2E${X25519}`],
    ['an unknown purpose', `did:peer:2.X${X25519}`],
    ['a purpose in lower case', `did:peer:2.e${X25519}`],
    ['a key in base64url', 'did:peer:2.Eu7QEuFGy'],
    ['a character that base58 does not have', `did:peer:2.E${X25519}0`],
    ['a character above U+00FF', `did:peer:2.E${X25519}\u0131`],
    ['a fragment', `did:peer:2.E${X25519}#key-1`],
    ['a query', `did:peer:2.E${X25519}?service=x`],
    ['a line break at the end', `did:peer:2.E${X25519}\n`],
    ['more keys than anybody has', `did:peer:2${`.E${X25519}`.repeat(65)}`],
    [
      'more services than anybody has',
      `did:peer:2.S${Buffer.from(`[${'{"t":"x"},'.repeat(64)}{"t":"x"}]`).toString('base64url')}`,
    ],
  ])('[DID-4] refuses %s', async (_, did) => {
    await expect(new DIDPeerResolver().resolve(did)).rejects.toMatchObject({ code: 'INVALID_DID' })
  })
})
