import type { ContentEncryption } from '../contracts/algorithms.ts'
import type { Awaitable } from '../contracts/awaitable.ts'
import { encodeBase64Url } from '../encoding/base64url.ts'
import { utf8ToBytes } from '../encoding/bytes.ts'
import { DIDCommError } from '../errors.ts'
import { encodeHeader } from '../jose/jws.ts'
import { MEDIA_TYPE } from '../message/message.ts'
import type { PackagingContext } from './context.ts'
import { importDocumentKey } from './import-key.ts'
import type { HeldKey, RecipientKeys } from './select-keys.ts'

/** What goes into one encrypted envelope. */
export interface EncryptOptions<SecretKey> {
  readonly plaintext: string
  readonly enc: ContentEncryption
  readonly recipients: RecipientKeys
  /** The sender's key, on the same curve, makes it authcrypt. */
  readonly sender?: HeldKey<SecretKey>
}

/** An encrypted envelope, and the keys that it was made with. */
export interface SealedEnvelope {
  readonly packed: string
  readonly recipientKids: readonly string[]
  readonly senderKid?: string
}

/** Returns `apv`: the hash of the sorted kids (DIDComm v2.1 § ECDH-1PU key wrapping and common protected headers). */
export function recipientsHash<SecretKey>(
  { crypto }: PackagingContext<SecretKey>,
  kids: readonly string[],
): Awaitable<Uint8Array> {
  return crypto.sha256(utf8ToBytes([...kids].sort().join('.')))
}

/** Makes one encrypted envelope: content first, because ECDH-1PU needs its tag to wrap the content key. */
export async function encryptEnvelope<SecretKey>(
  context: PackagingContext<SecretKey>,
  { plaintext, enc, recipients, sender }: EncryptOptions<SecretKey>,
): Promise<SealedEnvelope> {
  const { crypto } = context
  const alg = sender ? 'ECDH-1PU+A256KW' : 'ECDH-ES+A256KW'
  // A peer checks apv over the order it finds, so the entries stand in the order of their sorted kids.
  const sorted = [...recipients.keys].sort((a, b) => (a.kid < b.kid ? -1 : 1))
  const apv = await recipientsHash(
    context,
    sorted.map(({ kid }) => kid),
  )
  const apu = utf8ToBytes(sender?.kid ?? '')
  const ephemeral = await crypto.generateKeyPair(recipients.curve, { ephemeral: true })

  let contentKey: unknown
  try {
    const protectedHeader = encodeHeader({
      typ: MEDIA_TYPE.encrypted,
      alg,
      enc,
      ...(sender && { skid: sender.kid, apu: encodeBase64Url(apu) }),
      apv: encodeBase64Url(apv),
      epk: ephemeral.publicJwk,
    })
    const content = await crypto.encryptContent({
      enc,
      plaintext: utf8ToBytes(plaintext),
      aad: utf8ToBytes(protectedHeader),
    })
    contentKey = content.contentKey
    const entries = sorted.map(async ({ kid, publicJwk }) => {
      const encryptedKey = await crypto.wrapKey({
        alg,
        contentKey,
        ephemeral: ephemeral.secretKey,
        recipient: await importDocumentKey(context, publicJwk),
        apu,
        apv,
        ...(sender && { sender: sender.secretKey, tag: content.tag }),
      })
      return { header: { kid }, encrypted_key: encodeBase64Url(encryptedKey) }
    })
    const recipientEntries = JSON.stringify(await Promise.all(entries))
    // The General JSON Serialization, which every peer reads. base64url has nothing to escape, and a search for it would
    // take as long as the encryption.
    const packed = `{"protected":"${protectedHeader}","recipients":${recipientEntries},"iv":"${encodeBase64Url(content.iv)}","ciphertext":"${encodeBase64Url(content.ciphertext)}","tag":"${encodeBase64Url(content.tag)}"}`
    const recipientKids = recipients.keys.map(({ kid }) => kid)
    return { packed, recipientKids, ...(sender && { senderKid: sender.kid }) }
  } finally {
    crypto.releaseKey?.(contentKey)
    crypto.releaseKey?.(ephemeral.secretKey)
  }
}

/** The error for a cipher that does not commit to its key (draft-madden-jose-ecdh-1pu-04 §2.1). */
export function notForAuthcrypt(enc: ContentEncryption): DIDCommError {
  return new DIDCommError(
    'UNSUPPORTED_ALGORITHM',
    `authcrypt allows enc A256CBC-HS512 alone, and not ${enc}`,
    { details: { header: 'enc' } },
  )
}
