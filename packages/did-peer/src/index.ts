export { createPeerDID, type CreatePeerDIDOptions } from './create-peer-did.ts'
export { DIDPeerResolver, type DIDPeerResolverOptions } from './did-peer-resolver.ts'
export { type DIDCommService, didcommService } from './didcomm-service.ts'
export {
  encodePeerDID2,
  type EncodePeerDID2Options,
  encodePeerDID4,
  shortFormOf,
} from './encode-peer-did.ts'
export type { PeerDIDKey, PeerDIDKeyPurpose } from './numalgo-2.ts'
export type { PeerDIDInputDocument } from './numalgo-4.ts'
export type { PeerDIDService } from './service-encoding.ts'
