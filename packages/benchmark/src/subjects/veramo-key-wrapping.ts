import { AESKW } from '@stablelib/aes-kw'
import {
  base64ToBytes,
  computeX25519Ecdh1PUv3Kek,
  computeX25519EcdhEsKek,
  type Decrypter,
  type ECDH,
  type KeyWrapper,
  type Recipient,
  xc20pDirDecrypter,
} from 'did-jwt'

/** A256KW as Veramo has it, which did-jwt does not. */
export const a256KeyWrapper: KeyWrapper = {
  alg: 'A256KW',
  from: (kek) => ({ wrap: async (key) => ({ ciphertext: new AESKW(kek).wrapKey(key) }) }),
}

/** Opens ECDH-ES+A256KW with XC20P. */
export function anonDecrypter(recipientSecret: ECDH): Decrypter {
  const alg = 'ECDH-ES+A256KW'
  return decrypter(alg, (recipient) => computeX25519EcdhEsKek(recipient, recipientSecret, alg))
}

/** Opens ECDH-1PU+A256KW, draft 3, with XC20P. */
export function authDecrypter(recipientSecret: ECDH, senderPublic: Uint8Array): Decrypter {
  const alg = 'ECDH-1PU+A256KW'
  return decrypter(alg, (recipient) =>
    computeX25519Ecdh1PUv3Kek(recipient, recipientSecret, senderPublic, alg),
  )
}

function decrypter(
  alg: string,
  deriveKek: (recipient: Recipient) => Promise<Uint8Array | null>,
): Decrypter {
  return {
    alg,
    enc: 'XC20P',
    async decrypt(sealed, iv, aad, recipient) {
      const kek = recipient && (await deriveKek(recipient))
      if (!kek) return null
      const key = new AESKW(kek).unwrapKey(base64ToBytes(recipient.encrypted_key))
      return xc20pDirDecrypter(key).decrypt(sealed, iv, aad)
    },
  }
}
