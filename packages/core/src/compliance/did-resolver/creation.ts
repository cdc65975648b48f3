import type { KeyPurpose, ParsedDIDDocument } from '../../did/did-document.ts'
import { abbreviate, isDID } from '../../did/did-url.ts'
import { quote } from '../../encoding/json.ts'
import { PackagingService } from '../../packaging/packaging-service.ts'
import { InMemorySecretsManager } from '../../secrets/in-memory-secrets-manager.ts'
import { expectThat, expectSuccess } from '../expectations.ts'
import { assertPossession, purposesOf } from '../secrets-manager/possession.ts'
import type { ComplianceGroup } from '../suite.ts'
import { PURPOSES, textsOfKeys } from './keys-and-services.ts'
import type { DIDCreation } from './options.ts'
import { type DIDResolverSubject, documentOf, isSame, resolveValid } from './subject.ts'

/** A DID that was made, with the secrets that it left. */
interface MadeDID<SecretKey> {
  readonly did: string
  readonly document: ParsedDIDDocument
  readonly secrets: InMemorySecretsManager<SecretKey>
  readonly packaging: PackagingService<SecretKey>
  /** What the keys that the document lists are good for with the backend. */
  readonly purposes: readonly KeyPurpose[]
}

/** DIDs that are made resolve, and their keys are there to be used. */
export function creationCases<SecretKey>(
  subject: DIDResolverSubject,
  creation: DIDCreation<SecretKey>,
): ComplianceGroup {
  return {
    title: 'creation',
    cases: [
      {
        title: '[DID-1] makes another DID each time, which resolves',
        run: async () => {
          const [first, second] = await makeTwo(subject, creation)
          expectThat(
            !isSame(subject, first.did, second.did),
            `two DIDs that were made are the same: ${abbreviate(first.did)}`,
          )
        },
      },
      {
        title: 'makes new keys for each DID',
        run: async () => {
          const [first, second] = await makeTwo(subject, creation)
          const keys = new Set(keysOf(first))
          const again = keysOf(second).some((key) => keys.has(key))
          expectThat(!again, `${abbreviate(second.did)} must not have a key of another DID`)
        },
      },
      {
        title: 'leaves the secret of each key that the document lists, under its kid',
        run: async () => {
          for (const made of await makeTwo(subject, creation)) await assertSecrets(creation, made)
        },
      },
      {
        title: '[SIG-1] signs, if it has keys to sign with',
        run: async () => assertSigning(await makeTwo(subject, creation)),
      },
      {
        title: '[ENC-1] receives anoncrypt, if it has keys to encrypt to',
        run: async () => assertEncryption(await makeTwo(subject, creation)),
      },
      {
        title: '[ENC-2] sends and receives authcrypt, if it has keys to encrypt to',
        run: async () => {
          const [alice, bob] = await makeTwo(subject, creation)
          await assertEncryption([alice, bob], alice)
        },
      },
    ],
  }
}

function keysOf({ document }: MadeDID<unknown>): readonly string[] {
  return textsOfKeys(PURPOSES.flatMap((purpose) => document.usableKeys(purpose)))
}

type TwoMade<SecretKey> = readonly [MadeDID<SecretKey>, MadeDID<SecretKey>]

async function makeTwo<SecretKey>(
  subject: DIDResolverSubject,
  creation: DIDCreation<SecretKey>,
): Promise<TwoMade<SecretKey>> {
  return [await make(subject, creation), await make(subject, creation)]
}

async function make<SecretKey>(
  subject: DIDResolverSubject,
  { crypto, createDID }: DIDCreation<SecretKey>,
): Promise<MadeDID<SecretKey>> {
  const secrets = new InMemorySecretsManager(crypto)
  const did = await expectSuccess(() => createDID(secrets), 'createDID must make a DID, and failed')
  expectThat(isDID(did), `what was made must be a DID, not ${quote(did)}`)
  const document = documentOf(subject, did, await resolveValid(subject, did))
  const packaging = new PackagingService({ crypto, secrets, resolver: subject.resolver })
  const purposes = PURPOSES.filter((purpose) =>
    document
      .usableKeys(purpose)
      .some(({ publicJwk }) => purposesOf(crypto, publicJwk).includes(purpose)),
  )
  return { did, document, secrets, packaging, purposes }
}

async function assertSecrets<SecretKey>(
  { crypto }: DIDCreation<SecretKey>,
  { did, document, secrets }: MadeDID<SecretKey>,
): Promise<void> {
  const keys = PURPOSES.flatMap((purpose) =>
    document.usableKeys(purpose).map((key) => ({ ...key, purpose })),
  )
  expectThat(keys.length > 0, `${abbreviate(did)} must have a key to use`)
  for (const { kid, publicJwk, purpose } of keys) {
    const secretKey = secrets.get(kid)
    expectThat(secretKey !== undefined, `the secret of ${abbreviate(kid)} must be held under it`)
    const purposes = purposesOf(crypto, publicJwk).filter((possible) => possible === purpose)
    await assertPossession(crypto, { kid: abbreviate(kid), publicJwk, secretKey, purposes })
  }
}

async function assertSigning<SecretKey>([alice, bob]: TwoMade<SecretKey>): Promise<void> {
  if (!alice.purposes.includes('authentication')) return
  await expectSuccess(
    async () => {
      const options = { signBy: alice.did }
      const { packed } = await alice.packaging.packSigned(messageTo(bob, alice), options)
      await bob.packaging.unpack(packed)
    },
    `a message signed by ${abbreviate(alice.did)} must be packed and opened`,
  )
}

async function assertEncryption<SecretKey>(
  [alice, bob]: TwoMade<SecretKey>,
  from?: MadeDID<SecretKey>,
): Promise<void> {
  if (!alice.purposes.includes('keyAgreement')) return
  await expectSuccess(
    async () => {
      const options = { to: bob.did }
      const { packed } = await alice.packaging.packEncrypted(messageTo(bob, from), options)
      await bob.packaging.unpack(packed)
    },
    `a message to ${abbreviate(bob.did)} must be packed and opened`,
  )
}

/** A message that is signed or authcrypted if it is `from` somebody. */
function messageTo(to: MadeDID<unknown>, from?: MadeDID<unknown>) {
  return {
    type: 'https://didcomm.org/basicmessage/2.0/message',
    to: [to.did],
    ...(from && { from: from.did }),
    body: {},
  }
}
