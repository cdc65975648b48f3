import type { ContentEncryption, Curve } from '../../contracts/algorithms.ts'
import type { KeyDerivation } from '../../contracts/crypto-service.ts'
import type { PrivateJwk, PublicJwk } from '../../contracts/jwk.ts'
import { encodeBase64Url } from '../../encoding/base64url.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import type { JsonObject } from '../../encoding/json.ts'
import { DIDCommError } from '../../errors.ts'
import { type Jwe, type JweRecipient, parseJwe } from '../../jose/jwe.ts'
import { APPENDIX_ENVELOPES, privateJwkOf, publicPart } from './appendix.ts'
import wrappedKeysJson from './wrapped-keys.json' with { type: 'json' }

/** An encrypted message, and the keys that open it. */
export interface WrappedKeyVector {
  readonly title: string
  readonly jwe: Jwe
  readonly entry: JweRecipient
  readonly recipient: PrivateJwk
  /** The sender's key, of ECDH-1PU. */
  readonly sender?: PublicJwk
  readonly derivation: KeyDerivation
  /** What is inside, if that is known to the byte. */
  readonly plaintext?: string
}

/**
 * Vectors of key wrapping: the encrypted envelopes of DIDComm v2.1, Appendix C.3 (of two layers the outer one), and, for
 * what no standard publishes, each other curve with each `enc` for ECDH-ES and with each {@link KeyDerivation} for
 * ECDH-1PU, and an `apu` that is long.
 */
export function wrappedKeyVectors(): readonly WrappedKeyVector[] {
  const published = APPENDIX_ENVELOPES.filter(({ message }) => 'ciphertext' in message).map(
    ({ name, message }) => vectorOf(`DIDComm v2.1, Appendix C.3: ${name}`, message),
  )
  const made = wrappedKeysJson.vectors.map(({ title, envelope, derivation }) => ({
    ...vectorOf(title, envelope, derivation),
    plaintext: wrappedKeysJson.plaintext,
  }))
  const long = Object.entries(wrappedKeysJson.longApu).map(([curve, { header, envelope }]) => ({
    ...vectorOf(
      `ECDH-ES on ${curve}, an apu of ${LONG_APU.length} bytes`,
      withHeader(envelope, { ...header, apu: encodeBase64Url(LONG_APU) }),
    ),
    plaintext: wrappedKeysJson.plaintext,
  }))
  return [...published, ...made, ...long]
}

/** As bytes and, in the header, as bits it is longer than 8 and 16 bits can count. */
const LONG_APU = new Uint8Array(5000).fill('a'.charCodeAt(0))

function withHeader(envelope: JsonObject, header: JsonObject): JsonObject {
  return { ...envelope, protected: encodeBase64Url(utf8ToBytes(JSON.stringify(header))) }
}

/**
 * A right tag over content whose padding is none, each in another way: who decrypts before verifying tells that from a
 * wrong tag.
 */
export function wrongPaddingsOn(curve: Curve): readonly WrappedKeyVector[] {
  const found: { readonly [curve: string]: WrongPadding } = wrappedKeysJson.wrongPadding
  const wrong = found[curve]
  if (!wrong) throw new DIDCommError('INVALID_ARGUMENT', `no vector is on ${curve}`)
  return [{}, ...wrong.others].map((content) =>
    vectorOf('wrong padding', { ...wrong.envelope, ...content }),
  )
}

/** An envelope, and other ciphertexts under the same key and IV, with their tags. */
interface WrongPadding {
  readonly envelope: JsonObject
  readonly others: readonly JsonObject[]
}

/** An envelope whose key-encryption key is made of the all-zero secret of X25519: who does not check opens it. */
export function zeroSecretFor(enc: ContentEncryption): WrappedKeyVector {
  return vectorOf('all-zero secret', wrappedKeysJson.zeroSecret[enc].envelope)
}

function vectorOf(title: string, envelope: JsonObject, derivation = 'draft-04'): WrappedKeyVector {
  const jwe = parseJwe(envelope)
  const [entry] = jwe.recipients
  if (!entry || !isDerivation(derivation)) {
    throw new DIDCommError('INVALID_ARGUMENT', `the vector ${title} is none`)
  }
  return {
    title,
    jwe,
    entry,
    recipient: privateJwkOf(entry.kid),
    ...(jwe.skid !== undefined && { sender: publicPart(privateJwkOf(jwe.skid)) }),
    derivation,
  }
}

function isDerivation(name: string): name is KeyDerivation {
  return name === 'draft-04' || name === 'draft-04-unprefixed-tag' || name === 'draft-03'
}
