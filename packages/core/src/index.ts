export type * from './contracts/index.ts'
export { DIDCommError } from './errors.ts'
export type {
  DIDCommErrorCode,
  DIDCommErrorDetails,
  DIDCommErrorOptions,
  ProblemReportBody,
} from './errors.ts'
export { CachingResolver, type CachingResolverOptions } from './did/caching-resolver.ts'
export { dereference } from './did/dereference.ts'
export {
  type DocumentKey,
  type EquivalentIds,
  type KeyPurpose,
  parseDIDDocument,
  type ParsedDIDDocument,
  type UnusableKey,
  type UsableKey,
} from './did/did-document.ts'
export {
  type EcosystemDIDDocument,
  type EcosystemDriver,
  type EcosystemResolver,
  type EcosystemResult,
  fromDidResolver,
  toDidResolver,
} from './did/did-resolver-adapter.ts'
export {
  abbreviate,
  absoluteDIDUrl,
  didOf,
  type DIDUrl,
  isDID,
  parseDIDUrl,
} from './did/did-url.ts'
export {
  decodeMultikey,
  decodeMultikeySecret,
  encodeMultikey,
  type ReadKeyOptions,
} from './did/multikey.ts'
export {
  createCryptoService,
  type ImportedPublicKey,
  PrimitiveCryptoService,
} from './crypto/create-crypto-service.ts'
export type { ContentKey } from './crypto/content-key.ts'
export { externalKey, type ExternalKey, type ExternalKeyOperations } from './crypto/external-key.ts'
export type {
  CryptoPrimitives,
  DecryptOptions,
  Encrypted,
  EncryptOptions,
} from './crypto/primitives.ts'
export { InMemorySecretsManager, type SecretMultikey } from './secrets/in-memory-secrets-manager.ts'
export { PackagingService } from './packaging/packaging-service.ts'
export type {
  EncryptedMessage,
  PackagingServiceOptions,
  PackedMessage,
  PackEncryptedOptions,
  PackSignedOptions,
} from './packaging/packaging-service.ts'
export type { FromPriorOptions } from './packaging/from-prior.ts'
export type {
  EncryptedLayer,
  FromPrior,
  Layer,
  SignedLayer,
  Tolerance,
  UnpackPolicy,
  UnpackResult,
  UnpackWarning,
} from './packaging/unpack-result.ts'
export { decodeBase64Url, encodeBase64Url } from './jose/base64url.ts'
export { PrefixResolver } from './did/prefix-resolver.ts'
export { isSameDID, resolveDocument } from './did/resolve.ts'
export { readPublicKey } from './did/verification-method.ts'
export { bytesToUtf8, concatBytes, utf8ToBytes } from './bytes.ts'
export {
  isJsonObject,
  isStringArray,
  type JsonObject,
  parseJsonObject,
  quote,
  stringifyJson,
} from './json.ts'
export { completeMessage, parseMessage } from './message/validate-message.ts'
export { MEDIA_TYPE } from './message/message.ts'
export type { Message, MessageHeaders, MessageInput } from './message/message.ts'
export type { Attachment, AttachmentData, AttachmentInfo } from './message/attachment.ts'
export {
  attachmentBytes,
  attachmentJson,
  base64Attachment,
  jsonAttachment,
  linkAttachment,
  type LinkedContent,
} from './message/attachments.ts'
export { fetchAttachment, type FetchAttachmentOptions } from './message/fetch-attachment.ts'
export { type Sha256, sha256Multihash } from './message/multihash.ts'
export {
  matchesMessageType,
  type MessageType,
  type MessageTypeVersion,
  parseMessageType,
} from './message/message-type.ts'
export { isExpired, isSameId, threadIdOf } from './message/threading.ts'
export type { FromPriorClaims } from './message/from-prior.ts'
