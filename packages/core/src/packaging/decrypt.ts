import type { KeyDerivation } from '../contracts/crypto-service.ts'
import { abbreviate, parseDIDUrl } from '../did/did-url.ts'
import { isSameDID } from '../did/resolve.ts'
import { encodeBase64Url } from '../encoding/base64url.ts'
import { bytesToUtf8, utf8ToBytes } from '../encoding/bytes.ts'
import { DIDCommError } from '../errors.ts'
import { CONTENT_ENCRYPTIONS } from '../jose/algorithms.ts'
import { malformed } from '../jose/headers.ts'
import type { Jwe, JweRecipient } from '../jose/jwe.ts'
import { findSecret, type PackagingContext } from './context.ts'
import { notForAuthcrypt, recipientsHash } from './encrypt.ts'
import { importDocumentKey } from './import-key.ts'
import { resolveKey } from './resolve-key.ts'
import { secretNotFound } from './select-keys.ts'
import type { Tolerances } from './tolerances.ts'
import type { EncryptedLayer } from './unpack-result.ts'

/** An encrypted envelope that was opened. */
export interface OpenedEnvelope {
  readonly plaintext: Uint8Array
  readonly layer: EncryptedLayer
}

/**
 * Opens an encrypted envelope with the first of the recipients' keys that we hold and that works.
 *
 * What the header says of itself is checked before a secret is touched, and nothing is resolved before a secret
 * was found: an envelope that is not for us makes us fetch nothing.
 *
 * @throws `SECRET_NOT_FOUND` naming the kids asked for; `DECRYPTION_FAILED`, the same for every cause
 */
export async function decryptEnvelope<SecretKey>(
  context: PackagingContext<SecretKey>,
  jwe: Jwe,
  tolerances: Tolerances,
): Promise<OpenedEnvelope> {
  const senderKid = jwe.alg === 'ECDH-1PU+A256KW' ? readSenderKid(jwe, tolerances) : undefined
  const kids = jwe.recipients.map(({ kid }) => kid)
  // Authcrypt needs a cipher that commits to its key (draft-madden-jose-ecdh-1pu-04 §2.1).
  const committing = senderKid === undefined || CONTENT_ENCRYPTIONS[jwe.enc].authcrypt
  if (!committing && !tolerances.allows('ecdh-1pu-draft-03')) throw notForAuthcrypt(jwe.enc)
  checkRecipientKids(context, kids)
  await checkRecipientsHash(context, jwe, kids, tolerances)

  let sender: unknown
  let failure: unknown
  for (const recipient of jwe.recipients) {
    const secretKey = await findSecret(context, recipient.kid)
    if (secretKey === undefined) continue
    if (senderKid && sender === undefined) {
      const { publicJwk } = await resolveKey(context, 'keyAgreement', senderKid, tolerances)
      sender = await importDocumentKey(context, publicJwk)
    }
    try {
      const plaintext = await openEntry(context, jwe, recipient, secretKey, sender, tolerances)
      const layer: EncryptedLayer = {
        kind: senderKid ? 'authcrypt' : 'anoncrypt',
        alg: jwe.alg,
        enc: jwe.enc,
        recipientKid: recipient.kid,
        recipientKids: kids,
        ...(senderKid && { senderKid }),
      }
      return { plaintext, layer }
    } catch (error) {
      failure ??= error
    }
  }
  throw failure ?? secretNotFound(kids, 'to open this envelope')
}

/** The sender's kid: `skid`, which `apu` repeats, or else `apu` alone (DIDComm v2.1 § ECDH-1PU key wrapping …). */
function readSenderKid({ skid, apu }: Jwe, tolerances: Tolerances): string {
  // In draft 03 apu may be left out; derivations() then tries nothing else.
  const named = apu ? bytesToUtf8(apu, 'MALFORMED_ENVELOPE', 'apu') : skid
  if (named === undefined || (!apu && !tolerances.allows('ecdh-1pu-draft-03'))) {
    throw malformed('apu', 'is missing from authcrypt')
  }
  if (skid !== undefined && skid !== named) {
    throw malformed('skid', 'is not what apu says')
  }
  didOfKey(named, 'skid')
  return named
}

