import {
  type CryptoService,
  type Curve,
  PackagingService,
  type PackEncryptedOptions,
  type PrivateJwk,
} from '@didcomm/core'
import { type AskarCryptoService, AskarSecretsManager } from '@didcomm/crypto-askar-wasm'
import {
  type Identity,
  madeIdentity,
  publicJwk,
  secretsOfRawJwe,
  StaticResolver,
} from '@didcomm/test-support'
import type { NamedSecrets } from './secrets-in-memory.ts'

/** Alice, who can sign as well, and Bob, each with a key on the curve. */
export interface Conversation {
  readonly alice: Identity
  readonly bob: Identity
  /** Their keys, in one module's memory. */
  readonly secrets: AskarSecretsManager
  readonly packaging: PackagingService
}

/**
 * Makes two parties on one service.
 *
 * @param asSeen - the same service, as the packaging is to see it
 */
export async function conversationOn(
  crypto: AskarCryptoService,
  curve: Curve,
  asSeen: CryptoService = crypto,
): Promise<Conversation> {
  const alice = madeIdentity('did:example:alice', {
    keyAgreement: [curve],
    authentication: ['Ed25519', 'P-256', 'secp256k1'],
  })
  const bob = madeIdentity('did:example:bob', { keyAgreement: [curve] })
  const secrets = new AskarSecretsManager(crypto)
  for (const { secrets: own } of [alice, bob]) {
    for (const [kid, jwk] of Object.entries(own)) await secrets.addJwk(kid, jwk)
  }
  const resolver = new StaticResolver([alice.document, bob.document])
  return {
    alice,
    bob,
    secrets,
    packaging: new PackagingService({ crypto: asSeen, secrets, resolver }),
  }
}

/** Has Alice pack a message for Bob. */
export async function packed(
  { packaging, alice, bob }: Conversation,
  options: Omit<PackEncryptedOptions, 'to'> = {},
): Promise<string> {
  const message = {
    type: 'https://example.com/lunch/1.0/proposal',
    from: alice.did,
    to: [bob.did],
    body: { content: 'Lunch at noon, behind the third pillar?' },
  }
  return (await packaging.packEncrypted(message, { to: bob.did, ...options })).packed
}

/** The private keys of both parties. */
export function privateKeysOf({ alice, bob }: Conversation): NamedSecrets {
  return Object.fromEntries(
    [alice, bob].flatMap(({ did, secrets }) =>
      Object.entries(secrets).map(([kid, { d }]) => [
        `${did.replace('did:example:', '')} ${kid.slice(did.length)}`,
        Buffer.from(d, 'base64url'),
      ]),
    ),
  )
}

/** What only the two ends of a message may know, computed by node:crypto; of an envelope inside another as well. */
export function secretsOfMessage(conversation: Conversation, message: string): NamedSecrets {
  const sender = keyOf(conversation.alice, 'did:example:alice#agree-1')
  const kid = 'did:example:bob#agree-1'
  const { protected: header } = JSON.parse(message)
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString())
  const { sharedSecrets, keyEncryptionKey, contentKey, plaintext } = secretsOfRawJwe({
    packed: message,
    kid,
    privateJwk: keyOf(conversation.bob, kid),
    ...(alg.startsWith('ECDH-1PU') && { senderPublicJwk: publicJwk(sender) }),
  })
  const [ze = new Uint8Array(), zs] = sharedSecrets
  const text = Buffer.from(plaintext).toString()
  const inner = 'ciphertext' in JSON.parse(text) ? secretsOfMessage(conversation, text) : {}
  return {
    Ze: ze,
    ...(zs && { Zs: zs }),
    'key-encryption key': keyEncryptionKey,
    'content key': contentKey,
    plaintext,
    ...Object.fromEntries(
      Object.entries(inner).map(([name, secret]) => [`${name} of the inner envelope`, secret]),
    ),
  }
}

function keyOf({ secrets }: Identity, kid: string): PrivateJwk {
  const jwk = secrets[kid]
  if (!jwk) throw new Error(`there is no key ${kid}`)
  return jwk
}
