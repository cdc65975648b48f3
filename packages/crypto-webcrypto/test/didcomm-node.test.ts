import { type Curve, InMemorySecretsManager, PackagingService, PrefixResolver } from '@didcomm/core'
import { createJwkDID, DIDJwkResolver, encodeJwkDID } from '@didcomm/did-jwk'
import {
  generateJwk,
  type OwnParty,
  type PeerParty,
  publicJwk,
  testDidcommNodeExchange,
  testOwnExchange,
} from '@didcomm/test-support'
import { WebCryptoService } from '../src/index.ts'

const crypto = await WebCryptoService.create()
const resolver = new PrefixResolver({ 'did:jwk:': new DIDJwkResolver() })

/** A party with a DID on `curve`. */
async function partyOn(curve: Curve): Promise<OwnParty> {
  const secrets = new InMemorySecretsManager(crypto)
  const did = await createJwkDID({ crypto, secrets, curve })
  return { did, packaging: new PackagingService({ crypto, secrets, resolver }) }
}

/** A party with a DID on `curve`, who uses didcomm-node. */
function peerOn(curve: Curve): PeerParty {
  const jwk = generateJwk(curve)
  const did = encodeJwkDID(publicJwk(jwk))
  return { did, secrets: { [`${did}#0`]: jwk } }
}

testOwnExchange({
  partyOn,
  agreement: ['X25519', 'P-256', 'P-384', 'P-521'],
  signing: ['Ed25519', 'P-256'],
})

testDidcommNodeExchange({
  resolver,
  partyOn,
  peerOn,
  agreement: ['X25519', 'P-256'],
  signing: ['Ed25519', 'P-256'],
})
