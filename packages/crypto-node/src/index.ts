import { type CryptoServiceOptions, PrimitiveCryptoService } from '@didcomm/core/crypto'
import { nodePrimitives } from './node-primitives.ts'
import type { NodePublicKey } from './public-keys.ts'
import type { NodeSecretKey } from './secret-keys.ts'

export { exportSecretKey } from './node-keys.ts'
export { nodePrimitives } from './node-primitives.ts'
export type { NodePublicKey } from './public-keys.ts'
export type { NodeSecretKey } from './secret-keys.ts'

/**
 * The crypto backend on `node:crypto`: native code, synchronous inside.
 *
 * @example
 * ```ts
 * const crypto = new NodeCryptoService()
 * const secrets = new InMemorySecretsManager(crypto)
 * ```
 */
export class NodeCryptoService extends PrimitiveCryptoService<NodeSecretKey, NodePublicKey> {
  constructor(options?: CryptoServiceOptions) {
    super(nodePrimitives, options)
  }
}
