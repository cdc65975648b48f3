/**
 * DID URLs, DID documents and the keys in them: what a DID method is written with.
 *
 * @packageDocumentation
 */
export { x25519FromEd25519 } from '../crypto/curve-points.ts'
export { addSecrets } from './add-secrets.ts'
export { CachingResolver, type CachingResolverOptions } from './caching-resolver.ts'
export { dereference } from './dereference.ts'
export {
  type DocumentKey,
  type EquivalentIds,
  type KeyPurpose,
  parseDIDDocument,
  type ParsedDIDDocument,
  type UnusableKey,
  type UsableKey,
} from './did-document.ts'
export {
  type EcosystemDIDDocument,
  type EcosystemDriver,
  type EcosystemResolver,
  type EcosystemResult,
  fromDidResolver,
  toDidResolver,
} from './did-resolver-adapter.ts'
export { frozenDocument } from './frozen-document.ts'
export {
  abbreviate,
  absoluteDIDUrl,
  assertDID,
  didOf,
  type DIDUrl,
  isDID,
  parseDIDUrl,
} from './did-url.ts'
export {
  decodeMultikey,
  decodeMultikeySecret,
  encodeMultikey,
  type ReadKeyOptions,
} from './multikey.ts'
export { isSameDID, resolveDocument } from './resolve.ts'
export { readPublicKey } from './verification-method.ts'
