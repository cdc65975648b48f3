import { PrimitiveCryptoService } from '@didcomm/core/crypto'
import type { StablelibSecretKey } from './keys.ts'
import { stablelibPrimitives } from './primitives.ts'

export type { StablelibSecretKey }

/** The crypto backend on the stablelib libraries: X25519 and Ed25519, in pure JavaScript. */
export class StablelibCryptoService extends PrimitiveCryptoService<StablelibSecretKey, Uint8Array> {
  constructor() {
    super(stablelibPrimitives)
  }
}
