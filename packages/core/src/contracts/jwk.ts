/** A public key on an Edwards or Montgomery curve (RFC 8037). `x` is base64url of the 32 key bytes. */
export interface OkpPublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'X25519' | 'Ed25519'
  readonly x: string
}

/** A public key on a Weierstrass curve (RFC 7518 §6.2). `x` and `y` are base64url of full-length, big-endian coordinates. */
export interface EcPublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256' | 'P-384' | 'P-521' | 'secp256k1'
  readonly x: string
  readonly y: string
}

/** A public key with nothing but its own members: what `core` hands to a backend, already validated. */
export type PublicJwk = OkpPublicJwk | EcPublicJwk

/** A private key: a {@link PublicJwk} and `d`, base64url of the full-length secret. */
export type PrivateJwk = (OkpPublicJwk | EcPublicJwk) & { readonly d: string }
