import {
  type CryptoPrimitives,
  type CryptoServiceOptions,
  PrimitiveCryptoService,
} from '@didcomm/core/crypto'
import { fillGaps } from './fill-gaps.ts'
import type { WebCryptoPublicKey, WebCryptoSecretKey } from './keys.ts'
import { platformSubtle, type Subtle } from './subtle.ts'
import { webPrimitives } from './web-primitives.ts'

/** Options of {@link WebCryptoService.create}. */
export interface WebCryptoOptions<SecretKey, PublicKey> extends CryptoServiceOptions {
  /**
   * Where that comes from which this platform's WebCrypto does not have, such as `noblePrimitives` of
   * `@didcomm/crypto-noble`. Its private keys are its own: they may lie in memory, and be exported.
   */
  readonly fillWith?: CryptoPrimitives<SecretKey, PublicKey>
  /** The platform's `crypto.subtle` unless given. */
  readonly subtle?: Subtle
}

/**
 * The crypto backend on WebCrypto: private keys are CryptoKeys that cannot be exported.
 *
 * @example
 * ```ts
 * const crypto = await WebCryptoService.create()
 * const secrets = new IndexedDBSecretsManager()
 * ```
 */
export class WebCryptoService<SecretKey = never, PublicKey = never> extends PrimitiveCryptoService<
  WebCryptoSecretKey | SecretKey,
  WebCryptoPublicKey | PublicKey
> {
  /** Use {@link WebCryptoService.create}, which finds out what this platform has. */
  private constructor(
    primitives: CryptoPrimitives<WebCryptoSecretKey | SecretKey, WebCryptoPublicKey | PublicKey>,
    options: CryptoServiceOptions,
  ) {
    super(primitives, options)
  }

  /**
   * Finds out what this platform has, which `supports` then tells.
   *
   * @throws `UNSUPPORTED_ALGORITHM` where there is no WebCrypto
   */
  static async create<SecretKey = never, PublicKey = never>(
    options: WebCryptoOptions<SecretKey, PublicKey> = {},
  ): Promise<WebCryptoService<SecretKey, PublicKey>> {
    const { fillWith, subtle = platformSubtle(), ...serviceOptions } = options
    const web = await webPrimitives(subtle)
    const primitives = fillWith ? fillGaps(web, fillWith) : web
    return new WebCryptoService<SecretKey, PublicKey>(primitives, serviceOptions)
  }
}
