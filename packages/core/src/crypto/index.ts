/**
 * What a crypto backend is written with: primitives in, a `CryptoService` out.
 *
 * @packageDocumentation
 */
export type { ContentKey } from './content-key.ts'
export {
  createCryptoService,
  type CryptoServiceOptions,
  PrimitiveCryptoService,
} from './create-crypto-service.ts'
export { guardCryptoService, GuardedCryptoService, type GuardedPublicKey } from './guard.ts'
export type { CryptoPrimitives, DecryptOptions, Encrypted, EncryptOptions } from './primitives.ts'
export type { ImportedPublicKey } from './key-agreement.ts'
