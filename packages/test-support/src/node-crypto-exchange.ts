import { randomBytes } from 'node:crypto'
import {
  type CryptoService,
  type Curve,
  InMemorySecretsManager,
  PackagingService,
} from '@didcomm/core'
import { describe, expect, it } from 'vitest'
import { messageFrom } from './didcomm-node-exchange.ts'
import { type Identity, publicJwk } from './identities.ts'
import { madeIdentity } from './made-identity.ts'
import { openRawJwe } from './open-raw-jwe.ts'
import { generateJwk } from './raw-crypto.ts'
import { rawJwe } from './raw-jose.ts'
import { signRaw, verifyRaw } from './raw-jws.ts'
import { StaticResolver } from './static-resolver.ts'

const AGREEMENT: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'P-521']
const SIGNING_CURVES = { EdDSA: 'Ed25519', ES256: 'P-256', ES256K: 'secp256k1' } as const
const SIZES = [0, 1, 32, 64, 1000]

/** Alice and Bob, each with one key on the curve. */
interface Pair {
  readonly alice: Identity
  readonly bob: Identity
  readonly packaging: PackagingService
}

async function pairOn<SecretKey>(crypto: CryptoService<SecretKey>, curve: Curve): Promise<Pair> {
  const alice = madeIdentity('did:example:alice', { keyAgreement: [curve] })
  const bob = madeIdentity('did:example:bob', { keyAgreement: [curve] })
  const secrets = new InMemorySecretsManager(crypto)
  for (const [kid, jwk] of Object.entries({ ...alice.secrets, ...bob.secrets })) {
    await secrets.addJwk(kid, jwk)
  }
  const resolver = new StaticResolver([alice.document, bob.document])
  return { alice, bob, packaging: new PackagingService({ crypto, secrets, resolver }) }
}

/** The one key of a party, for `rawJwe` and `openRawJwe`. */
function keyOf({ secrets }: Identity) {
  const [entry] = Object.entries(secrets)
  if (!entry) throw new Error('everybody has a key')
  const [kid, privateJwk] = entry
  return { kid, privateJwk, publicJwk: publicJwk(privateJwk) }
}

/** Registers tests in which a backend and `node:crypto` encrypt for each other and verify each other's signatures. */
export function testNodeCryptoExchange<SecretKey>(crypto: CryptoService<SecretKey>): void {
  const { curves, enc: encs, sig } = crypto.supports

  describe.each(AGREEMENT.filter((curve) => curves.includes(curve)))(
    'node:crypto, on %s',
    (curve) => {
      it.each(encs)('[ENC-1] [ENC-2] [ENC-3] opens anoncrypt of the backend, %s', async (enc) => {
        const { alice, bob, packaging } = await pairOn(crypto, curve)
        const message = messageFrom(alice.did, bob.did)
        const options = { to: bob.did, anonymous: true, enc }
        const { packed } = await packaging.packEncrypted(message, options)
        const { kid, privateJwk } = keyOf(bob)
        const opened = openRawJwe({ packed, kid, privateJwk })
        expect(JSON.parse(Buffer.from(opened).toString())).toMatchObject(message)
      })

      it.each(encs)(
        '[ENC-1] [ENC-2] [ENC-3] makes anoncrypt that the backend opens, %s',
        async (enc) => {
          const { alice, bob, packaging } = await pairOn(crypto, curve)
          const plaintext = { ...messageFrom(alice.did, bob.did) }
          const packed = rawJwe({ alg: 'ECDH-ES+A256KW', enc, recipients: [keyOf(bob)], plaintext })
          expect(await packaging.unpack(packed)).toMatchObject({
            message: plaintext,
            authenticated: false,
          })
        },
      )

      it('[ENC-1] [ENC-3] [ENC-14] opens authcrypt of the backend', async () => {
        const { alice, bob, packaging } = await pairOn(crypto, curve)
        const message = messageFrom(alice.did, bob.did)
        const { packed } = await packaging.packEncrypted(message, { to: bob.did })
        const { kid, privateJwk } = keyOf(bob)
        const senderPublicJwk = keyOf(alice).publicJwk
        const opened = openRawJwe({ packed, kid, privateJwk, senderPublicJwk })
        expect(JSON.parse(Buffer.from(opened).toString())).toMatchObject(message)
      })

      it('[ENC-1] [ENC-3] [ENC-14] makes authcrypt that the backend opens', async () => {
        const { alice, bob, packaging } = await pairOn(crypto, curve)
        const plaintext = { ...messageFrom(alice.did, bob.did) }
        const { kid: skid, privateJwk: senderPrivateJwk } = keyOf(alice)
        const packed = rawJwe({
          alg: 'ECDH-1PU+A256KW',
          enc: 'A256CBC-HS512',
          recipients: [keyOf(bob)],
          plaintext,
          skid,
          senderPrivateJwk,
        })
        expect(await packaging.unpack(packed)).toMatchObject({
          message: plaintext,
          sender: alice.did,
          authenticated: true,
        })
      })
    },
  )

  describe.each(sig)('node:crypto, %s', (alg) => {
    it('[SIG-1] verifies what the backend signs, and the other way round', async () => {
      for (const size of SIZES) {
        const jwk = generateJwk(SIGNING_CURVES[alg])
        const data = randomBytes(size)
        const secretKey = await crypto.importSecretKey(jwk)
        const ours = await crypto.sign({ alg, secretKey, data })
        expect(verifyRaw(alg, publicJwk(jwk), data, ours)).toBe(true)
        const publicKey = await crypto.importPublicKey(publicJwk(jwk))
        const signature = signRaw({ alg, privateJwk: jwk }, data)
        expect(await crypto.verify({ alg, publicKey, data, signature })).toBe(true)
      }
    })
  })
}
