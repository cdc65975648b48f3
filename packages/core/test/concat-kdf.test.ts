import { createHash } from 'node:crypto'
import { concatBytes } from '@didcomm/core/encoding'
import { describe, expect, it } from 'vitest'
import { concatKdf, otherInfo, suppPubInfo } from '../src/crypto/concat-kdf.ts'

const sha256 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(data).digest())
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('Concat KDF, RFC 7518 Appendix C (a key of 128 bits for A128GCM)', () => {
  const context = {
    algorithmId: 'A128GCM',
    apu: ascii('Alice'),
    apv: ascii('Bob'),
    suppPubInfo: suppPubInfo(undefined, undefined, 128),
  }

  it('[ENC-3] makes the published OtherInfo', () => {
    expect([...concatBytes(...otherInfo(context))]).toEqual([
      0, 0, 0, 7, 65, 49, 50, 56, 71, 67, 77, 0, 0, 0, 5, 65, 108, 105, 99, 101, 0, 0, 0, 3, 66,
      111, 98, 0, 0, 0, 128,
    ])
  })

  it('[ENC-3] writes lengths of 32 bits', () => {
    const [, , length] = otherInfo({ ...context, apu: new Uint8Array(0x01020304) })
    expect(length).toEqual(Uint8Array.of(1, 2, 3, 4))
  })

  it('[ENC-3] derives the published key', async () => {
    const z = Uint8Array.from([
      158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163,
      218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
    ])
    const key = await concatKdf(sha256, z, context)
    expect(Buffer.from(key.subarray(0, 16)).toString('base64url')).toBe('VqqN6vgjbSBcIijNcacQGg')
  })
})

describe('Concat KDF, draft-madden-jose-ecdh-1pu-04', () => {
  it('[ENC-3] derives the key of Appendix A: P-256, 256 bits, no tag', async () => {
    const z = hex(
      '9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4' +
        'e3ca3474384c9f62b30bfd4c688b3e7d4110a1b4badc3cc54ef7b81241efd50d',
    )
    const key = await concatKdf(sha256, z, {
      algorithmId: 'A256GCM',
      apu: ascii('Alice'),
      apv: ascii('Bob'),
      suppPubInfo: suppPubInfo(undefined),
    })
    expect(toHex(key)).toBe('6caf13723d14850ad4b42cd6dde935bffd2fff00a9ba70de05c203a5e1722ca7')
  })

  it.each([
    [
      'Bob',
      '32810896e0fe4d570ed1acfcedf67117dc194ed5daac21d8ff7af3244694897f' +
        '2157612c9048edfae77cb2e4237140605967c05c7f77a48eeaf2cf29a5737c4a',
      'df4c37a0668306a11e3d6b0074b5d8df',
    ],
    [
      'Charlie',
      '89dcfe4c37c1dc0271f346b5b3b19c3b705ca2a72f9a237785c34406fcb75f10' +
        '78fe63fc661cf8d18f92a8422a6418e4ed5e20a9168185fdeedca1c3d8e6a61c',
      '57d8126f1b7ec4ccb0584dac03cb27cc',
    ],
  ])(
    '[ENC-14] derives the key of %s in Appendix B: X25519, A128KW, with the tag',
    async (_, z, kek) => {
      const tag = Buffer.from('HLb4fTlm8spGmij3RyOs2gJ4DpHM4hhVRwdF_hGb3WQ', 'base64url')
      const key = await concatKdf(sha256, hex(z), {
        algorithmId: 'ECDH-1PU+A128KW',
        apu: ascii('Alice'),
        apv: ascii('Bob and Charlie'),
        suppPubInfo: suppPubInfo(tag, 'draft-04', 128),
      })
      expect(toHex(key.subarray(0, 16))).toBe(kek)
    },
  )
})

describe('SuppPubInfo', () => {
  const tag = Uint8Array.of(1, 2, 3)

  it('[ENC-14] holds the tag with its length unless a draft is asked for by name', () => {
    expect(toHex(concatBytes(...suppPubInfo(tag)))).toBe('0000010000000003010203')
    expect(toHex(concatBytes(...suppPubInfo(tag, 'draft-04')))).toBe('0000010000000003010203')
  })

  it('[ENC-27] holds the bare tag, or none, for the peers that do so', () => {
    expect(toHex(concatBytes(...suppPubInfo(tag, 'draft-04-unprefixed-tag')))).toBe(
      '00000100010203',
    )
    expect(toHex(concatBytes(...suppPubInfo(tag, 'draft-03')))).toBe('00000100')
  })
})

it('overwrites the copy of the shared secret that it hashed', async () => {
  const inputs: Uint8Array[] = []
  const spy = (data: Uint8Array): Uint8Array => {
    inputs.push(data)
    return sha256(data)
  }
  await concatKdf(spy, new Uint8Array(32).fill(7), {
    algorithmId: 'ECDH-ES+A256KW',
    apu: new Uint8Array(),
    apv: new Uint8Array(),
    suppPubInfo: suppPubInfo(undefined),
  })
  expect(inputs).toHaveLength(1)
  expect(inputs[0]?.every((byte) => byte === 0)).toBe(true)
})
