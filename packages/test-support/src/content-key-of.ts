import type { ContentEncryption, CryptoService } from '@didcomm/core/contracts'
import { publicJwk } from './identities.ts'
import { aesKeyWrap, concatKdf, ecdh, generateJwk } from './raw-crypto.ts'

const NOTHING = new Uint8Array()

/** Has a backend hold a content key of known bytes: wrapped here, and unwrapped there. */
export async function contentKeyOf<SecretKey, PublicKey, ContentKey>(
  crypto: CryptoService<SecretKey, PublicKey, ContentKey>,
  enc: ContentEncryption,
  bytes: Uint8Array,
): Promise<ContentKey> {
  const alg = 'ECDH-ES+A256KW'
  const [recipient, ephemeral] = [generateJwk('X25519'), generateJwk('X25519')]
  const kek = concatKdf({
    z: ecdh(ephemeral, publicJwk(recipient)),
    alg,
    apu: NOTHING,
    apv: NOTHING,
    size: 32,
  })
  return crypto.unwrapKey({
    alg,
    enc,
    encryptedKey: aesKeyWrap(kek, bytes),
    ephemeral: await crypto.importPublicKey(publicJwk(ephemeral)),
    recipient: await crypto.importSecretKey(recipient),
    apu: NOTHING,
    apv: NOTHING,
  })
}
