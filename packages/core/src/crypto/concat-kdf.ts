import type { Awaitable } from '../contracts/awaitable.ts'
import type { KeyDerivation } from '../contracts/crypto-service.ts'
import { concatBytes, utf8ToBytes } from '../encoding/bytes.ts'

const KEY_BITS = 256
const NOTHING = new Uint8Array()

/** What a derived key is bound to (RFC 7518 §4.6.2, `OtherInfo`). */
export interface KdfContext {
  readonly algorithmId: string
  readonly apu: Uint8Array
  readonly apv: Uint8Array
  /** See {@link suppPubInfo}. */
  readonly suppPubInfo: Uint8Array
}

/**
 * The Concat KDF of RFC 7518 §4.6.2 (NIST SP 800-56A §5.8.1), for keys of up to 256 bits: one round of SHA-256.
 *
 * @param sharedSecret - Z; the caller overwrites it
 */
export async function concatKdf(
  sha256: (data: Uint8Array) => Awaitable<Uint8Array>,
  sharedSecret: Uint8Array,
  context: KdfContext,
): Promise<Uint8Array> {
  const input = concatBytes(uint32(1), sharedSecret, otherInfo(context))
  try {
    return await sha256(input)
  } finally {
    input.fill(0)
  }
}

/** AlgorithmID, PartyUInfo and PartyVInfo, each with its length, and SuppPubInfo. */
export function otherInfo(context: KdfContext): Uint8Array {
  return concatBytes(
    withLength(utf8ToBytes(context.algorithmId)),
    withLength(context.apu),
    withLength(context.apv),
    context.suppPubInfo,
  )
}

/**
 * SuppPubInfo: the derived key's length in bits and, for ECDH-1PU, the content's tag
 * (draft-madden-jose-ecdh-1pu-04 §2.3).
 */
export function suppPubInfo(
  tag: Uint8Array | undefined,
  derivation: KeyDerivation = 'draft-04',
  keyBits = KEY_BITS,
): Uint8Array {
  const commitment = tag && COMMITMENTS[derivation](tag)
  return concatBytes(uint32(keyBits), commitment ?? NOTHING)
}

const COMMITMENTS: { readonly [D in KeyDerivation]: (tag: Uint8Array) => Uint8Array } = {
  'draft-04': withLength,
  'draft-04-unprefixed-tag': (tag) => tag,
  'draft-03': () => NOTHING,
}

function withLength(bytes: Uint8Array): Uint8Array {
  return concatBytes(uint32(bytes.length), bytes)
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
