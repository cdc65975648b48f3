export { assertFrozen } from './assert-frozen.ts'
export { testBackendExchange } from './backend-exchange.ts'
export { collectGarbage } from './collect-garbage.ts'
export { contentKeyOf } from './content-key-of.ts'
export { didcommNodeOf, messageFrom, testDidcommNodeExchange } from './didcomm-node-exchange.ts'
export type { DidcommNodeExchangeOptions, OwnParty, PeerParty } from './didcomm-node-exchange.ts'
export { didcommNodePeer } from './didcomm-node-peer.ts'
export type {
  DidcommNodePeer,
  DidcommNodePeerOptions,
  PeerForward,
  PeerForwardOptions,
  PeerFromPriorOptions,
  PeerMessage,
  PeerPackOptions,
  PeerUnpacked,
} from './didcomm-node-peer.ts'
export { errorOf } from './error-of.ts'
export {
  alice,
  bob,
  carol,
  didcommService,
  exampleDIDDocuments,
  identities,
  mallory,
  mediator1,
  mediator2,
  publicJwk,
  recipientOf,
  secretOf,
  withServices,
} from './identities.ts'
export type { EndpointOptions, Identity } from './identities.ts'
export { madeIdentity } from './made-identity.ts'
export type { KeyCurves } from './made-identity.ts'
export { multikeyToJwk } from './multikey-to-jwk.ts'
export { openRawJwe, secretsOfRawJwe } from './open-raw-jwe.ts'
export type { OpenRawJweOptions, RawJweSecrets } from './open-raw-jwe.ts'
export { CONTENT_VECTORS, ECDH_1PU_APPENDIX_B } from './published-figures.ts'
export { testPublishedVectors } from './published-vectors.ts'
export { cbcMac, sealCbcBlocks } from './primitives/content-encryption.ts'
export { ECDSA_ORDERS, RFC_6979, signatureOf, sOf } from './primitives/signatures.ts'
export { testPrimitives } from './primitives/test-primitives.ts'
export { testWholeService } from './primitives/whole-service.ts'
export { ecdh, generateJwk, jwkOfSecret, OPENSSL_NAMES } from './raw-crypto.ts'
export type { RawCurve } from './raw-crypto.ts'
export { apvOf, base64Url, rawJwe, toBytes } from './raw-jose.ts'
export type {
  RawEnc,
  RawEphemeral,
  RawHeader,
  RawJweEnvelope,
  RawJweMutations,
  RawJweOptions,
  RawKdf,
  RawKeyWrapping,
  RawRecipient,
} from './raw-jose.ts'
export { rawJws, rawJwt, signRaw, verifyRaw } from './raw-jws.ts'
export type {
  RawJwsEnvelope,
  RawJwsOptions,
  RawJwsSignature,
  RawJwtOptions,
  RawSignatureAlgorithm,
  RawSigner,
} from './raw-jws.ts'
export { testOwnExchange, type OwnExchangeOptions } from './own-exchange.ts'
export { testSecretKeys } from './secret-keys.ts'
export { StaticResolver } from './static-resolver.ts'
export { duplicateMember, flipBit, nonCanonical, padded, shortened } from './tamper.ts'
export { APPENDIX_MESSAGE_NAMES, appendix, didPeerVectors } from './vectors.ts'
export type { AppendixMessageName, AppendixPlaintext, AppendixVectors } from './vectors.ts'
export {
  leadingZeroKeys,
  lowOrderEphemerals,
  lowOrderX25519Jwks,
  offCurveEphemeral,
  offCurveJwk,
  stripLeadingZeros,
  strippedEphemeral,
  uncheckedEcdh,
} from './weak-keys.ts'
export type { NistCurve } from './weak-keys.ts'
