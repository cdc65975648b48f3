import { bytesToUtf8 } from '../encoding/bytes.ts'
import { didOf } from '../did/did-url.ts'
import { DIDCommError } from '../errors.ts'
import type { Jws } from '../jose/jws.ts'
import type { Message } from '../message/message.ts'
import { parseMessage } from '../message/validate-message.ts'
import {
  assertNesting,
  assertRotation,
  assertRotationEncrypted,
  assertSigner,
  checkConsistency,
} from './consistency.ts'
import type { PackagingContext } from './context.ts'
import { decryptEnvelope } from './decrypt.ts'
import { verifyFromPrior } from './from-prior.ts'
import { assertSize, DEFAULT_MAX_BYTES, readEnvelope } from './read-envelope.ts'
import { Tolerances } from './tolerances.ts'
import type {
  FromPrior,
  Layer,
  SignedLayer,
  UnpackPolicy,
  UnpackResult,
  UnpackWarning,
} from './unpack-result.ts'
import { verifySignature } from './verify.ts'

/** Opens envelope after envelope, and then judges the message by what the envelopes proved. */
export async function unpackMessage<SecretKey>(
  context: PackagingContext<SecretKey>,
  packed: string,
  policy: UnpackPolicy,
): Promise<UnpackResult> {
  if (typeof packed !== 'string') {
    throw new DIDCommError('INVALID_ARGUMENT', 'unpack takes the packed message as a string')
  }
  assertSize(packed, policy.maxBytes ?? DEFAULT_MAX_BYTES)
  const tolerances = new Tolerances(policy.tolerate)
  const { message, layers } = await openLayers(context, packed, tolerances)
  const warnings = checkConsistency(context.resolver, message, layers, policy)
  const fromPrior = await proveRotation(context, message, layers, tolerances)
  return summarize(message, layers, fromPrior, [...warnings, ...tolerances.warnings()])
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
    text = bytesToUtf8(plaintext, 'MALFORMED_ENVELOPE', 'the content of the envelope')
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
  for (const { kid } of signatures) assertSigner(context.resolver, message, kid)
  for (const signature of signatures) await verifySignature(context, signature, tolerances)
  return { kind: 'signed', signatures: signatures.map(({ alg, kid }) => ({ alg, kid })) }
}

async function proveRotation<SecretKey>(
  context: PackagingContext<SecretKey>,
  message: Message,
  layers: readonly Layer[],
  tolerances: Tolerances,
): Promise<FromPrior | undefined> {
  if (message.from_prior === undefined) return undefined
  assertRotationEncrypted(
    message,
    layers.some(({ kind }) => kind !== 'signed'),
  )
  const fromPrior = await verifyFromPrior(context, message.from_prior, tolerances)
  assertRotation(context.resolver, message, fromPrior)
  return fromPrior
}

/** Says what was proven. The consistency rules have passed, so a sender or a signer is the message's `from`. */
function summarize(
  message: Message,
  layers: readonly Layer[],
  fromPrior: FromPrior | undefined,
  warnings: readonly UnpackWarning[],
): UnpackResult {
  let encrypted = false
  let authcrypted = false
  let signerKid: string | undefined
  let recipientKid: string | undefined
  for (const layer of layers) {
    if (layer.kind === 'signed') {
      signerKid = layer.signatures[0]?.kid
      continue
    }
    encrypted = true
    authcrypted ||= layer.kind === 'authcrypt'
    recipientKid = layer.recipientKid
  }
  const authenticated = authcrypted || signerKid !== undefined
  return {
    message,
    layers,
    encrypted,
    authenticated,
    nonRepudiable: signerKid !== undefined,
    anonymousSender: layers[0]?.kind === 'anoncrypt',
    sender: authenticated ? message.from : undefined,
    recipient: recipientKid && didOf(recipientKid),
    signer: signerKid && didOf(signerKid),
    fromPrior,
    warnings,
  }
}
