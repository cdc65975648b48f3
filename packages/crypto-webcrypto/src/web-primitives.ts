import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { agree } from './agree.ts'
import { decrypt, encrypt } from './content-encryption.ts'
import { generateKeyPair } from './generate-key-pair.ts'
import { importSecretKey } from './import-secret-key.ts'
import { unwrapKey, wrapKey } from './key-wrapping.ts'
import { WebCryptoPublicKey, type WebCryptoSecretKey } from './keys.ts'
import { probe } from './probe.ts'
import { sign, verify } from './signatures.ts'
import { type Subtle, unshared } from './subtle.ts'

/** WebCrypto as a record of primitives, with what it has on this platform. */
export async function webPrimitives(
  subtle: Subtle,
): Promise<CryptoPrimitives<WebCryptoSecretKey, WebCryptoPublicKey>> {
  return {
    name: 'webcrypto',
    supports: await probe(subtle),
    generateKeyPair: (curve, options) => generateKeyPair(subtle, curve, options),
    importSecretKey: (jwk) => importSecretKey(subtle, jwk),
    importPublicKey: (jwk) => new WebCryptoPublicKey(subtle, jwk),
    agree: (secretKey, publicKey) => agree(subtle, secretKey, publicKey),
    sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', unshared(data))),
    wrapKey: (kek, key) => wrapKey(subtle, kek, key),
    unwrapKey: (kek, wrappedKey) => unwrapKey(subtle, kek, wrappedKey),
    encrypt: (options) => encrypt(subtle, options),
    decrypt: (options) => decrypt(subtle, options),
    sign: (options) => sign(subtle, options),
    verify: (options) => verify(subtle, options),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  }
}
