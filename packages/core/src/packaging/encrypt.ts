import { utf8ToBytes } from '../encoding/bytes.ts'
import type { ContentEncryption } from '../contracts/algorithms.ts'
import { encodeBase64Url } from '../encoding/base64url.ts'
import { encodeHeader } from '../jose/jws.ts'
import { serializeJwe } from '../jose/jwe.ts'
import { MEDIA_TYPE } from '../message/message.ts'
import type { PackagingContext } from './context.ts'
import type { HeldKey, SelectedKey } from './select-keys.ts'

/** What goes into one encrypted envelope. */
export interface EncryptOptions<SecretKey> {
  readonly plaintext: string
  readonly enc: ContentEncryption
  /** Keys of one curve, of one DID. */
  readonly recipients: readonly [SelectedKey, ...SelectedKey[]]
  /** The sender's key, on the same curve, makes it authcrypt. */
  readonly sender?: HeldKey<SecretKey>
}

/** Returns `apv`: the hash of the sorted kids (DIDComm v2.1 § ECDH-1PU key wrapping and common protected headers). */
export async function recipientsHash<SecretKey>(
  { crypto }: PackagingContext<SecretKey>,
  kids: readonly string[],
): Promise<Uint8Array> {
  return crypto.sha256(utf8ToBytes([...kids].sort().join('.')))
}

/** Makes one encrypted envelope: content first, because ECDH-1PU needs its tag to wrap the content key. */
export async function encryptEnvelope<SecretKey>(
  context: PackagingContext<SecretKey>,
  { plaintext, enc, recipients, sender }: EncryptOptions<SecretKey>,
): Promise<string> {
  const { crypto } = context
  const alg = sender ? 'ECDH-1PU+A256KW' : 'ECDH-ES+A256KW'
  // A peer checks apv over the order it finds, so the entries stand in the order of their sorted kids.
  const sorted = [...recipients].sort((a, b) => (a.kid < b.kid ? -1 : 1))
  const apv = await recipientsHash(
    context,
    sorted.map(({ kid }) => kid),
  )
  const apu = utf8ToBytes(sender?.kid ?? '')
  const ephemeral = await crypto.generateKeyPair(recipients[0].publicJwk.crv)

  const protectedHeader = encodeHeader({
    typ: MEDIA_TYPE.encrypted,
    alg,
    enc,
    ...(sender && { skid: sender.kid, apu: encodeBase64Url(apu) }),
    apv: encodeBase64Url(apv),
    epk: ephemeral.publicJwk,
  })
  const { contentKey, iv, ciphertext, tag } = await crypto.encryptContent({
    enc,
    plaintext: utf8ToBytes(plaintext),
    aad: utf8ToBytes(protectedHeader),
  })
  const wrapped = sorted.map(async ({ kid, publicJwk }) => ({
    kid,
    encryptedKey: await crypto.wrapKey({
      alg,
      contentKey,
      ephemeral: ephemeral.secretKey,
      recipient: await crypto.importPublicKey(publicJwk),
      apu,
      apv,
      ...(sender && { sender: sender.secretKey, tag }),
    }),
  }))
  return serializeJwe({
    protectedHeader,
    recipients: await Promise.all(wrapped),
    iv,
    ciphertext,
    tag,
  })
}
