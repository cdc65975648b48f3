import type { DIDResolver } from '../contracts/did-resolver.ts'
import { abbreviate, didOf } from '../did/did-url.ts'
import { isSameDID } from '../did/resolve.ts'
import { DIDCommError } from '../errors.ts'
import type { FromPriorClaims } from '../message/from-prior.ts'
import type { Message } from '../message/message.ts'
import type { Layer, UnpackPolicy, UnpackWarning } from './unpack-result.ts'

// DIDComm v2.1 § Message Layer Addressing Consistency: a header of the plaintext means nothing until it agrees with
// the keys that the envelopes proved. All rules are here; packing obeys the same ones that unpacking enforces.

type LayerKind = Layer['kind'] | 'plaintext'

/** What may come directly inside what (§ Message Types, § Protecting the Sender Identity). */
const INSIDE: { readonly [outer in Layer['kind']]: readonly LayerKind[] } = {
  anoncrypt: ['authcrypt', 'signed', 'plaintext'],
  authcrypt: ['signed', 'plaintext'],
  signed: ['plaintext'],
}

/** Holds a message against the layers that it came in. Throws for what must not be, and returns what may be doubted. */
export function checkConsistency(
  resolver: DIDResolver,
  message: Message,
  layers: readonly Layer[],
  policy: UnpackPolicy,
): UnpackWarning[] {
  const warnings: UnpackWarning[] = []
  const isSigned = layers.some(({ kind }) => kind === 'signed')
  for (const layer of layers) {
    if (layer.kind === 'signed') {
      for (const { kid } of layer.signatures) assertSigner(resolver, message, kid)
      continue
    }
    if (layer.senderKid !== undefined) assertSender(resolver, message, layer.senderKid)
    if (isSigned) assertAddressed(message)
    const mismatch = recipientMismatch(resolver, message, layer.recipientKid)
    if (!mismatch) continue
    // A signature would still convince whoever it was passed on to, so for signed messages there is no exception.
    if (isSigned || !policy.acceptUnnamedRecipient) throw mismatch
    warnings.push({ code: 'RECIPIENT_NOT_NAMED', message: mismatch.message })
  }
  return warnings
}

/** Refuses every nesting that the standard does not have. @throws `UNSUPPORTED_NESTING` */
export function assertNesting(outer: readonly LayerKind[], inner: LayerKind): void {
  const parent = outer.at(-1)
  if (parent === undefined || (parent !== 'plaintext' && INSIDE[parent].includes(inner))) return
  throw new DIDCommError(
    'UNSUPPORTED_NESTING',
    `DIDComm has no envelope of the form ${[...outer, inner].join('(')}${')'.repeat(outer.length)}`,
  )
}

/** `from` is the DID whose key encrypts the message. @throws `SENDER_MISMATCH` */
export function assertSender(resolver: DIDResolver, { from }: Message, sender: string): void {
  const did = didOf(sender)
  if (from !== undefined && isSameDID(resolver, from, did)) return
  throw new DIDCommError(
    'SENDER_MISMATCH',
    `the message is encrypted by ${abbreviate(sender)}, and its from is ${name(from)}`,
    { details: { kid: sender, header: 'from' } },
  )
}

/** `from` is the DID whose key signs the message. @throws `SIGNER_MISMATCH` */
export function assertSigner(resolver: DIDResolver, { from }: Message, signer: string): void {
  const did = didOf(signer)
  if (from !== undefined && isSameDID(resolver, from, did)) return
  throw new DIDCommError(
    'SIGNER_MISMATCH',
    `the message is signed by ${abbreviate(signer)}, and its from is ${name(from)}`,
    { details: { kid: signer, header: 'from' } },
  )
}

/** A message that is signed and encrypted names its recipients, or one of them could pass it off as meant for another. @throws `RECIPIENT_MISMATCH` */
export function assertAddressed({ to }: Message): void {
  if (to && to.length > 0) return
  throw new DIDCommError(
    'RECIPIENT_MISMATCH',
    'a message that is signed and encrypted must have a to',
    { details: { header: 'to' } },
  )
}

/** `to`, where there is one, names the DID that the message is encrypted for. Returns the error, for the caller to weigh. */
export function recipientMismatch(
  resolver: DIDResolver,
  { to }: Message,
  recipient: string,
): DIDCommError | undefined {
  const did = didOf(recipient)
  if (!to || to.some((named) => isSameDID(resolver, named, did))) return undefined
  return new DIDCommError(
    'RECIPIENT_MISMATCH',
    `the message is encrypted for ${abbreviate(recipient)}, which its to does not name`,
    { details: { kid: recipient, header: 'to' } },
  )
}

/** A rotation is to the DID that the message is from, or ends the relationship and the message is from nobody (§ DID Rotation). @throws `INVALID_FROM_PRIOR` */
export function assertRotation(
  resolver: DIDResolver,
  { from }: Message,
  { sub }: FromPriorClaims,
): void {
  const agrees =
    sub === undefined || from === undefined ? sub === from : isSameDID(resolver, sub, from)
  if (agrees) return
  throw new DIDCommError(
    'INVALID_FROM_PRIOR',
    `the sub of from_prior is ${name(sub)}, and the message's from is ${name(from)}`,
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
