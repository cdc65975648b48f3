import type { CryptoService, KeyDerivation, PrivateJwk, PublicJwk } from '@didcomm/core/contracts'
import { describe, expect, it } from 'vitest'
import { contentKeyOf } from './content-key-of.ts'
import { errorOf } from './error-of.ts'
import { publicJwk } from './identities.ts'
import {
  CONTENT_VECTORS,
  ECDH_1PU_APPENDIX_A,
  ECDH_1PU_APPENDIX_B,
  RFC_7748,
} from './published-figures.ts'
import { aesKeyUnwrap, aesKeyWrap, concatKdf, lengthPrefixed } from './raw-crypto.ts'
import { TAG_IN_KDF } from './raw-jose.ts'

const ALG = 'ECDH-1PU+A256KW'
const APU = Buffer.from('Alice')
const APV = Buffer.from('Bob and Charlie')
const DERIVATIONS = {
  'draft-04': TAG_IN_KDF.prefixed,
  'draft-04-unprefixed-tag': TAG_IN_KDF.unprefixed,
  'draft-03': TAG_IN_KDF.none,
} satisfies Record<KeyDerivation, (tag: Uint8Array) => Uint8Array>

/** The keys of an agreement, and what it comes to, in hexadecimal. */
interface PublishedAgreement {
  readonly source: string
  readonly ephemeral: PublicJwk
  /** For ECDH-1PU. */
  readonly sender?: PublicJwk
  readonly recipient: PrivateJwk
  readonly z: string
}

const AGREEMENTS: readonly PublishedAgreement[] = [
  {
    source: 'RFC 7748 §6.1, as Bob',
    ephemeral: publicJwk(RFC_7748.alice),
    recipient: RFC_7748.bob,
    z: RFC_7748.secret,
  },
  {
    source: 'RFC 7748 §6.1, as Alice',
    ephemeral: publicJwk(RFC_7748.bob),
    recipient: RFC_7748.alice,
    z: RFC_7748.secret,
  },
  {
    source: 'draft-madden-jose-ecdh-1pu-04 Appendix A',
    ephemeral: ECDH_1PU_APPENDIX_A.ephemeral,
    sender: ECDH_1PU_APPENDIX_A.alice,
    recipient: ECDH_1PU_APPENDIX_A.bob,
    z: ECDH_1PU_APPENDIX_A.ze + ECDH_1PU_APPENDIX_A.zs,
  },
  ...ECDH_1PU_APPENDIX_B.recipients.map(({ name, jwk, ze, zs }) => ({
    source: `draft-madden-jose-ecdh-1pu-04 Appendix B, ${name}`,
    ephemeral: ECDH_1PU_APPENDIX_B.ephemeral,
    sender: ECDH_1PU_APPENDIX_B.alice,
    recipient: jwk,
    z: ze + zs,
  })),
]

/**
 * Registers tests with published figures that core's compliance suite does not have: it sees backends from the outside,
 * and these need content keys and shared secrets that are known.
 */
export function testPublishedVectors<SecretKey, PublicKey, ContentKey>(
  crypto: CryptoService<SecretKey, PublicKey, ContentKey>,
): void {
  const { curves, enc: encs } = crypto.supports
  const contents = CONTENT_VECTORS.filter(({ enc }) => encs.includes(enc))
  const agreements = AGREEMENTS.filter(({ recipient }) => curves.includes(recipient.crv))

  describe('published figures', () => {
    it.each(contents)('[ENC-2] $source: decrypts by $enc', async (vector) => {
      const { key, plaintext, ...sealed } = vector
      const contentKey = await contentKeyOf(crypto, vector.enc, key)
      const opened = await crypto.decryptContent({ ...sealed, contentKey })
      expect(Buffer.from(opened).toString('hex')).toBe(Buffer.from(plaintext).toString('hex'))
    })

    it.each(agreements)('[ENC-1] [ENC-3] $source: unwraps a key', async (agreement) => {
      await unwrapsAsPublished(crypto, agreement)
    })

    it('[ENC-1] [ENC-3] RFC 7748 §6.1: wraps a key', async () => {
      const { alice, bob, secret } = RFC_7748
      const info = { apu: APU, apv: APV }
      const alg = 'ECDH-ES+A256KW'
      const bytes = Buffer.alloc(32, 7)
      const encryptedKey = await crypto.wrapKey({
        ...info,
        alg,
        contentKey: await contentKeyOf(crypto, 'A256GCM', bytes),
        ephemeral: await crypto.importSecretKey(alice),
        recipient: await crypto.importPublicKey(publicJwk(bob)),
      })
      const kek = concatKdf({ ...info, alg, z: Buffer.from(secret, 'hex'), size: 32 })
      expect(aesKeyUnwrap(kek, encryptedKey)).toEqual(bytes)
    })
  })

  describe.each(ECDH_1PU_APPENDIX_B.recipients)(
    'draft-madden-jose-ecdh-1pu-04 Appendix B, for $name',
    (recipient) => {
      it.each(Object.keys(DERIVATIONS) as KeyDerivation[])(
        '[ENC-14] [ENC-27] opens the content, its key wrapped by A256KW and %s',
        (derivation) => opensAppendixB(crypto, recipient, derivation),
      )
    },
  )
}

