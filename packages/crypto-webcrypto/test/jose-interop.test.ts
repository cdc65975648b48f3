import type { ContentEncryption, PrivateJwk } from '@didcomm/core'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { FlattenedEncrypt, type FlattenedJWE, flattenedDecrypt, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { WebCryptoService } from '../src/index.ts'

// `jose` has no ECDH-1PU and no XC20P; what it has is the oracle for the derivation of keys by ECDH-ES.

const crypto = await WebCryptoService.create()
const alg = 'ECDH-ES+A256KW'
const apu = ascii('alice')
const apv = ascii('bob')
const COMBINATIONS = (['X25519', 'P-256', 'P-384', 'P-521'] as const).flatMap((crv) =>
  (['A256CBC-HS512', 'A256GCM'] as const).map((enc) => ({ crv, enc })),
)

function ascii(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

function fromBase64Url(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, 'base64url'))
}

function base64Url(data: Uint8Array): string {
  return Buffer.from(data).toString('base64url')
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString()
}

async function encryptWithWebCrypto(enc: ContentEncryption, recipient: PrivateJwk) {
  const ephemeral = await crypto.generateKeyPair(recipient.crv)
  const header = {
    alg,
    enc,
    epk: ephemeral.publicJwk,
    apu: base64Url(apu),
    apv: base64Url(apv),
  }
  const protectedHeader = base64Url(ascii(JSON.stringify(header)))
  const { contentKey, iv, ciphertext, tag } = await crypto.encryptContent({
    enc,
    plaintext: ascii('Lunch?'),
    aad: ascii(protectedHeader),
  })
  const encryptedKey = await crypto.wrapKey({
    alg,
    contentKey,
    apu,
    apv,
    ephemeral: ephemeral.secretKey,
    recipient: await crypto.importPublicKey(publicJwk(recipient)),
  })
  return {
    protected: protectedHeader,
    encrypted_key: base64Url(encryptedKey),
    iv: base64Url(iv),
    ciphertext: base64Url(ciphertext),
    tag: base64Url(tag),
  }
}

async function decryptWithWebCrypto(jwe: FlattenedJWE, recipient: PrivateJwk): Promise<Uint8Array> {
  const header = JSON.parse(text(fromBase64Url(jwe.protected ?? '')))
  const contentKey = await crypto.unwrapKey({
    alg: header.alg,
    enc: header.enc,
    encryptedKey: fromBase64Url(jwe.encrypted_key ?? ''),
    ephemeral: await crypto.importPublicKey(header.epk),
    recipient: await crypto.importSecretKey(recipient),
    apu: fromBase64Url(header.apu),
    apv: fromBase64Url(header.apv),
  })
  return crypto.decryptContent({
    enc: header.enc,
    contentKey,
    iv: fromBase64Url(jwe.iv ?? ''),
    ciphertext: fromBase64Url(jwe.ciphertext),
    tag: fromBase64Url(jwe.tag ?? ''),
    aad: ascii(jwe.protected ?? ''),
  })
}

describe.each(COMBINATIONS)('ECDH-ES+A256KW on $crv with $enc', ({ crv, enc }) => {
  it('[ENC-1] [ENC-2] [ENC-3] jose opens what WebCrypto encrypts', async () => {
    const jwk = generateJwk(crv)
    const jwe = await encryptWithWebCrypto(enc, jwk)
    const { plaintext } = await flattenedDecrypt(jwe, await importJWK({ ...jwk }, alg))
    expect(text(plaintext)).toBe('Lunch?')
  })

  it('[ENC-1] [ENC-2] [ENC-3] WebCrypto opens what jose encrypts', async () => {
    const jwk = generateJwk(crv)
    const jwe = await new FlattenedEncrypt(ascii('Lunch?'))
      .setProtectedHeader({ alg, enc })
      .setKeyManagementParameters({ apu, apv })
      .encrypt(await importJWK({ ...publicJwk(jwk) }, alg))
    expect(text(await decryptWithWebCrypto(jwe, jwk))).toBe('Lunch?')
  })
})
