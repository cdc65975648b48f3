import { type Curve, InMemorySecretsManager, PackagingService, PrefixResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createJwkDID, DIDJwkResolver, encodeJwkDID } from '@didcomm/did-jwk'
import {
  errorOf,
  generateJwk,
  messageFrom,
  type PeerParty,
  publicJwk,
  testDidcommNodeExchange,
  testOwnExchange,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { didOf } from './support/did-of.ts'

const crypto = new NobleCryptoService()
const resolver = new PrefixResolver({ 'did:jwk:': new DIDJwkResolver() })

/** A party with a DID on `curve`. */
async function partyOn(curve: Curve) {
  const secrets = new InMemorySecretsManager(crypto)
  const did = await createJwkDID({ crypto, secrets, curve })
  return { did, packaging: new PackagingService({ crypto, secrets, resolver }) }
}

testOwnExchange({
  partyOn,
  agreement: ['X25519', 'P-256', 'P-384', 'P-521'],
  signing: ['Ed25519', 'P-256', 'secp256k1'],
})

describe('DIDs whose keys do not fit', () => {
  it.each(['Ed25519', 'secp256k1'] as const)(
    '[DID-5] are not encrypted to on %s',
    async (curve) => {
      const [alice, bob] = [await partyOn('P-256'), await partyOn(curve)]
      const message = messageFrom(alice.did, bob.did)
      const encryption = alice.packaging.packEncrypted(message, { to: bob.did })
      expect((await errorOf(encryption)).code).toBe('NO_COMMON_KEY_TYPE')
    },
  )

  it('[DID-5] are not encrypted to on a curve that only signs, whatever their document lists', async () => {
    const alice = await partyOn('P-256')
    for (const curve of ['Ed25519', 'secp256k1'] as const) {
      const bob = didOf(publicJwk(generateJwk(curve)))
      expect((await resolver.resolve(bob)).keyAgreement).toEqual([`${bob}#0`])
      const encryption = alice.packaging.packEncrypted(messageFrom(alice.did, bob), { to: bob })
      expect((await errorOf(encryption)).code).toBe('NO_COMMON_KEY_TYPE')
    }
  })
})

/** A party with a DID on `curve`, who uses didcomm-node. */
function peerOn(curve: Curve): PeerParty {
  const jwk = generateJwk(curve)
  const did = encodeJwkDID(publicJwk(jwk))
  return { did, secrets: { [`${did}#0`]: jwk } }
}

testDidcommNodeExchange({
  resolver,
  partyOn,
  peerOn,
  agreement: ['X25519', 'P-256'],
  signing: ['Ed25519', 'P-256', 'secp256k1'],
})
