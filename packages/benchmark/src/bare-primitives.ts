import type { PublicJwk } from '@didcomm/core'
import type { CryptoPrimitives } from '@didcomm/core/crypto'
import { utf8ToBytes } from '@didcomm/core/encoding'
import type { AgreementCurve, Party } from './parties.ts'

/** The cryptography of one authcrypt message and nothing else: what an envelope cannot cost less than. */
export interface BareAuthcrypt {
  pack(): Promise<unknown>
  unpack(): Promise<unknown>
}

/** Sets up the primitives that pack and unpack an authcrypt message of one recipient key. */
export async function createBareAuthcrypt<SecretKey, PublicKey>(
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
  curve: AgreementCurve,
  sender: Party,
  recipient: Party,
  plaintext: Uint8Array,
): Promise<BareAuthcrypt> {
  const enc = 'A256CBC-HS512'
  const ours = await keysOf(primitives, sender)
  const theirs = await keysOf(primitives, recipient)
  const aad = utf8ToBytes('x'.repeat(400)) // about as long as a protected header
  const deriveKek = async (...secrets: readonly Uint8Array[]): Promise<Uint8Array> =>
    primitives.sha256(new Uint8Array(150 + secrets.length * 32)) // otherInfo is about 150 bytes

  const pack = async () => {
    const ephemeral = await primitives.generateKeyPair(curve)
    const publicKey = await primitives.importPublicKey(theirs.publicJwk)
    await primitives.sha256(aad) // apv
    const key = await primitives.randomBytes(64)
    const iv = await primitives.randomBytes(16)
    const sealed = await primitives.encrypt({ enc, key, iv, aad, plaintext })
    const ze = await primitives.agree(ephemeral.secretKey, publicKey)
    const zs = await primitives.agree(ours.secretKey, publicKey)
    const kek = await deriveKek(ze, zs)
    const wrapped = await primitives.wrapKey(kek, key)
    return { ephemeral, iv, wrapped, kek, ...sealed }
  }
  const sealed = await pack()
  return {
    pack,
    async unpack() {
      const ephemeral = await primitives.importPublicKey(sealed.ephemeral.publicJwk)
      const publicKey = await primitives.importPublicKey(ours.publicJwk)
      await primitives.sha256(aad) // apv
      const ze = await primitives.agree(theirs.secretKey, ephemeral)
      const zs = await primitives.agree(theirs.secretKey, publicKey)
      const kek = await deriveKek(ze, zs)
      const key = await primitives.unwrapKey(kek, sealed.wrapped)
      return primitives.decrypt({ enc, key, aad, ...sealed })
    },
  }
}

async function keysOf<SecretKey, PublicKey>(
  primitives: CryptoPrimitives<SecretKey, PublicKey>,
  { did, secrets }: Party,
): Promise<{ secretKey: SecretKey; publicJwk: PublicJwk }> {
  const jwk = secrets.get(`${did}#key-agreement`)
  if (!jwk) throw new Error(`${did} has no key for key agreement`)
  const { d: _, ...publicJwk } = jwk
  return { secretKey: await primitives.importSecretKey(jwk), publicJwk }
}
