import type { ContentEncryption, CryptoService, Curve, PrivateJwk } from '@didcomm/core/contracts'
import { FlattenedEncrypt, type FlattenedJWE, flattenedDecrypt, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { publicJwk } from './identities.ts'
import { generateJwk } from './raw-crypto.ts'
import { base64Url } from './raw-jose.ts'

// `jose` has no ECDH-1PU and no XC20P; what it has is the oracle for the derivation of keys by ECDH-ES.

const alg = 'ECDH-ES+A256KW'
const apu = Buffer.from('alice')
const apv = Buffer.from('bob')
const AGREEMENT: readonly Curve[] = ['X25519', 'P-256', 'P-384', 'P-521']
const ENCS: readonly ContentEncryption[] = ['A256CBC-HS512', 'A256GCM']

/** Registers tests in which a backend and `jose` encrypt for each other. */
export function testJoseExchange(crypto: CryptoService): void {
  const { curves, enc: encs } = crypto.supports
  const combinations = AGREEMENT.filter((crv) => curves.includes(crv)).flatMap((crv) =>
    ENCS.filter((enc) => encs.includes(enc)).map((enc) => ({ crv, enc })),
  )

  describe.each(combinations)('jose, ECDH-ES+A256KW on $crv with $enc', ({ crv, enc }) => {
    it('[ENC-1] [ENC-2] [ENC-3] opens what the backend encrypts', async () => {
      const jwk = generateJwk(crv)
      const jwe = await encryptWith(crypto, enc, jwk)
      const { plaintext } = await flattenedDecrypt(jwe, await importJWK({ ...jwk }, alg))
      expect(Buffer.from(plaintext).toString()).toBe('Lunch?')
    })

    it('[ENC-1] [ENC-2] [ENC-3] encrypts what the backend opens', async () => {
      const jwk = generateJwk(crv)
      const jwe = await new FlattenedEncrypt(Buffer.from('Lunch?'))
        .setProtectedHeader({ alg, enc })
        .setKeyManagementParameters({ apu, apv })
        .encrypt(await importJWK({ ...publicJwk(jwk) }, alg))
      expect(Buffer.from(await decryptWith(crypto, jwe, jwk)).toString()).toBe('Lunch?')
    })
  })
}

async function encryptWith(
  crypto: CryptoService,
  enc: ContentEncryption,
  recipient: PrivateJwk,
): Promise<FlattenedJWE> {
  const ephemeral = await crypto.generateKeyPair(recipient.crv)
  const header = {
    alg,
    enc,
    epk: ephemeral.publicJwk,
    apu: base64Url(apu),
    apv: base64Url(apv),
  }
  const protectedHeader = base64Url(Buffer.from(JSON.stringify(header)))
  const { contentKey, iv, ciphertext, tag } = await crypto.encryptContent({
    enc,
    plaintext: Buffer.from('Lunch?'),
    aad: Buffer.from(protectedHeader),
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

async function decryptWith(
  crypto: CryptoService,
  jwe: FlattenedJWE,
  recipient: PrivateJwk,
): Promise<Uint8Array> {
  const header = JSON.parse(fromBase64Url(jwe.protected ?? '').toString())
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
    aad: Buffer.from(jwe.protected ?? ''),
  })
}

function fromBase64Url(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
