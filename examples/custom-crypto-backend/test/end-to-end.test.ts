import { InMemorySecretsManager, PackagingService } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { expect, it } from 'vitest'
import { StablelibCryptoService } from '../src/index.ts'

const resolver = new DIDPeerResolver()
const type = 'https://didcomm.org/basicmessage/2.0/message'

it('carries a message to another backend, and its answer back', async () => {
  const crypto = new StablelibCryptoService()
  const secrets = new InMemorySecretsManager(crypto)
  const ours = new PackagingService({ crypto, secrets, resolver })
  const alice = await createPeerDID({ crypto, secrets })

  const noble = { crypto: new NobleCryptoService() }
  const others = { ...noble, secrets: new InMemorySecretsManager(noble.crypto) }
  const theirs = new PackagingService({ ...others, resolver })
  const bob = await createPeerDID(others)

  const question = { type, from: alice, to: [bob], body: { content: 'Lunch?' } }
  const asked = await ours.packEncrypted(question, { to: bob, signBy: alice })
  const read = await theirs.unpack(asked.packed)
  expect(read.message.body).toEqual({ content: 'Lunch?' })
  expect(read).toMatchObject({ authenticated: true, sender: alice, signer: alice })

  const answer = { type, from: bob, to: [alice], body: { content: 'At noon.' } }
  const answered = await theirs.packEncrypted(answer, { to: alice, protectSender: true })
  const { message, sender } = await ours.unpack(answered.packed)
  expect(message.body).toEqual({ content: 'At noon.' })
  expect(sender).toBe(bob)
})
