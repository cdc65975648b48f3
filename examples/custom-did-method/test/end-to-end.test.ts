import { InMemorySecretsManager, PackagingService, PrefixResolver } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { expect, it } from 'vitest'
import { createDuoDID, DIDDuoResolver } from '../src/index.ts'

it('carries a message from one DID of the method to another', async () => {
  const crypto = new NobleCryptoService()
  const secrets = new InMemorySecretsManager(crypto)
  const resolver = new PrefixResolver({ 'did:duo:': new DIDDuoResolver() })
  const packaging = new PackagingService({ crypto, secrets, resolver })

  const alice = await createDuoDID({ crypto, secrets })
  const bob = await createDuoDID({ crypto, secrets })
  const type = 'https://didcomm.org/basicmessage/2.0/message'
  const message = { type, from: alice, to: [bob], body: { content: 'Lunch?' } }

  const { packed } = await packaging.packEncrypted(message, { to: bob, signBy: alice })
  const result = await packaging.unpack(packed)
  expect(result.message.body).toEqual({ content: 'Lunch?' })
  expect(result).toMatchObject({
    authenticated: true,
    sender: alice,
    signer: alice,
    recipient: bob,
  })
})
