export { DIDWebResolver, type DIDWebResolverOptions } from './did-web-resolver.ts'
export { urlOfWebDID } from './web-did.ts'
