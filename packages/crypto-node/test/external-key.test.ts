import { createPrivateKey, sign } from 'node:crypto'
import {
  externalKey,
  type ExternalKey,
  PackagingService,
  type PrivateJwk,
  type SecretsManager,
} from '@didcomm/core'
import { alice, bob, ecdh, exampleDIDDocuments, StaticResolver } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { NodeCryptoService } from '../src/index.ts'

/** Keys that stay where they are, and what was asked of them. */
function elsewhere(secrets: Readonly<Record<string, PrivateJwk>>) {
  const calls: string[] = []
  const manager: SecretsManager<ExternalKey> = {
    get(kid) {
      const jwk = secrets[kid]
      return (
        jwk &&
        externalKey({
          agree(publicJwk) {
            calls.push('agree')
            return ecdh(jwk, publicJwk)
          },
          sign(_alg, data) {
            calls.push('sign')
            return sign(null, data, createPrivateKey({ key: { ...jwk }, format: 'jwk' }))
          },
        })
      )
    },
  }
  return { manager, calls }
}

describe('keys that live elsewhere', () => {
  const resolver = new StaticResolver(exampleDIDDocuments)
  const crypto = new NodeCryptoService()
  const message = {
    type: 'https://didcomm.org/basicmessage/2.0/message',
    from: alice.did,
    to: [bob.did],
    body: { content: 'Lunch?' },
  }

  it('[ENV-2] send and receive authcrypt', async () => {
    const [hers, his] = [elsewhere(alice.secrets), elsewhere(bob.secrets)]
    const sender = new PackagingService({ crypto, resolver, secrets: hers.manager })
    const recipient = new PackagingService({ crypto, resolver, secrets: his.manager })
    const { packed } = await sender.packEncrypted(message, { to: bob.did })
    const { message: opened, sender: proven } = await recipient.unpack(packed)
    expect(opened.body).toEqual({ content: 'Lunch?' })
    expect(proven).toBe(alice.did)
    // One agreement for each of three keys of the recipient; the ephemeral key is the backend's own.
    expect(hers.calls).toEqual(['agree', 'agree', 'agree'])
    expect(his.calls).toEqual(['agree', 'agree'])
  })

  it('[ENV-2] sign', async () => {
    const { manager, calls } = elsewhere(alice.secrets)
    const sender = new PackagingService({ crypto, resolver, secrets: manager })
    const { packed } = await sender.packSigned(message, { signBy: `${alice.did}#key-1` })
    expect(await sender.unpack(packed)).toMatchObject({ signer: alice.did })
    expect(calls).toEqual(['sign'])
  })
})
