export {
  IndexedDBSecretsManager,
  type IndexedDBSecretsOptions,
} from './indexed-db-secrets-manager.ts'
export type { WebCryptoPublicKey, WebCryptoSecretKey } from './keys.ts'
export { type WebCryptoOptions, WebCryptoService } from './web-crypto-service.ts'
