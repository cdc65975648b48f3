export type { ContentEncryption, Curve, KeyWrapping, SignatureAlgorithm } from './algorithms.ts'
export type { Awaitable } from './awaitable.ts'
export type {
  CryptoService,
  CryptoSupport,
  DecryptContentOptions,
  EncryptContentOptions,
  EncryptedContent,
  GeneratedKeyPair,
  KeyPairOptions,
  KeyDerivation,
  KeyDerivationInfo,
  SignOptions,
  UnwrapKeyOptions,
  VerifyOptions,
  WrapKeyOptions,
} from './crypto-service.ts'
export type { DIDDocument, DIDResolver, Service, VerificationMethod } from './did-resolver.ts'
export type { EcPublicJwk, OkpPublicJwk, PrivateJwk, PublicJwk } from './jwk.ts'
export type { SecretsManager, WritableSecretsManager } from './secrets-manager.ts'
