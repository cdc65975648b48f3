import { type CryptoService, InMemorySecretsManager, PrefixResolver } from '@didcomm/core'
import { createPeerDID, DIDPeerResolver } from '@didcomm/did-peer'
import { DIDCommMessaging } from '@didcomm/messaging'
import { readForward } from '@didcomm/routing'

/** Sends a message of any size on its whole way: packed, wrapped for a mediator, unwrapped, opened. */
export async function createForwardedDelivery<SecretKey>(
  crypto: CryptoService<SecretKey>,
): Promise<(bytes: number) => Promise<void>> {
  const secrets = new InMemorySecretsManager(crypto)
  const resolver = new PrefixResolver({ 'did:peer:': new DIDPeerResolver() })
  // A message of 5 MB in two envelopes is larger than the default limit.
  const policy = { maxBytes: 64 * 1024 * 1024 }
  const didcomm = new DIDCommMessaging({ crypto, secrets, resolver, policy })
  const alice = await createPeerDID({ crypto, secrets })
  const mediator = await createPeerDID({
    crypto,
    secrets,
    services: [{ uri: 'https://mediator.example' }],
  })
  const bob = await createPeerDID({ crypto, secrets, services: [{ uri: mediator }] })

  return async (bytes) => {
    const content = 'x'.repeat(bytes)
    const { deliveries } = await didcomm.pack({
      type: 'https://didcomm.org/basicmessage/2.0/message',
      from: alice,
      to: [bob],
      body: { content },
    })
    const [target] = deliveries[0].targets
    const forward = await didcomm.unpack(target?.packed ?? '')
    const [payload] = readForward(forward.message).payloads
    const { message } = await didcomm.unpack<{ content: string }>(payload ?? '')
    if (message.body.content !== content) throw new Error('another message arrived')
  }
}
