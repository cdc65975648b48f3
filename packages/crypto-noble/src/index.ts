import { type CryptoServiceOptions, PrimitiveCryptoService } from '@didcomm/core/crypto'
import type { NoblePublicKey, NobleSecretKey } from './noble-keys.ts'
import { noblePrimitives } from './noble-primitives.ts'

export { exportSecretKey, type NoblePublicKey, type NobleSecretKey } from './noble-keys.ts'
export { noblePrimitives } from './noble-primitives.ts'

/**
 * The crypto backend in pure JavaScript: runs wherever JavaScript does, synchronously inside.
 *
 * @example
 * ```ts
 * const crypto = new NobleCryptoService()
 * const secrets = new InMemorySecretsManager(crypto)
 * ```
 */
export class NobleCryptoService extends PrimitiveCryptoService<NobleSecretKey, NoblePublicKey> {
  constructor(options?: CryptoServiceOptions) {
    super(noblePrimitives, options)
  }
}
