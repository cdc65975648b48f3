export { createKeyDID, type CreateKeyDIDOptions } from './create-key-did.ts'
export { DIDKeyResolver } from './did-key-resolver.ts'
export { encodeKeyDID } from './key-did.ts'