/** Has a key unwrapped that is wrapped with what is derived from the published secrets. */
async function unwrapsAsPublished<SecretKey, PublicKey, ContentKey>(
  crypto: CryptoService<SecretKey, PublicKey, ContentKey>,
  { ephemeral, sender, recipient, z }: PublishedAgreement,
): Promise<void> {
  const [vector] = CONTENT_VECTORS
  if (!vector) throw new Error('there are vectors')
  const { key, plaintext, ...sealed } = vector
  const info = { alg: sender ? ALG : 'ECDH-ES+A256KW', apu: APU, apv: APV } as const
  const kek = concatKdf({
    ...info,
    z: Buffer.from(z, 'hex'),
    size: 32,
    ...(sender && { suffix: lengthPrefixed(sealed.tag) }),
  })
  const contentKey = await crypto.unwrapKey({
    ...info,
    enc: sealed.enc,
    encryptedKey: aesKeyWrap(kek, key),
    ephemeral: await crypto.importPublicKey(ephemeral),
    recipient: await crypto.importSecretKey(recipient),
    ...(sender && { sender: await crypto.importPublicKey(sender), tag: sealed.tag }),
  })
  expect(Buffer.from(await crypto.decryptContent({ ...sealed, contentKey }))).toEqual(
    Buffer.from(plaintext),
  )
}

/** The appendix wraps with A128KW, which DIDComm does not have: its figures prove the derivation that is used here. */
async function opensAppendixB<SecretKey, PublicKey, ContentKey>(
  crypto: CryptoService<SecretKey, PublicKey, ContentKey>,
  recipient: (typeof ECDH_1PU_APPENDIX_B.recipients)[number],
  derivation: KeyDerivation,
): Promise<void> {
  const vector = CONTENT_VECTORS.find(({ source }) => source.endsWith('Appendix B'))
  if (!vector) throw new Error('the appendix has content')
  const { key, plaintext, ...sealed } = vector
  const { tag, enc } = sealed
  const z = Buffer.from(recipient.ze + recipient.zs, 'hex')
  const info = { z, apu: APU, apv: APV }
  const published = concatKdf({
    ...info,
    alg: 'ECDH-1PU+A128KW',
    size: 16,
    suffix: lengthPrefixed(tag),
  })
  expect(Buffer.from(published).toString('hex')).toBe(recipient.kek)
  expect(Buffer.from(aesKeyWrap(published, key)).toString('base64url')).toBe(recipient.encryptedKey)

  const kek = concatKdf({ ...info, alg: ALG, size: 32, suffix: DERIVATIONS[derivation](tag) })
  const unwrap = async (as: KeyDerivation) =>
    crypto.unwrapKey({
      alg: ALG,
      enc,
      apu: APU,
      apv: APV,
      tag,
      encryptedKey: aesKeyWrap(kek, key),
      ephemeral: await crypto.importPublicKey(ECDH_1PU_APPENDIX_B.ephemeral),
      sender: await crypto.importPublicKey(ECDH_1PU_APPENDIX_B.alice),
      recipient: await crypto.importSecretKey(recipient.jwk),
      derivation: as,
    })
  const contentKey = await unwrap(derivation)
  const opened = await crypto.decryptContent({ ...sealed, contentKey })
  expect(Buffer.from(opened).toString()).toBe(Buffer.from(plaintext).toString())
  for (const other of Object.keys(DERIVATIONS) as KeyDerivation[]) {
    if (other === derivation) continue
    expect((await errorOf(unwrap(other))).code).toBe('DECRYPTION_FAILED')
  }
}
