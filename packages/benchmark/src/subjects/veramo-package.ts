import { fetchedPackage } from '../fetched-package.ts'

/** Of `did-jwt`: computes the secret that a key agrees on with another. */
type Ecdh = (publicKey: Uint8Array) => Promise<Uint8Array>

/** Of `did-jwt`: encrypts content, and the content's key for one key of a recipient. */
interface Encrypter {
  readonly alg: string
  readonly enc: string
  encrypt(...parameters: never): unknown
}

/** Of `did-jwt`: opens what an {@link Encrypter} encrypted. */
interface Decrypter {
  readonly alg: string
  readonly enc: string
  decrypt(...parameters: never): unknown
}

/** An encrypted message. */
export interface Jwe {
  readonly protected: string
  readonly ciphertext: string
}

interface Signature {
  readonly protected?: string
  readonly signature?: string
}

/** A signed message, in the flattened serialization or in the general one. */
export interface Jws extends Signature {
  readonly payload: string
  readonly signatures?: readonly Signature[]
}

/** The exports, described as far as they are used. */
interface Veramo {
  a256cbcHs512AnonEncrypterX25519WithA256KW(recipientPublicKey: Uint8Array, kid: string): Encrypter
  a256cbcHs512AnonDecrypterX25519WithA256KW(recipientSecret: Ecdh): Decrypter
  a256cbcHs512AuthEncrypterX25519WithA256KW(
    recipientPublicKey: Uint8Array,
    senderSecret: Ecdh,
    options: { readonly kid: string },
  ): Encrypter
  a256cbcHs512AuthDecrypterX25519WithA256KW(
    recipientSecret: Ecdh,
    senderPublicKey: Uint8Array,
  ): Decrypter
  base64ToBytes(text: string): Uint8Array
  bytesToUtf8String(bytes: Uint8Array): string
  decodeJoseBlob(text: string): unknown
  encodeJoseBlob(value: object): string
  stringToUtf8Bytes(text: string): Uint8Array
  createJWE(
    cleartext: Uint8Array,
    encrypters: readonly Encrypter[],
    protectedHeader: Readonly<Record<string, string>>,
    aad: undefined,
    useSingleEphemeralKey: boolean,
  ): Promise<Jwe>
  createX25519ECDH(secretKey: Uint8Array): Ecdh
  decryptJWE(jwe: Jwe, decrypter: Decrypter): Promise<Uint8Array>
  EdDSASigner(secretKey: Uint8Array): (data: string) => Promise<string>
  /** @throws Error */
  verifyJWS(jws: string, key: { readonly id: string }): unknown
}

/** What is used of Veramo. Its index does not export its encrypters. */
export const veramoPackage = fetchedPackage<Veramo>({
  name: '@veramo/did-comm',
  version: '7.0.1',
  exports: `export {
  a256cbcHs512AnonDecrypterX25519WithA256KW,
  a256cbcHs512AnonEncrypterX25519WithA256KW,
  a256cbcHs512AuthDecrypterX25519WithA256KW,
  a256cbcHs512AuthEncrypterX25519WithA256KW,
} from './node_modules/@veramo/did-comm/build/encryption/a256kw-encrypters.js'
export {
  base64ToBytes,
  bytesToUtf8String,
  decodeJoseBlob,
  encodeJoseBlob,
  stringToUtf8Bytes,
} from '@veramo/utils'
export { createJWE, createX25519ECDH, decryptJWE, EdDSASigner, verifyJWS } from 'did-jwt'
`,
})
