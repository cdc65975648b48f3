import assert from 'node:assert/strict'
import process from 'node:process'
import { DIDCommError, InMemorySecretsManager, PrefixResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { DIDCommMessaging } from '@didcomm/messaging'
import { createTokenDID } from './create-token-did.ts'
import { type DemoToken, demoToken } from './demo-token.ts'
import { destroyKeysOf, findPrivateKey } from './ec-keys.ts'
import { Pkcs11SecretsManager } from './pkcs11-secrets-manager.ts'

const BASIC_MESSAGE = 'https://didcomm.org/basicmessage/2.0/message'

const crypto = new NobleCryptoService()
const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })

try {
  const hsm = await demoToken()
  try {
    await demo(hsm)
  } finally {
    hsm.close()
  }
} catch (error) {
  if (!DIDCommError.is(error) || error.code !== 'SECRETS_MANAGER_FAILED') throw error
  console.error(error.message)
  process.exitCode = 1
}

/** Alice's keys live in the token, Bob's in memory. */
async function demo(hsm: DemoToken): Promise<void> {
  let token = hsm.open()
  const alice = createTokenDID(token)
  const [signing, agreement] = [`${alice}#key-1`, `${alice}#key-2`]
  console.log(`Alice has two P-256 keys in ${hsm.description}:\n  ${signing}\n  ${agreement}`)

  const bobsSecrets = new InMemorySecretsManager(crypto)
  const bobsDIDComm = new DIDCommMessaging({ crypto, resolver, secrets: bobsSecrets })
  const bob = await createPeerDID({ crypto, secrets: bobsSecrets, keyAgreement: ['P-256'] })

  try {
    const key = findPrivateKey(token, agreement)
    assert(key, 'the token has the key')
    assert.throws(() => token.read(key, 'CKA_VALUE'), /CKR_ATTRIBUTE_SENSITIVE/)
    console.log('The token refuses to show a private key: CKR_ATTRIBUTE_SENSITIVE.')

    const secrets = new Pkcs11SecretsManager(token)
    const didcomm = new DIDCommMessaging({ crypto, resolver, secrets })
    const { deliveries } = await didcomm.pack(
      { type: BASIC_MESSAGE, from: alice, to: [bob], body: { content: 'Lunch?' } },
      { signBy: alice },
    )
    const lunch = await bobsDIDComm.unpack<{ content: string }>(deliveries[0].packed)
    assert.equal(lunch.signer, alice)
    console.log(`Bob reads "${lunch.message.body.content}", signed in the token.`)

    // Another run of the program has the DID, which is public, and the PIN.
    token.close()
    token = hsm.open()
    const reopened = new DIDCommMessaging({
      crypto,
      resolver,
      secrets: new Pkcs11SecretsManager(token),
    })
    const answer = await bobsDIDComm.pack({
      type: BASIC_MESSAGE,
      from: bob,
      to: [alice],
      body: { content: 'At noon.' },
    })
    const noon = await reopened.unpack<{ content: string }>(answer.deliveries[0].packed)
    assert.equal(noon.sender, bob)
    console.log(`Alice, who opened the token again, reads "${noon.message.body.content}".`)

    const thanks = await reopened.pack({
      type: BASIC_MESSAGE,
      from: alice,
      to: [bob],
      body: { content: 'Good.' },
    })
    const good = await bobsDIDComm.unpack<{ content: string }>(thanks.deliveries[0].packed)
    assert(good.sender === alice && good.authenticated)
    console.log(`Bob reads "${good.message.body.content}", authenticated by a key in the token.`)
  } finally {
    for (const kid of [signing, agreement]) destroyKeysOf(token, kid)
    token.close()
  }
  console.log('The keys are deleted. Everything came out as it should.')
}
