import type { DIDResolver } from '../contracts/did-resolver.ts'
import { abbreviate, didOf } from '../did/did-url.ts'
import { formsOf, isSameDID } from '../did/resolve.ts'
import { DIDCommError } from '../errors.ts'
import type { FromPriorClaims } from '../message/from-prior.ts'
import type { Message } from '../message/message.ts'
import type { Layer, UnpackPolicy, UnpackWarning } from './unpack-result.ts'

// DIDComm v2.1 § Message Layer Addressing Consistency: a header of the plaintext means nothing until it agrees with
// the keys that the envelopes proved. All rules are here; packing obeys the same ones that unpacking enforces.

/** The most entries of `to` whose other forms are asked for. */
const MAX_COMPARED = 64

type LayerKind = Layer['kind'] | 'plaintext'

/** What may come directly inside what (§ Message Types, § Protecting the Sender Identity). */
const INSIDE: { readonly [outer in Layer['kind']]: readonly LayerKind[] } = {
  anoncrypt: ['authcrypt', 'signed', 'plaintext'],
  authcrypt: ['signed', 'plaintext'],
  signed: ['plaintext'],
}

/**
 * Holds a message against the layers that it came in. Throws for what must not be, and returns what may be doubted.
 *
 * Signers are not looked at: {@link assertFrom} was asked before the key of any was resolved.
 */
export function checkConsistency(
  resolver: DIDResolver,
  message: Message,
  layers: readonly Layer[],
  policy: UnpackPolicy,
): UnpackWarning[] {
  const isSigned = layers.some(({ kind }) => kind === 'signed')
  return layers.flatMap((layer) => {
    if (layer.kind === 'signed') return []
    if (layer.senderKid !== undefined) assertFrom(resolver, message, 'encrypted', layer.senderKid)
    if (isSigned) assertAddressed(message)
    const mismatch = recipientMismatch(resolver, message, layer.recipientKid)
    if (!mismatch) return []
    // A signature would still convince whoever it was passed on to, so for signed messages there is no exception.
    if (isSigned || !policy.acceptUnnamedRecipient) throw mismatch
    return [{ code: 'RECIPIENT_NOT_NAMED', message: mismatch.message }]
  })
}

/** Refuses every nesting that the standard does not have. @throws `UNSUPPORTED_NESTING` */
export function assertNesting(outer: readonly LayerKind[], inner: LayerKind): void {
  const parent = outer.at(-1)
  if (parent === undefined || (parent !== 'plaintext' && INSIDE[parent].includes(inner))) return
  throw new DIDCommError(
    'UNSUPPORTED_NESTING',
    `DIDComm has no ${[...outer, inner].join(' around ')}`,
  )
}

/** `from` is the DID whose key encrypts or signs the message. @throws `SENDER_MISMATCH`, `SIGNER_MISMATCH` */
export function assertFrom(
  resolver: DIDResolver,
  { from }: Message,
  proof: 'encrypted' | 'signed',
  kid: string,
): void {
  const did = didOf(kid)
  if (from !== undefined && isSameDID(resolver, from, did)) return
  throw new DIDCommError(
    proof === 'signed' ? 'SIGNER_MISMATCH' : 'SENDER_MISMATCH',
    `the message is ${proof} by ${abbreviate(kid)}, and its from is ${name(from)}`,
    { details: { kid, header: 'from' } },
  )
}

/** A message that is signed and encrypted names its recipients, or one of them could pass it off as meant for another. @throws `RECIPIENT_MISMATCH` */
export function assertAddressed({ to }: Message): void {
  if (to && to.length > 0) return
  throw new DIDCommError('RECIPIENT_MISMATCH', 'a signed and encrypted message must have a to', {
    details: { header: 'to' },
  })
}

/** `to`, where there is one, names the DID that the message is encrypted for. Returns the error, for the caller to weigh. */
export function recipientMismatch(
  resolver: DIDResolver,
  { to }: Message,
  recipient: string,
): DIDCommError | undefined {
  const did = didOf(recipient)
  const forms = formsOf(resolver, did)
  if (!to || to.some((named) => forms.includes(named))) return undefined
  // Asking for the forms of an entry costs time and memory, and the sender says how many there are.
  if (to.slice(0, MAX_COMPARED).some((named) => isSameDID(resolver, named, did))) return undefined
  return new DIDCommError(
    'RECIPIENT_MISMATCH',
    `the message is encrypted for ${abbreviate(recipient)}, which its to does not name`,
    { details: { kid: recipient, header: 'to' } },
  )
}

/**
 * A rotation is to the DID that the message is from, and proven to be from; or it ends the relationship, and the
 * message is from nobody (§ DID Rotation).
 *
 * @param proven - whether an authcrypt layer or a signature proves `from`
 * @throws `INVALID_FROM_PRIOR`
 */
export function assertRotation(
  resolver: DIDResolver,
  { from }: Message,
  { sub }: FromPriorClaims,
  proven: boolean,
): void {
  const agrees =
    sub === undefined || from === undefined
      ? sub === from
      : proven && isSameDID(resolver, sub, from)
  if (agrees) return
  throw new DIDCommError(
    'INVALID_FROM_PRIOR',
    `the sub of from_prior is ${name(sub)}, and the ${proven ? 'proven' : 'unproven'} from of the message is ${name(from)}`,
    { details: { header: 'from_prior' } },
  )
}

/** A rotation is for the recipient's eyes alone (§ DID Rotation). @throws `INVALID_FROM_PRIOR` */
export function assertRotationEncrypted({ from_prior }: Message, encrypted: boolean): void {
  if (from_prior === undefined || encrypted) return
  throw new DIDCommError('INVALID_FROM_PRIOR', 'a message with from_prior must be encrypted', {
    details: { header: 'from_prior' },
  })
}

function name(did: string | undefined): string {
  return did === undefined ? 'missing' : abbreviate(did)
}
