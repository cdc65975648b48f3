import type { CryptoService } from '../../contracts/crypto-service.ts'
import type { PublicJwk } from '../../contracts/jwk.ts'
import type { KeyPurpose } from '../../did/did-document.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import { CURVES } from '../../jose/algorithms.ts'
import { expectBytes, expectThat, expectSuccess } from '../expectations.ts'

/** A secret, and the public key that it ought to belong to. */
export interface PossessedKey<SecretKey> {
  readonly kid: string
  readonly publicJwk: PublicJwk
  readonly secretKey: SecretKey
  /** What the key has to do. */
  readonly purposes: readonly KeyPurpose[]
}

const DATA = utf8ToBytes('a message that only the owner of the key can sign or open')

/** What a key of this curve can do with this backend. */
export function purposesOf(
  { supports }: Pick<CryptoService, 'supports'>,
  { crv }: PublicJwk,
): readonly KeyPurpose[] {
  const { keyAgreement, signature } = CURVES[crv]
  if (!supports.curves.includes(crv)) return []
  return [
    ...(keyAgreement ? (['keyAgreement'] as const) : []),
    ...(signature && supports.sig.includes(signature) ? (['authentication'] as const) : []),
  ]
}

/** Uses a secret for what it is for, and holds the result against the public key. @throws ComplianceFailure */
export async function assertPossession<SecretKey>(
  crypto: CryptoService<SecretKey>,
  key: PossessedKey<SecretKey>,
): Promise<void> {
  await expectSuccess(async () => {
    if (key.purposes.includes('keyAgreement')) await assertAgrees(crypto, key)
    if (key.purposes.includes('authentication')) await assertSigns(crypto, key)
  }, `the secret of ${key.kid} must work with its public key`)
}

async function assertSigns<SecretKey>(
  crypto: CryptoService<SecretKey>,
  { kid, publicJwk, secretKey }: PossessedKey<SecretKey>,
): Promise<void> {
  const alg = CURVES[publicJwk.crv].signature
  expectThat(alg !== undefined, `${kid} is on ${publicJwk.crv}, which has no signatures`)
  const signature = await crypto.sign({ alg, secretKey, data: DATA })
  const publicKey = await crypto.importPublicKey(publicJwk)
  expectThat(
    await crypto.verify({ alg, publicKey, data: DATA, signature }),
    `a signature by the secret of ${kid} must be one of its public key`,
  )
}

async function assertAgrees<SecretKey>(
  crypto: CryptoService<SecretKey>,
  { kid, publicJwk, secretKey }: PossessedKey<SecretKey>,
): Promise<void> {
  const [enc] = crypto.supports.enc
  expectThat(enc !== undefined, `the backend ${crypto.name} must have a content encryption`)
  const empty = new Uint8Array()
  const info = { alg: 'ECDH-ES+A256KW', apu: empty, apv: empty } as const
  const ephemeral = await crypto.generateKeyPair(publicJwk.crv, { ephemeral: true })
  const encrypted = await crypto.encryptContent({ enc, plaintext: DATA, aad: empty })
  const encryptedKey = await crypto.wrapKey({
    ...info,
    contentKey: encrypted.contentKey,
    ephemeral: ephemeral.secretKey,
    recipient: await crypto.importPublicKey(publicJwk),
  })
  const contentKey = await crypto.unwrapKey({
    ...info,
    enc,
    encryptedKey,
    ephemeral: await crypto.importPublicKey(ephemeral.publicJwk),
    recipient: secretKey,
  })
  const opened = await crypto.decryptContent({ ...encrypted, enc, contentKey, aad: empty })
  expectBytes(opened, DATA, `what was encrypted for ${kid}, and opened with its secret,`)
}
