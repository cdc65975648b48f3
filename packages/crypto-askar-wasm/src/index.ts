/**
 * A crypto backend on Askar's Rust cryptography, in WebAssembly.
 *
 * @packageDocumentation
 */
export type { AskarPublicKey } from './askar-algorithms.ts'
export { AskarCryptoService, type AskarOptions } from './askar-crypto-service.ts'
export { type AskarContentKey, type AskarSecretKey, exportSecretKey } from './askar-keys.ts'
export { AskarSecretsManager } from './askar-secrets-manager.ts'
export type { AskarSource } from './askar-source.ts'
