export { createJwkDID, type CreateJwkDIDOptions } from './create-jwk-did.ts'
export { DIDJwkResolver } from './did-jwk-resolver.ts'
export { encodeJwkDID, type EncodeJwkDIDOptions } from './encode-jwk-did.ts'
