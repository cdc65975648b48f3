import { createECDH } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { agree, findPrivateKey, keyIdOf } from '../src/ec-keys.ts'
import { jwkOfEcPoint } from '../src/ec-points.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const KID = 'did:example:alice#key-1'
/** The private key of RFC 7515 §A.3.1. */
const D = Buffer.from('jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI', 'base64url')

await describeWithSoftHsm('what the token agrees on', (softHsm) => {
  const { constants: ck, functions } = softHsm.library
  const { token } = softHsm.newToken()

  // A key that is known, put into the token from outside, so that there is something to compare with.
  functions.C_CreateObject(softHsm.openSession(token.label), [
    { type: ck.CKA_CLASS, value: ck.CKO_PRIVATE_KEY },
    { type: ck.CKA_KEY_TYPE, value: ck.CKK_EC },
    { type: ck.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') },
    { type: ck.CKA_VALUE, value: D },
    { type: ck.CKA_ID, value: keyIdOf(KID) },
    { type: ck.CKA_TOKEN, value: true },
    { type: ck.CKA_PRIVATE, value: true },
    { type: ck.CKA_DERIVE, value: true },
  ])
  const known = createECDH('prime256v1')
  known.setPrivateKey(D)
  const peers = Array.from({ length: 600 }, (_, index) => peerWith(index + 1))
  const secretsWith = (peer: Buffer): Buffer => known.computeSecret(peer)

  it('is what OpenSSL agrees on, in full length when it begins with zeros', () => {
    const withZeros = peers.filter((peer) => secretsWith(peer)[0] === 0)
    expect(withZeros.length).toBeGreaterThan(0)
    const key = findPrivateKey(token, KID)
    if (!key) throw new Error('the key was put into the token')
    for (const peer of [...withZeros, ...peers.slice(0, 20)]) {
      expect(Buffer.from(agree(token, key, jwkOfEcPoint(peer)))).toEqual(secretsWith(peer))
    }
  })

  it('is destroyed in the token after it was read', () => {
    const key = findPrivateKey(token, KID) ?? Buffer.alloc(0)
    agree(token, key, jwkOfEcPoint(peerWith(1)))
    expect(token.find({ CKA_CLASS: ck.CKO_SECRET_KEY })).toEqual([])
  })

  it('is overwritten and destroyed when it is no secret of full length', () => {
    const key = findPrivateKey(token, KID) ?? Buffer.alloc(0)
    for (const size of [0, 23, 33]) {
      const value = Buffer.alloc(size, 1)
      const read = vi.spyOn(token, 'read').mockReturnValueOnce(value)
      expect(() => agree(token, key, jwkOfEcPoint(peerWith(1)))).toThrow(
        expect.objectContaining({ code: 'SECRETS_MANAGER_FAILED' }),
      )
      read.mockRestore()
      expect(value).toEqual(Buffer.alloc(size))
      expect(token.find({ CKA_CLASS: ck.CKO_SECRET_KEY })).toEqual([])
    }
  })
})

/** The public key of a small number: 1·G, 2·G and so on. */
function peerWith(number: number): Buffer {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(number.toString(16).padStart(64, '0'), 'hex')
  return ecdh.getPublicKey()
}
