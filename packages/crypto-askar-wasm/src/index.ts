/**
 * A crypto backend on Askar's Rust cryptography, in WebAssembly.
 *
 * @packageDocumentation
 */
export { AskarCryptoService } from './askar-crypto-service.ts'
export type { AskarOptions, AskarPublicKey } from './askar-algorithms.ts'
export { type AskarContentKey, AskarSecretKey, exportSecretKey } from './askar-keys.ts'
export { AskarSecretsManager } from './askar-secrets-manager.ts'
export type { AskarSource } from './askar-source.ts'
