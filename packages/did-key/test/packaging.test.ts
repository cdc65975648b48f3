import { type Curve, InMemorySecretsManager, PackagingService, PrefixResolver } from '@didcomm/core'
import { encodeMultikey, x25519FromEd25519 } from '@didcomm/core/did'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createKeyDID, DIDKeyResolver, encodeKeyDID } from '@didcomm/did-key'
import {
  didcommNodeOf,
  errorOf,
  generateJwk,
  jwkOfSecret,
  messageFrom,
  type PeerParty,
  publicJwk,
  testDidcommNodeExchange,
  testOwnExchange,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { derivedKey } from './support/node-keys.ts'

const crypto = new NobleCryptoService()
const resolver = new PrefixResolver({ 'did:key:': new DIDKeyResolver() })

/** A party with a DID on `curve`. */
async function partyOn(curve: Curve) {
  const secrets = new InMemorySecretsManager(crypto)
  const did = await createKeyDID({ crypto, secrets, curve })
  return { did, packaging: new PackagingService({ crypto, secrets, resolver }) }
}

testOwnExchange({
  partyOn,
  agreement: ['Ed25519', 'X25519', 'P-256', 'P-384', 'P-521'],
  signing: ['Ed25519', 'P-256', 'secp256k1'],
})

describe('DIDs whose keys do not fit', () => {
  it('[DID-5] cannot encrypt to secp256k1, nor sign with X25519', async () => {
    const [signer, agreer] = [await partyOn('secp256k1'), await partyOn('X25519')]
    const message = messageFrom(agreer.did, signer.did)
    const encryption = agreer.packaging.packEncrypted(message, { to: signer.did })
    expect((await errorOf(encryption)).code).toBe('NO_COMMON_KEY_TYPE')
    const signature = agreer.packaging.packSigned(message, { signBy: agreer.did })
    expect((await errorOf(signature)).code).toBe('NO_COMMON_KEY_TYPE')
  })
})

/** A party with a DID on `curve`, who uses didcomm-node. */
function peerOn(curve: Curve): PeerParty {
  const jwk = generateJwk(curve)
  const key = publicJwk(jwk)
  const did = encodeKeyDID(key)
  const own = { [did.replace('did:key:', `${did}#`)]: jwk }
  if (key.crv !== 'Ed25519') return { did, secrets: own }
  const derived = derivedKey(Buffer.from(jwk.d, 'base64url'))
  return { did, secrets: { ...own, [`${did}#${encodeMultikey(publicJwk(derived))}`]: derived } }
}

testDidcommNodeExchange({
  resolver,
  partyOn,
  peerOn,
  agreement: ['Ed25519', 'X25519', 'P-256'],
  signing: ['Ed25519', 'P-256', 'secp256k1'],
})

describe('an Ed25519 secret that was there before', () => {
  it('[DID-5] opens messages once the derived secret is added', async () => {
    const ed25519Jwk = jwkOfSecret('Ed25519', Buffer.alloc(32, 7))
    const ed25519 = publicJwk(ed25519Jwk)
    if (ed25519.kty !== 'OKP') throw new Error('it is an OKP key')
    const did = encodeKeyDID(ed25519)
    const secretKey = await crypto.importSecretKey(ed25519Jwk)
    const derived = await crypto.x25519FromEd25519?.(secretKey)
    if (!derived) throw new Error('noble derives')

    const secrets = new InMemorySecretsManager(crypto)
    const bob = new PackagingService({ crypto, secrets, resolver })
    const alice = peerOn('X25519')
    const message = messageFrom(alice.did, did)
    const peer = await didcommNodeOf(alice, did, resolver)
    const { packed } = await peer.pack({ message, to: did, from: alice.did })

    secrets.add(`${did}#${encodeMultikey(ed25519)}`, secretKey)
    expect((await errorOf(bob.unpack(packed))).code).toBe('SECRET_NOT_FOUND')
    secrets.add(`${did}#${encodeMultikey(x25519FromEd25519(ed25519))}`, derived)
    expect(await bob.unpack(packed)).toMatchObject({ message, recipient: did })
  })
})
