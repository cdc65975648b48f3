import { didOf } from '../did/did-url.ts'
import { bytesToUtf8 } from '../encoding/bytes.ts'
import { DIDCommError } from '../errors.ts'
import type { Jws } from '../jose/jws.ts'
import type { Message } from '../message/message.ts'
import { parseMessage } from '../message/validate-message.ts'
import {
  assertFrom,
  assertNesting,
  assertRotation,
  assertRotationEncrypted,
  checkConsistency,
} from './consistency.ts'
import type { PackagingContext } from './context.ts'
import { decryptEnvelope } from './decrypt.ts'
import { readFromPrior, verifyFromPrior } from './from-prior.ts'
import { assertSize, DEFAULT_MAX_BYTES, readEnvelope } from './read-envelope.ts'
import { Tolerances } from './tolerances.ts'
import type { FromPrior, Layer, SignedLayer, UnpackPolicy, UnpackResult } from './unpack-result.ts'
import { verifySignature } from './verify.ts'

/** Opens envelope after envelope, and then judges the message by what the envelopes proved. */
export async function unpackMessage<SecretKey>(
  context: PackagingContext<SecretKey>,
  packed: string,
  policy: UnpackPolicy,
): Promise<UnpackResult> {
  const { maxBytes = DEFAULT_MAX_BYTES } = policy
  if (typeof packed !== 'string' || typeof maxBytes !== 'number') {
    throw new DIDCommError(
      'INVALID_ARGUMENT',
      'the packed message is not a string, or maxBytes not a number',
    )
  }
  assertSize(packed, maxBytes)
  const tolerances = new Tolerances(policy.tolerate)
  const { message, layers } = await openLayers(context, packed, tolerances)
  const warnings = checkConsistency(context.resolver, message, layers, policy)
  const opened = layers.filter((layer) => layer.kind !== 'signed')

  // The consistency rules have passed, so a sender or a signer is the message's `from`.
  const signerKid = layers.find((layer) => layer.kind === 'signed')?.signatures[0]?.kid
  const nonRepudiable = signerKid !== undefined
  const authenticated = nonRepudiable || opened.some(({ kind }) => kind === 'authcrypt')
  const recipientKid = opened.at(-1)?.recipientKid
  const recipient = recipientKid && didOf(recipientKid)
  const fromPrior = await proveRotation(context, message, { authenticated, recipient }, tolerances)
  return {
    message,
    layers,
    encrypted: opened.length > 0,
    authenticated,
    nonRepudiable,
    anonymousSender: layers[0]?.kind === 'anoncrypt',
    sender: authenticated ? message.from : undefined,
    recipient,
    signer: signerKid && didOf(signerKid),
    fromPrior,
    warnings: [...warnings, ...tolerances.warnings()],
  }
}

async function openLayers<SecretKey>(
  context: PackagingContext<SecretKey>,
  packed: string,
  tolerances: Tolerances,
): Promise<{ message: Message; layers: readonly Layer[] }> {
  const layers: Layer[] = []
  let text = packed
  for (;;) {
    const envelope = readEnvelope(text)
    const outer = layers.map(({ kind }) => kind)
    assertNesting(outer, envelope.kind)
    if (envelope.kind === 'plaintext') return { message: parseMessage(envelope.json), layers }
    if (envelope.kind === 'signed') {
      const message = readSigned(envelope.jws, outer)
      layers.push(await verifySigned(context, envelope.jws, message, tolerances))
      return { message, layers }
    }
    const { plaintext, layer } = await decryptEnvelope(context, envelope.jwe, tolerances)
    layers.push(layer)
    text = bytesToUtf8(plaintext, 'MALFORMED_ENVELOPE', 'the payload')
  }
}

/** A signature covers a plaintext message and nothing else. */
function readSigned({ payload }: Jws, outer: readonly Layer['kind'][]): Message {
  const envelope = readEnvelope(bytesToUtf8(payload, 'MALFORMED_ENVELOPE', 'the payload'))
  assertNesting([...outer, 'signed'], envelope.kind)
  return parseMessage('json' in envelope ? envelope.json : {})
}

async function verifySigned<SecretKey>(
  context: PackagingContext<SecretKey>,
  { signatures }: Jws,
  message: Message,
  tolerances: Tolerances,
): Promise<SignedLayer> {
  // The kid may be unprotected: compared with from first, it cannot make us resolve a DID of an attacker's choice.
  for (const { kid } of signatures) assertFrom(context.resolver, message, 'signed', kid)
  for (const signature of signatures) await verifySignature(context, signature, tolerances)
  return { kind: 'signed', signatures: signatures.map(({ alg, kid }) => ({ alg, kid })) }
}

async function proveRotation<SecretKey>(
  context: PackagingContext<SecretKey>,
  message: Message,
  { authenticated, recipient }: Pick<UnpackResult, 'authenticated' | 'recipient'>,
  tolerances: Tolerances,
): Promise<FromPrior | undefined> {
  assertRotationEncrypted(message, recipient !== undefined)
  if (message.from_prior === undefined || recipient === undefined) return undefined
  const prior = readFromPrior(message.from_prior)
  assertRotation(context.resolver, message, prior.claims, authenticated)
  return verifyFromPrior(context, prior, recipient, tolerances)
}
