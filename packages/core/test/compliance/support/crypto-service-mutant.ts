import type { CryptoService, CryptoSupport } from '@didcomm/core/contracts'
import { NodeCryptoService } from './crypto-service-node.ts'

/** What the mutants claim: enough to see what is wrong with them, and no more. */
export const MUTANT_SUPPORT: CryptoSupport = {
  curves: ['X25519', 'P-256', 'Ed25519', 'secp256k1'],
  enc: ['A256CBC-HS512', 'A256GCM'],
  sig: ['EdDSA', 'ES256', 'ES256K'],
}

/** A backend with one fault, and cases that find it, each as `group › case`. */
export interface Mutant {
  readonly fault: string
  readonly crypto: CryptoService
  readonly caughtBy: readonly string[]
}

/** Makes a mutant: the honest backend with a few methods overridden. */
export function mutant(
  fault: string,
  change: (base: typeof NodeCryptoService) => typeof NodeCryptoService,
  caughtBy: readonly string[],
  supports = MUTANT_SUPPORT,
): Mutant {
  const Changed = change(NodeCryptoService)
  return { fault, crypto: new Changed(supports), caughtBy }
}

export const EMPTY = Buffer.alloc(0)
