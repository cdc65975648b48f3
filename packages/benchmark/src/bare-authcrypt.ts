import type { PrivateJwk, PublicJwk } from '@didcomm/core'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { bytesToUtf8, concatBytes, decodeBase64Url, utf8ToBytes } from '@didcomm/core/encoding'
import type { Cast, Party } from './cast.ts'
import type { Candidate } from './measure.ts'

/** The cryptography of one authcrypt message and nothing else: what an envelope cannot cost less than. */
export interface BareAuthcrypt {
  pack(): Promise<unknown>
  /** Opens the envelope. @returns the message as JSON */
  unpack(): Promise<Uint8Array>
  /** The same, call by call: each can be run alone, and together they are a `pack` or an `unpack`. */
  readonly steps: { readonly pack: readonly Candidate[]; readonly unpack: readonly Candidate[] }
}

/** The members that an envelope for one key has. */
interface Envelope {
  readonly protected: string
  readonly recipients: readonly [{ readonly encrypted_key: string }]
  readonly iv: string
  readonly ciphertext: string
  readonly tag: string
}

const ENC = 'A256CBC-HS512'

/**
 * Sets up the primitives that pack and open a given envelope, from one key to one key. What an envelope finds done by an
 * earlier message is done: static keys are imported, and the secret of the two static keys is agreed on.
 */
export async function createBareAuthcrypt<SecretKey, PublicKey>(
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
  { sender, recipient }: Cast,
  packed: string,
): Promise<BareAuthcrypt> {
  const envelope: Envelope = JSON.parse(packed)
  const header: { epk: PublicJwk; apu: string; apv: string } = JSON.parse(
    bytesToUtf8(decode(envelope.protected), 'MALFORMED_ENVELOPE', 'the header'),
  )
  const aad = utf8ToBytes(envelope.protected)
  const [iv, ciphertext, tag] = [envelope.iv, envelope.ciphertext, envelope.tag].map(decode)
  const wrapped = decode(envelope.recipients[0].encrypted_key)
  if (!iv || !ciphertext || !tag) throw new Error('the envelope is not complete')

  const kids = utf8ToBytes(recipient.document.keyAgreement.join('.'))
  const recipientSecret = await primitives.importSecretKey(agreementKey(recipient))
  const recipientPublic = await primitives.importPublicKey(publicPart(agreementKey(recipient)))
  const senderSecret = await primitives.importSecretKey(agreementKey(sender))
  const zs = await primitives.agree(senderSecret, recipientPublic)
  const kdfInput = concatBytes(uint32(1), zs, zs, otherInfo(header, tag))
  const deriveKek = (ze: Uint8Array) => {
    kdfInput.set(ze, 4)
    return primitives.sha256(kdfInput)
  }

  const unpack = async () => {
    const ephemeral = await primitives.importPublicKey(header.epk)
    await primitives.sha256(kids) // apv
    const kek = await deriveKek(await primitives.agree(recipientSecret, ephemeral))
    const key = await primitives.unwrapKey(kek, wrapped)
    return primitives.decrypt({ enc: ENC, key, aad, iv, ciphertext, tag })
  }
  const plaintext = await unpack()
  const pack = async () => {
    const ephemeral = await primitives.generateKeyPair(header.epk.crv, { ephemeral: true })
    await primitives.sha256(kids) // apv
    const key = await primitives.randomBytes(64)
    const newIv = await primitives.randomBytes(16)
    const sealed = await primitives.encrypt({ enc: ENC, key, iv: newIv, aad, plaintext })
    const kek = await deriveKek(await primitives.agree(ephemeral.secretKey, recipientPublic))
    return { sealed, wrapped: await primitives.wrapKey(kek, key) }
  }

  const ephemeral = await primitives.generateKeyPair(header.epk.crv, { ephemeral: true })
  const kek = await primitives.sha256(kdfInput)
  const key = await primitives.randomBytes(64)
  const wrappedKey = await primitives.wrapKey(kek, key)
  const keying = { enc: ENC, key, iv, aad } as const
  const sealed = await primitives.encrypt({ ...keying, plaintext })
  const hashes = step('hashes (apv, Concat KDF)', async () => {
    await primitives.sha256(kids)
    return primitives.sha256(kdfInput)
  })
  return {
    pack,
    unpack,
    steps: {
      pack: [
        step('ephemeral key pair', () =>
          primitives.generateKeyPair(header.epk.crv, { ephemeral: true }),
        ),
        step('key agreement', () => primitives.agree(ephemeral.secretKey, recipientPublic)),
        hashes,
        step('random bytes', async () => {
          await primitives.randomBytes(64)
          return primitives.randomBytes(16)
        }),
        step('content', () => primitives.encrypt({ ...keying, plaintext })),
        step('key wrapping', () => primitives.wrapKey(kek, key)),
      ],
      unpack: [
        // Together, because some backends read a key when they first use it.
        step('import of the epk, key agreement', async () =>
          primitives.agree(recipientSecret, await primitives.importPublicKey(header.epk)),
        ),
        hashes,
        step('content', () => primitives.decrypt({ ...keying, ...sealed })),
        step('key wrapping', () => primitives.unwrapKey(kek, wrappedKey)),
      ],
    },
  }
}

function step(name: string, run: Candidate['run']): Candidate {
  return { name, run }
}

/** What Concat KDF hashes after the shared secret (draft-madden-jose-ecdh-1pu-04 §2.3). */
function otherInfo({ apu, apv }: { apu: string; apv: string }, tag: Uint8Array): Uint8Array {
  const fields = [utf8ToBytes('ECDH-1PU+A256KW'), decode(apu), decode(apv), uint32(256), tag]
  return concatBytes(
    ...fields.flatMap((field, i) => (i === 3 ? [field] : [uint32(field.length), field])),
  )
}

function agreementKey({ did, document, secrets }: Party): PrivateJwk {
  const jwk = secrets[document.keyAgreement[0] ?? '']
  if (!jwk) throw new Error(`${did} has no key for key agreement`)
  return jwk
}

function publicPart({ d: _, ...publicJwk }: PrivateJwk): PublicJwk {
  return publicJwk
}

function decode(text: string): Uint8Array {
  return decodeBase64Url(text, 'a member', 'MALFORMED_ENVELOPE')
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
