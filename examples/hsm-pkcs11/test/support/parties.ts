import { InMemorySecretsManager, PackagingService, PrefixResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { carol, didcommNodePeer, type DidcommNodePeer, StaticResolver } from '@didcomm/test-support'
import { createTokenDID } from '../../src/create-token-did.ts'
import { Pkcs11SecretsManager } from '../../src/pkcs11-secrets-manager.ts'
import type { Token } from '../../src/token.ts'

export const crypto = new NobleCryptoService()

const resolver = new PrefixResolver({
  'did:peer:': new DIDPeerResolver(),
  'did:example:': new StaticResolver([carol.document]),
})

/** Somebody with a DID, who can pack and unpack. */
export interface Party {
  readonly did: string
  readonly packaging: Pick<PackagingService, 'packEncrypted' | 'packSigned' | 'unpack'>
}

/** Packs and unpacks with the keys of a token. */
export function packagingWith(token: Token): Party['packaging'] {
  return new PackagingService({ crypto, resolver, secrets: new Pkcs11SecretsManager(token) })
}

/** A party whose keys live in a token: `#key-1` to sign, `#key-2` to encrypt to. */
export function tokenParty(token: Token): Party {
  return { did: createTokenDID(token), packaging: packagingWith(token) }
}

/** A party whose keys, on P-256 as well, live in memory. */
export async function softwareParty(): Promise<Party> {
  const secrets = new InMemorySecretsManager(crypto)
  const did = await createPeerDID({
    crypto,
    secrets,
    keyAgreement: ['P-256'],
    authentication: ['P-256'],
  })
  return { did, packaging: new PackagingService({ crypto, resolver, secrets }) }
}

/** Carol, as npm `didcomm-node`, who knows `did`. */
export async function carolAsDidcommNode(did: string): Promise<DidcommNodePeer> {
  return didcommNodePeer({
    documents: [carol.document, await resolver.resolve(did)],
    secrets: carol.secrets,
  })
}