function checkRecipientKids<SecretKey>(
  { resolver }: PackagingContext<SecretKey>,
  kids: readonly string[],
): void {
  const [first = '', ...others] = kids.map((kid) => didOfKey(kid, 'kid'))
  if (others.every((did) => isSameDID(resolver, did, first))) return
  throw malformed('recipients', 'are of more than one DID')
}

function didOfKey(kid: string, header: 'kid' | 'skid'): string {
  try {
    const { did, fragment } = parseDIDUrl(kid)
    if (fragment) return did
  } catch {
    // Said below, with the name of the header.
  }
  throw malformed(header, 'is not an absolute DID URL with a fragment')
}

/** `apv` binds the list of recipients to the key (DIDComm v2.1 § ECDH-1PU key wrapping and common protected headers). */
async function checkRecipientsHash<SecretKey>(
  context: PackagingContext<SecretKey>,
  { apv }: Jwe,
  kids: readonly string[],
  tolerances: Tolerances,
): Promise<void> {
  if (!apv) {
    if (!tolerances.allows('missing-apv')) throw malformed('apv', 'is missing')
    tolerances.use('missing-apv')
    return
  }
  if (encodeBase64Url(apv) !== encodeBase64Url(await recipientsHash(context, kids))) {
    throw malformed('apv', 'is not the hash of the sorted kids')
  }
}

/** Tries one entry of the list of recipients. Its kid is a label that anybody can write: what counts is that the key opens it. */
async function openEntry<SecretKey>(
  context: PackagingContext<SecretKey>,
  jwe: Jwe,
  recipient: JweRecipient,
  secretKey: SecretKey,
  sender: unknown,
  tolerances: Tolerances,
): Promise<Uint8Array> {
  const { crypto } = context
  const { alg, enc, iv, ciphertext, tag, aad } = jwe
  // Our own document decides what our key is for: a signing key is not agreed with because a label asks for it.
  const own = await resolveKey(context, 'keyAgreement', recipient.kid, tolerances)
  if (own.publicJwk.crv !== recipient.epk.crv) {
    throw new DIDCommError(
      'INVALID_KEY',
      `the epk is on ${recipient.epk.crv}, the key ${abbreviate(recipient.kid)} on ${own.publicJwk.crv}`,
      { details: { kid: recipient.kid, header: 'epk' } },
    )
  }
  const ephemeral = await crypto.importPublicKey(recipient.epk)

  let failure: unknown
  for (const { derivation, tolerance } of derivations(jwe)) {
    if (tolerance && !tolerances.allows(tolerance)) continue
    let contentKey: unknown
    try {
      contentKey = await crypto.unwrapKey({
        alg,
        enc,
        encryptedKey: recipient.encryptedKey,
        ephemeral,
        recipient: secretKey,
        apu: jwe.apu ?? utf8ToBytes(''),
        apv: jwe.apv ?? utf8ToBytes(''),
        ...(sender !== undefined && { sender, tag, derivation }),
      })
      const plaintext = await crypto.decryptContent({ enc, contentKey, iv, ciphertext, tag, aad })
      if (tolerance) tolerances.use(tolerance)
      return plaintext
    } catch (error) {
      failure ??= error
    } finally {
      crypto.releaseKey?.(contentKey)
    }
  }
  throw failure
}

/** How the content key may have been wrapped: by the standard first, then by the mistakes that peers make. */
function derivations({
  alg,
  enc,
  apu,
}: Jwe): { derivation: KeyDerivation; tolerance?: 'unprefixed-tag' | 'ecdh-1pu-draft-03' }[] {
  const standard = { derivation: 'draft-04' } as const
  if (alg === 'ECDH-ES+A256KW') return [standard]
  const draft03 = { derivation: 'draft-03', tolerance: 'ecdh-1pu-draft-03' } as const
  if (!apu || !CONTENT_ENCRYPTIONS[enc].authcrypt) return [draft03]
  return [standard, { derivation: 'draft-04-unprefixed-tag', tolerance: 'unprefixed-tag' }, draft03]
}
