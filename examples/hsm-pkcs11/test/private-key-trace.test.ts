import type { EcPublicJwk } from '@didcomm/core'
import { carol, publicJwk } from '@didcomm/test-support'
import { expect, it } from 'vitest'
import { createTokenDID } from '../src/create-token-did.ts'
import { findPrivateKey } from '../src/ec-keys.ts'
import { jwkOfEcPoint } from '../src/ec-points.ts'
import { Token } from '../src/token.ts'
import { extractableKey } from './support/extractable-key.ts'
import { carolAsDidcommNode, packagingWith, softwareParty } from './support/parties.ts'
import { holdsPrivateKey, windowsOf } from './support/private-key-search.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const TYPE = 'https://didcomm.org/basicmessage/2.0/message'

await describeWithSoftHsm('the trace of what came out of the token', (softHsm) => {
  it('holds no private key, whatever was done with it', async () => {
    const { token, options } = softHsm.newToken()
    const did = createTokenDID(token)
    await useEverything(token, did)
    token.close()
    const reopened = new Token(softHsm.library, options)
    await useEverything(reopened, did)
    for (const kid of [`${did}#key-1`, `${did}#key-2`]) {
      const privateKey = findPrivateKey(reopened, kid) ?? Buffer.alloc(0)
      expect(() => reopened.read(privateKey, 'CKA_VALUE')).toThrow(/CKR_ATTRIBUTE_SENSITIVE$/)
    }

    const { outputs } = softHsm.recorder
    const publicKeys = publicKeysOf(reopened)
    expect(publicKeys).toHaveLength(2)
    for (const key of publicKeys) {
      // It does hold the public keys, the signatures and what was agreed on.
      expect(Buffer.concat(outputs).includes(Buffer.from(key.x, 'base64url'))).toBe(true)
      expect(holdsPrivateKey(outputs, key)).toBe(false)
    }
    expect(windowsOf(outputs).size).toBeGreaterThan(500)
  })

  it('holds a private key that the token does give away, and the search finds it', () => {
    const { token } = softHsm.newToken()
    const { privateKey, publicJwk: key } = extractableKey(token)
    expect(holdsPrivateKey(softHsm.recorder.outputs, key)).toBe(false)
    token.read(privateKey, 'CKA_VALUE')
    expect(holdsPrivateKey(softHsm.recorder.outputs, key)).toBe(true)
  })
})

it('the search finds a key between other bytes, and one that lost its leading zeros', () => {
  const kid = `${carol.did}#key-p256-1`
  const secret = carol.secrets[kid]
  if (secret?.kty !== 'EC') throw new Error(`${kid} is on P-256`)
  const { x, y, d } = secret
  const key: EcPublicJwk = { kty: 'EC', crv: 'P-256', x, y }
  expect(key).toEqual({ ...publicJwk(secret) })
  const bytes = Buffer.from(d, 'base64url')
  expect(holdsPrivateKey([Buffer.concat([Buffer.alloc(7, 1), bytes, bytes])], key)).toBe(true)
  expect(holdsPrivateKey([bytes.subarray(1)], key)).toBe(false)
  // 1·G is G (SEC 2 §2.4.2).
  const generator = jwkOfEcPoint(
    Buffer.from(
      '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
      'hex',
    ),
  )
  expect(holdsPrivateKey([Buffer.of(1)], generator)).toBe(true)
})

/** Packs and unpacks in every way, for and from software keys and didcomm-node. */
async function useEverything(token: Token, did: string): Promise<void> {
  const alice = packagingWith(token)
  const bob = await softwareParty()
  const node = await carolAsDidcommNode(did)
  const fromAlice = { type: TYPE, from: did, body: {} }
  for (const options of [{}, { anonymous: true }, { protectSender: true }, { signBy: did }]) {
    const forBob = { ...fromAlice, to: [bob.did] }
    const { packed } = await alice.packEncrypted(forBob, { to: bob.did, ...options })
    await bob.packaging.unpack(packed)
    const forCarol = { ...fromAlice, to: [carol.did] }
    const sent = await alice.packEncrypted(forCarol, { to: `${carol.did}#key-p256-1`, ...options })
    await node.unpack(sent.packed)
  }
  const forAlice = { id: '1', type: TYPE, to: [did], body: {} }
  for (const options of [{}, { anonymous: true }, { protectSender: true }]) {
    const fromBob = { ...forAlice, from: bob.did }
    const { packed } = await bob.packaging.packEncrypted(fromBob, { to: did, ...options })
    await alice.unpack(packed)
  }
  for (const options of [{}, { from: carol.did }, { signBy: carol.did }]) {
    const message = { ...forAlice, from: carol.did }
    const { packed } = await node.pack({ message, to: did, ...options })
    await alice.unpack(packed)
  }
  const signed = await alice.packSigned(fromAlice, { signBy: did })
  await bob.packaging.unpack(signed.packed)
}

function publicKeysOf(token: Token): EcPublicJwk[] {
  return token
    .find({ CKA_CLASS: token.constants.CKO_PUBLIC_KEY })
    .map((key) => jwkOfEcPoint(token.read(key, 'CKA_EC_POINT')))
}
