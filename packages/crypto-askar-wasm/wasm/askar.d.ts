/* tslint:disable */
/* eslint-disable */

/**
 * JWE `enc` values.
 */
declare enum ContentEncryption {
    A256CbcHs512 = 0,
    A256Gcm = 1,
    Xc20p = 2,
}

/**
 * A content key. It is wiped when it is freed.
 */
declare class ContentKey {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
}

/**
 * The curves of `askar-crypto`.
 */
declare enum Curve {
    X25519 = 0,
    P256 = 1,
    P384 = 2,
    Ed25519 = 3,
    Secp256k1 = 4,
}

/**
 * How the content's tag enters the key derivation of ECDH-1PU.
 */
declare enum KeyDerivation {
    /**
     * The tag, prefixed with its length as 32 bits (draft 04, §2.3).
     */
    Draft04 = 0,
    /**
     * The tag alone, a known mistake.
     */
    Draft04UnprefixedTag = 1,
    /**
     * No tag.
     */
    Draft03 = 2,
}

/**
 * A private key, and its public key. It is wiped when it is freed.
 */
declare class SecretKey {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Hands out d: the one way by which a private key leaves this module. The caller overwrites it after use.
     */
    exportSecretBytes(): Uint8Array;
    /**
     * Imports a private key, if it belongs to the public key, and overwrites `d` with zeros in any case.
     *
     * @param d - the private key in full length: RFC 8037's seed or scalar, or RFC 7518's big-endian d
     * @param publicBytes - as `isPublicKey` takes them
     */
    static fromBytes(curve: Curve, d: Uint8Array, publicBytes: Uint8Array): SecretKey;
    /**
     * Makes a key from the host's random bytes.
     */
    static generate(curve: Curve): SecretKey;
    /**
     * The public key, as `isPublicKey` takes it.
     */
    publicBytes(): Uint8Array;
    /**
     * The X25519 key of an Ed25519 key (RFC 8032 §5.1.5).
     */
    toX25519(): SecretKey;
}

/**
 * JWS `alg` values.
 */
declare enum SignatureAlgorithm {
    EdDsa = 0,
    Es256 = 1,
    Es256k = 2,
}

/**
 * Verifies and decrypts. A wrong tag and wrong padding are one error.
 */
declare function decryptContent(enc: ContentEncryption, contentKey: ContentKey, iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array, aad: Uint8Array): Uint8Array;

/**
 * Encrypts under a fresh content key and a fresh IV.
 */
declare function encryptContent(enc: ContentEncryption, plaintext: Uint8Array, aad: Uint8Array): [contentKey: ContentKey, iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array];

/**
 * Tells whether a public key is a point on its curve. Everything that takes one reads it anew: it is no handle.
 *
 * @param bytes - the 32 bytes of RFC 8037's x; or RFC 7518's x and y, in full length, one after the other
 */
declare function isPublicKey(curve: Curve, bytes: Uint8Array): boolean;

/**
 * The number of handles that were made and not freed.
 */
declare function liveHandles(): number;

/**
 * Sets how many pairs of static keys have their ECDH-1PU secret kept. 64 at first; 0 turns it off.
 */
declare function setAgreementCacheLimit(limit: number): void;

/**
 * Hashes public data.
 */
declare function sha256(data: Uint8Array): Uint8Array;

/**
 * Signs; ECDSA signatures are `r ‖ s`, deterministic (RFC 6979), and those of ES256K have a low s.
 */
declare function sign(alg: SignatureAlgorithm, secretKey: SecretKey, data: Uint8Array): Uint8Array;

/**
 * Unwraps a content key with ECDH-1PU+A256KW.
 */
declare function unwrapKey1PU(enc: ContentEncryption, encryptedKey: Uint8Array, ephemeral: Uint8Array, sender: Uint8Array, recipient: SecretKey, apu: Uint8Array, apv: Uint8Array, tag: Uint8Array, derivation: KeyDerivation): ContentKey;

/**
 * Unwraps a content key with ECDH-ES+A256KW.
 */
declare function unwrapKeyES(enc: ContentEncryption, encryptedKey: Uint8Array, ephemeral: Uint8Array, recipient: SecretKey, apu: Uint8Array, apv: Uint8Array): ContentKey;

/**
 * Tells whether a signature is right; an ECDSA signature may have a high s.
 */
declare function verify(alg: SignatureAlgorithm, publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean;

/**
 * Wraps a content key with ECDH-1PU+A256KW.
 */
declare function wrapKey1PU(contentKey: ContentKey, ephemeral: SecretKey, sender: SecretKey, recipient: Uint8Array, apu: Uint8Array, apv: Uint8Array, tag: Uint8Array): Uint8Array;

/**
 * Wraps a content key with ECDH-ES+A256KW.
 */
declare function wrapKeyES(contentKey: ContentKey, ephemeral: SecretKey, recipient: Uint8Array, apu: Uint8Array, apv: Uint8Array): Uint8Array;

export type { ContentKey, SecretKey }

/** The glue of one instance. */
export interface Glue {
    readonly ContentEncryption: typeof ContentEncryption
    readonly ContentKey: typeof ContentKey
    readonly Curve: typeof Curve
    readonly KeyDerivation: typeof KeyDerivation
    readonly SecretKey: typeof SecretKey
    readonly SignatureAlgorithm: typeof SignatureAlgorithm
    readonly decryptContent: typeof decryptContent
    readonly encryptContent: typeof encryptContent
    readonly isPublicKey: typeof isPublicKey
    readonly liveHandles: typeof liveHandles
    readonly setAgreementCacheLimit: typeof setAgreementCacheLimit
    readonly sha256: typeof sha256
    readonly sign: typeof sign
    readonly unwrapKey1PU: typeof unwrapKey1PU
    readonly unwrapKeyES: typeof unwrapKeyES
    readonly verify: typeof verify
    readonly wrapKey1PU: typeof wrapKey1PU
    readonly wrapKeyES: typeof wrapKeyES
    /** What the module imports from `./askar_bg.js`. */
    readonly imports: WebAssembly.ModuleImports
    /** Hands over what the instance exports. */
    setExports(exports: WebAssembly.Exports): void
}

/** Makes the glue of one instance. */
export declare function createGlue(): Glue
