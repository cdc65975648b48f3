import type { Awaitable } from '../contracts/awaitable.ts'
import type { KeyDerivation } from '../contracts/crypto-service.ts'
import { concatBytes, utf8ToBytes } from '../encoding/bytes.ts'
import { lendSecret } from './lend-secret.ts'

const KEY_BITS = 256

/** What a derived key is bound to (RFC 7518 §4.6.2, `OtherInfo`). */
export interface KdfContext {
  readonly algorithmId: string
  readonly apu: Uint8Array
  readonly apv: Uint8Array
  /** See {@link suppPubInfo}. */
  readonly suppPubInfo: readonly Uint8Array[]
}

/**
 * The Concat KDF of RFC 7518 §4.6.2 (NIST SP 800-56A §5.8.1), for keys of up to 256 bits: one round of SHA-256.
 *
 * @param sharedSecret - Z; the caller overwrites it
 */
export function concatKdf(
  sha256: (data: Uint8Array) => Awaitable<Uint8Array>,
  sharedSecret: Uint8Array,
  context: KdfContext,
): Awaitable<Uint8Array> {
  return lendSecret(concatBytes(uint32(1), sharedSecret, ...otherInfo(context)), sha256)
}

/** The parts of OtherInfo: AlgorithmID, PartyUInfo and PartyVInfo, each with its length, and SuppPubInfo. */
export function otherInfo(context: KdfContext): readonly Uint8Array[] {
  return [
    ...withLength(utf8ToBytes(context.algorithmId)),
    ...withLength(context.apu),
    ...withLength(context.apv),
    ...context.suppPubInfo,
  ]
}

/**
 * The parts of SuppPubInfo: the derived key's length in bits and, for ECDH-1PU, the content's tag
 * (draft-madden-jose-ecdh-1pu-04 §2.3).
 */
export function suppPubInfo(
  tag: Uint8Array | undefined,
  derivation: KeyDerivation = 'draft-04',
  keyBits = KEY_BITS,
): readonly Uint8Array[] {
  return [uint32(keyBits), ...(tag ? COMMITMENTS[derivation](tag) : [])]
}

const COMMITMENTS: { readonly [D in KeyDerivation]: (tag: Uint8Array) => readonly Uint8Array[] } = {
  'draft-04': withLength,
  'draft-04-unprefixed-tag': (tag) => [tag],
  'draft-03': () => [],
}

function withLength(bytes: Uint8Array): readonly Uint8Array[] {
  return [uint32(bytes.length), bytes]
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
