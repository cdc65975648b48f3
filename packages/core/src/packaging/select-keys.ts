import type { Curve, SignatureAlgorithm } from '../contracts/algorithms.ts'
import type { CryptoService } from '../contracts/crypto-service.ts'
import type { DIDResolver } from '../contracts/did-resolver.ts'
import type { PublicJwk } from '../contracts/jwk.ts'
import type { KeyPurpose } from '../did/did-document.ts'
import { abbreviate, didOf, parseDIDUrl } from '../did/did-url.ts'
import { resolveDocument } from '../did/resolve.ts'
import { DIDCommError } from '../errors.ts'
import { CURVES } from '../jose/algorithms.ts'
import { findSecret, type PackagingContext } from './context.ts'

/** A key of a DID document, with its material. */
export interface SelectedKey {
  readonly kid: string
  readonly publicJwk: PublicJwk
}

/** A recipient's keys, which are all on one curve. */
export interface RecipientKeys {
  readonly curve: Curve
  readonly keys: readonly SelectedKey[]
}

/** A key of ours, with its secret. */
export interface HeldKey<SecretKey> extends SelectedKey {
  readonly secretKey: SecretKey
}

/** A key of ours to sign with. */
export interface SigningKey<SecretKey> extends HeldKey<SecretKey> {
  readonly alg: SignatureAlgorithm
}

/**
 * Returns the usable keys of `id` for `purpose`, in the order of its document: all of a DID's, or the one that a
 * DID URL with a fragment names.
 */
async function keysOf(
  resolver: DIDResolver,
  id: string,
  purpose: KeyPurpose,
): Promise<readonly SelectedKey[]> {
  const { did, path, query, fragment } = parseDIDUrl(id)
  if (path !== undefined || query !== undefined) {
    throw new DIDCommError('INVALID_DID', `${abbreviate(id)} is not a DID or the id of a key`)
  }
  const document = await resolveDocument(resolver, did)
  return fragment === undefined ? document.usableKeys(purpose) : [document.key(purpose, id)]
}

/**
 * Chooses the recipient's keys for anoncrypt: all of the first type that the backend supports.
 *
 * @throws `NO_COMMON_KEY_TYPE`
 */
export async function selectAnoncryptKeys<SecretKey>(
  { crypto, resolver }: PackagingContext<SecretKey>,
  to: string,
): Promise<RecipientKeys> {
  const keys = await keysOf(resolver, to, 'keyAgreement')
  const supported = agreementCurves(crypto)
  const curve = curvesOf(keys).find((crv) => supported.includes(crv))
  if (curve) return { curve, keys: keysOn(curve, keys) }
  throw noCommonKeyType([to, curvesOf(keys)], [crypto.name, supported])
}

/**
 * Chooses the keys for authcrypt: the first of the recipient's, in its order, for which the sender holds a key of
 * that type, and all of the recipient's of that type.
 *
 * @throws `NO_COMMON_KEY_TYPE`; `SECRET_NOT_FOUND` when the sender's keys would fit but none is held
 */
export async function selectAuthcryptKeys<SecretKey>(
  context: PackagingContext<SecretKey>,
  to: string,
  from: string,
): Promise<{ recipients: RecipientKeys; sender: HeldKey<SecretKey> }> {
  const { crypto, resolver } = context
  const keys = await keysOf(resolver, to, 'keyAgreement')
  const senders = await keysOf(resolver, from, 'keyAgreement')
  const supported = agreementCurves(crypto)
  const candidates = curvesOf(keys)
    .filter((crv) => supported.includes(crv))
    .flatMap((crv) => keysOn(crv, senders))
  const sender = await firstHeld(context, candidates, 'to encrypt as the sender')
  if (sender) {
    const curve = sender.publicJwk.crv
    return { recipients: { curve, keys: keysOn(curve, keys) }, sender }
  }
  throw noCommonKeyType([to, curvesOf(keys)], [from, curvesOf(senders)], [crypto.name, supported])
}

/**
 * Chooses the key to sign with: the first of the signer's `authentication` keys that is held and supported.
 *
 * @throws `SECRET_NOT_FOUND`, `NO_COMMON_KEY_TYPE`
 */
export async function selectSigningKey<SecretKey>(
  context: PackagingContext<SecretKey>,
  signBy: string,
): Promise<SigningKey<SecretKey>> {
  const { name, supports } = context.crypto
  const keys = await keysOf(context.resolver, signBy, 'authentication')
  const candidates = keys.flatMap((key) => {
    const alg = CURVES[key.publicJwk.crv].signature
    return alg && supports.sig.includes(alg) ? [{ ...key, alg }] : []
  })
  const key = await firstHeld(context, candidates, 'to sign')
  if (key) return key
  throw noCommonKeyType([signBy, curvesOf(keys)], [name, supports.sig])
}

/** Returns the first of our keys whose secret is held. @throws `SECRET_NOT_FOUND` unless there are no keys */
async function firstHeld<SecretKey, Key extends SelectedKey>(
  context: PackagingContext<SecretKey>,
  keys: readonly Key[],
  purpose: string,
): Promise<(Key & HeldKey<SecretKey>) | undefined> {
  for (const key of keys) {
    const secretKey = await findSecret(context, key.kid)
    if (secretKey !== undefined) return { ...key, secretKey }
  }
  if (keys.length === 0) return undefined
  throw secretNotFound(
    keys.map(({ kid }) => kid),
    purpose,
  )
}

/** The error for keys that no SecretsManager entry was found for; a hostile envelope can name hundreds. */
export function secretNotFound(kids: readonly string[], purpose: string): DIDCommError {
  const first = kids.slice(0, 5).map(abbreviate).join(', ')
  return new DIDCommError(
    'SECRET_NOT_FOUND',
    `no secret ${purpose}: the SecretsManager has none of ${kids.length}: ${first}`,
    { details: { kids: kids.slice(0, 20) } },
  )
}

/** The curves of the backend that keys may be agreed on. */
function agreementCurves({ supports }: Pick<CryptoService, 'supports'>): readonly Curve[] {
  return supports.curves.filter((crv) => CURVES[crv].keyAgreement)
}

function keysOn(curve: Curve, keys: readonly SelectedKey[]): readonly SelectedKey[] {
  return keys.filter(({ publicJwk }) => publicJwk.crv === curve)
}

/** The curves of some keys, in the order of the first key of each. */
function curvesOf(keys: readonly SelectedKey[]): readonly Curve[] {
  return [...new Set(keys.map(({ publicJwk }) => publicJwk.crv))]
}

/** Who has keys, a DID or the backend, and of which types. */
type Party = readonly [id: string, types: readonly string[]]

/** @param parties - who has which types of keys, the one first whose keys were asked for */
function noCommonKeyType(...parties: readonly [Party, ...Party[]]): DIDCommError {
  const types = parties.map(([id, names]) => `${abbreviate(id)} has ${names.join(', ') || 'none'}`)
  return new DIDCommError('NO_COMMON_KEY_TYPE', `no key type in common: ${types.join('; ')}`, {
    details: { did: didOf(parties[0][0]) },
  })
}
