import { DIDPeerResolver } from '@didcomm/did-peer'
import { describe, expect, it } from 'vitest'

// The keys are those of examples in the did:key Method.
const SIGNING = [
  'authentication',
  'assertionMethod',
  'capabilityInvocation',
  'capabilityDelegation',
]
const KEYS: [name: string, multibase: string, purposes: string[]][] = [
  ['X25519', 'z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F', ['keyAgreement']],
  ['secp256k1', 'zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme', SIGNING],
  ['P-256', 'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169', [...SIGNING, 'keyAgreement']],
  [
    'P-384',
    'z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9',
    [...SIGNING, 'keyAgreement'],
  ],
]

describe('numalgo 0', () => {
  it.each(KEYS)('[DID-4] gives a key on %s its purposes', async (_, multibase, purposes) => {
    const document = await new DIDPeerResolver().resolve(`did:peer:0${multibase}`)
    expect(document.verificationMethod).toHaveLength(1)
    for (const purpose of [...SIGNING, 'keyAgreement']) {
      const expected = purposes.includes(purpose) ? [`#${multibase}`] : []
      expect(document[purpose] ?? []).toEqual(expected)
    }
  })

  it('[DID-4] derives the X25519 key from the Ed25519 key', async () => {
    // did:key Method, example "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    const did = 'did:peer:0z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
    const { keyAgreement } = await new DIDPeerResolver().resolve(did)
    expect(keyAgreement).toEqual(['#z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p'])
  })

  it.each([
    ['no key', 'did:peer:0'],
    ['a key in base64url', 'did:peer:0u7QHXWpgBgrEKt9VL_tPJZAc6DuFy89qmIyWvAhpo9wdRGg'],
    // y = 1, the neutral element: there is no X25519 key to derive from it.
    ['a point of small order', 'did:peer:0z6MkeXATEjyXENzBXBxgC5EHk2JE5aqd7qMGGtDpLUH1e2Sj'],
    ['a key cut short', 'did:peer:0z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvkt'],
    ['a key and more', 'did:peer:0z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH.Vz6Mk'],
  ])('[DID-4] refuses %s', async (_, did) => {
    await expect(new DIDPeerResolver().resolve(did)).rejects.toMatchObject({ code: 'INVALID_DID' })
  })
})
