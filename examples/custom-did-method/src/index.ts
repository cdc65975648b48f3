export { createDuoDID, type CreateDuoDIDOptions } from './create-did.ts'
export { DIDDuoResolver } from './resolver.ts'
