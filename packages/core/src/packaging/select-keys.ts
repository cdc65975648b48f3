import type { Curve, SignatureAlgorithm } from '../contracts/algorithms.ts'
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
async function keysOf<SecretKey>(
  context: PackagingContext<SecretKey>,
  id: string,
  purpose: KeyPurpose,
): Promise<readonly SelectedKey[]> {
  const { did, path, query, fragment } = parseDIDUrl(id)
  if (path !== undefined || query !== undefined) {
    throw new DIDCommError('INVALID_DID', `${abbreviate(id)} is neither a DID nor the id of a key`)
  }
  const document = await resolveDocument(context.resolver, did)
  return fragment === undefined ? document.usableKeys(purpose) : [document.key(purpose, id)]
}

/**
 * Chooses the recipient's keys for anoncrypt: all of the first type that the backend supports.
 *
 * @throws `NO_COMMON_KEY_TYPE`
 */
export async function selectAnoncryptKeys<SecretKey>(
  context: PackagingContext<SecretKey>,
  to: string,
): Promise<readonly [SelectedKey, ...SelectedKey[]]> {
  const recipients = await keysOf(context, to, 'keyAgreement')
  const first = recipients.find(({ publicJwk }) => canAgree(context, publicJwk.crv))
  if (!first) {
    throw noCommonKeyType(to, recipients, `${context.crypto.name} supports`, agreed(context))
  }
  return sameCurve(first, recipients)
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
): Promise<{
  recipients: readonly [SelectedKey, ...SelectedKey[]]
  sender: HeldKey<SecretKey>
}> {
  const recipients = await keysOf(context, to, 'keyAgreement')
  const senders = await keysOf(context, from, 'keyAgreement')
  const missing = new Set<string>()
  for (const recipient of recipients) {
    const { crv } = recipient.publicJwk
    if (!canAgree(context, crv)) continue
    for (const sender of senders) {
      if (sender.publicJwk.crv !== crv || missing.has(sender.kid)) continue
      const secretKey = await findSecret(context, sender.kid)
      if (secretKey !== undefined) {
        return { recipients: sameCurve(recipient, recipients), sender: { ...sender, secretKey } }
      }
      missing.add(sender.kid)
    }
  }
  if (missing.size > 0) throw secretNotFound([...missing], 'to encrypt as the sender')
  const curves = new Set(senders.map(({ publicJwk }) => publicJwk.crv))
  throw recipients.some(({ publicJwk }) => curves.has(publicJwk.crv))
    ? noCommonKeyType(to, recipients, `${context.crypto.name} supports`, agreed(context))
    : noCommonKeyType(to, recipients, `${abbreviate(from)} has`, curvesOf(senders))
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
  const keys = await keysOf(context, signBy, 'authentication')
  const missing: string[] = []
  for (const key of keys) {
    const alg = CURVES[key.publicJwk.crv].signature
    if (!alg || !context.crypto.supports.sig.includes(alg)) continue
    const secretKey = await findSecret(context, key.kid)
    if (secretKey !== undefined) return { ...key, alg, secretKey }
    missing.push(key.kid)
  }
  if (missing.length > 0) throw secretNotFound(missing, 'to sign')
  const supported = context.crypto.supports.sig.join(', ')
  throw noCommonKeyType(signBy, keys, `${context.crypto.name} signs with`, supported)
}

/** The error for keys that no SecretsManager entry was found for. */
export function secretNotFound(kids: readonly string[], purpose: string): DIDCommError {
  return new DIDCommError(
    'SECRET_NOT_FOUND',
    `no secret is held ${purpose}; add one of these to the SecretsManager: ${list(kids)}`,
    { details: { kids } },
  )
}

function canAgree<SecretKey>(context: PackagingContext<SecretKey>, crv: Curve): boolean {
  return CURVES[crv].keyAgreement && context.crypto.supports.curves.includes(crv)
}

function agreed<SecretKey>(context: PackagingContext<SecretKey>): string {
  return context.crypto.supports.curves.filter((crv) => canAgree(context, crv)).join(', ')
}

function sameCurve(
  first: SelectedKey,
  keys: readonly SelectedKey[],
): readonly [SelectedKey, ...SelectedKey[]] {
  const { crv } = first.publicJwk
  return [first, ...keys.filter((key) => key !== first && key.publicJwk.crv === crv)]
}

function curvesOf(keys: readonly SelectedKey[]): string {
  return [...new Set(keys.map(({ publicJwk }) => publicJwk.crv))].join(', ') || 'none'
}

function noCommonKeyType(
  id: string,
  keys: readonly SelectedKey[],
  otherSide: string,
  otherTypes: string,
): DIDCommError {
  return new DIDCommError(
    'NO_COMMON_KEY_TYPE',
    `no key type in common: ${abbreviate(id)} has ${curvesOf(keys)}, ${otherSide} ${otherTypes}`,
    { details: { did: didOf(id) } },
  )
}

/** Names a few ids; a hostile envelope can hold a hundred thousand. */
function list(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).map(abbreviate)
  return (
    shown.join(', ') + (ids.length > shown.length ? `, and ${ids.length - shown.length} more` : '')
  )
}
