import type { Curve } from '@didcomm/core'
import { describe, expect, it } from 'vitest'
import { type DidcommNodeExchangeOptions, messageFrom } from './didcomm-node-exchange.ts'

/** Options of {@link testOwnExchange}. */
export type OwnExchangeOptions = Pick<
  DidcommNodeExchangeOptions,
  'partyOn' | 'agreement' | 'signing'
>

/** Registers tests in which DIDs of one method write to each other, with our library on both sides. */
export function testOwnExchange({ partyOn, agreement, signing }: OwnExchangeOptions): void {
  describe('DIDs that were made', () => {
    it.each<Curve>(agreement)('[DID-5] encrypt to each other on %s', async (curve) => {
      const [alice, bob] = [await partyOn(curve), await partyOn(curve)]
      const message = messageFrom(alice.did, bob.did)
      const { packed } = await alice.packaging.packEncrypted(message, { to: bob.did })
      expect(await bob.packaging.unpack(packed)).toMatchObject({
        message,
        authenticated: true,
        sender: alice.did,
        recipient: bob.did,
      })
    })

    it.each<Curve>(signing)('[DID-5] sign with %s', async (curve) => {
      const [alice, bob] = [await partyOn(curve), await partyOn('X25519')]
      const message = messageFrom(alice.did, bob.did)
      const signed = await alice.packaging.packSigned(message, { signBy: alice.did })
      expect(await bob.packaging.unpack(signed.packed)).toMatchObject({
        message,
        nonRepudiable: true,
        signer: alice.did,
      })
    })
  })
}
