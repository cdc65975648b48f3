import { NobleCryptoService } from '@didcomm/crypto-noble'
import { NodeCryptoService } from '@didcomm/crypto-node'
import { alice, bob, exampleDIDDocuments, StaticResolver } from '@didcomm/test-support'
import { describe, expect, it, vi } from 'vitest'
import { type CryptoService, InMemorySecretsManager, PackagingService } from '../src/index.ts'

const MESSAGE = {
  type: 'https://didcomm.org/basicmessage/2.0/message',
  from: alice.did,
  to: [bob.did],
  body: {},
}

async function setUp() {
  const crypto = new NobleCryptoService()
  const secrets = new InMemorySecretsManager(crypto)
  for (const [kid, jwk] of Object.entries({ ...alice.secrets, ...bob.secrets })) {
    await secrets.addJwk(kid, jwk)
  }
  const importPublicKey = vi.spyOn(crypto, 'importPublicKey')
  const resolver = new StaticResolver(exampleDIDDocuments)
  const packaging = new PackagingService({ crypto, secrets, resolver })
  return { importPublicKey, packaging, resolver }
}

describe('the keys of a DID document', () => {
  it('[ENC-1] are imported once, and the ephemeral one of each message', async () => {
    const { importPublicKey, packaging } = await setUp()
    const pack = () => packaging.packEncrypted(MESSAGE, { to: bob.did })
    const { packed } = await pack()
    await pack()
    // Bob has three keys on X25519.
    expect(importPublicKey).toHaveBeenCalledTimes(3)
    await packaging.unpack(packed)
    await packaging.unpack(packed)
    // The sender's, and the ephemeral one twice.
    expect(importPublicKey).toHaveBeenCalledTimes(6)
  })

  it('[ENC-1] are imported anew when the document is another object', async () => {
    const { importPublicKey, packaging, resolver } = await setUp()
    await packaging.packEncrypted(MESSAGE, { to: bob.did })
    resolver.documents.set(bob.did, structuredClone(bob.document))
    await packaging.packEncrypted(MESSAGE, { to: bob.did })
    expect(importPublicKey).toHaveBeenCalledTimes(6)
  })

  it('[ENC-1] are imported again after that failed', async () => {
    const { importPublicKey, packaging } = await setUp()
    importPublicKey.mockRejectedValueOnce(new Error('the backend is away'))
    await expect(packaging.packEncrypted(MESSAGE, { to: bob.did })).rejects.toThrow()
    await expect(packaging.packEncrypted(MESSAGE, { to: bob.did })).resolves.toBeDefined()
  })
})

it('[ENC-1] an import that never ends is not waited for by the next message', async () => {
  const { importPublicKey, packaging } = await setUp()
  importPublicKey.mockImplementationOnce(() => new Promise(() => {}))
  void packaging.packEncrypted(MESSAGE, { to: bob.did })
  await new Promise((resolve) => setTimeout(resolve))
  await expect(packaging.packEncrypted(MESSAGE, { to: bob.did })).resolves.toBeDefined()
})

it('[ENC-1] two services on one resolver import with their own backends', async () => {
  const resolver = new StaticResolver(exampleDIDDocuments)
  const packed: string[] = []
  const backends: readonly CryptoService[] = [new NobleCryptoService(), new NodeCryptoService()]
  for (const crypto of backends) {
    const secrets = new InMemorySecretsManager(crypto)
    for (const [kid, jwk] of Object.entries(alice.secrets)) await secrets.addJwk(kid, jwk)
    const packaging = new PackagingService({ crypto, secrets, resolver })
    packed.push((await packaging.packEncrypted(MESSAGE, { to: bob.did })).packed)
  }
  expect(packed).toHaveLength(2)
})

it('[ENC-15] the key of one message is asked for as an ephemeral one', async () => {
  const crypto = new NobleCryptoService()
  const generateKeyPair = vi.spyOn(crypto, 'generateKeyPair')
  const resolver = new StaticResolver(exampleDIDDocuments)
  const packaging = new PackagingService({ crypto, secrets: { get: () => undefined }, resolver })
  await packaging.packEncrypted(MESSAGE, { to: bob.did, anonymous: true })
  expect(generateKeyPair.mock.calls).toEqual([['X25519', { ephemeral: true }]])
})
