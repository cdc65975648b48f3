export type * from './contracts/index.ts'
export type { Attachment, AttachmentData, AttachmentInfo } from './attachments/attachment.ts'
export { externalKey, type ExternalKey, type ExternalKeyOperations } from './crypto/external-key.ts'
export { PrefixResolver } from './did/prefix-resolver.ts'
export { DIDCommError } from './errors.ts'
export type {
  DIDCommErrorCode,
  DIDCommErrorDetails,
  DIDCommErrorOptions,
  ProblemReportBody,
} from './errors.ts'
export type { FromPriorClaims } from './message/from-prior.ts'
export { MEDIA_TYPE } from './message/message.ts'
export type { Message, MessageHeaders, MessageInput } from './message/message.ts'
export {
  matchesMessageType,
  type MessageType,
  type MessageTypeVersion,
  parseMessageType,
} from './message/message-type.ts'
export { isExpired, isSameId, threadIdOf } from './message/threading.ts'
export { completeMessage, parseMessage } from './message/validate-message.ts'
export type { FromPriorOptions } from './packaging/from-prior.ts'
export { PackagingService } from './packaging/packaging-service.ts'
export type {
  EncryptedMessage,
  PackagingServiceOptions,
  PackedMessage,
  PackEncryptedOptions,
  PackSignedOptions,
} from './packaging/packaging-service.ts'
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
export { InMemorySecretsManager, type SecretMultikey } from './secrets/in-memory-secrets-manager.ts'
