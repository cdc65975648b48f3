/** Curves that a key can be on: key agreement on the first four, signatures on Ed25519, P-256 and secp256k1. */
export type Curve = 'X25519' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | 'secp256k1'

/** JWE `enc` values of DIDComm v2.1; authcrypt allows `A256CBC-HS512` alone. */
export type ContentEncryption = 'A256CBC-HS512' | 'A256GCM' | 'XC20P'

/** JWE `alg` values: ECDH-ES for anoncrypt, ECDH-1PU for authcrypt. */
export type KeyWrapping = 'ECDH-ES+A256KW' | 'ECDH-1PU+A256KW'

/** JWS `alg` values: Ed25519, P-256 and secp256k1 in this order. */
export type SignatureAlgorithm = 'EdDSA' | 'ES256' | 'ES256K'
