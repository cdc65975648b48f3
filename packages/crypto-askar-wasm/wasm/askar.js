/** Makes the glue of one instance. */
export function createGlue() {
/**
 * JWE `enc` values.
 * @enum {0 | 1 | 2}
 */
const ContentEncryption = Object.freeze({
    A256CbcHs512: 0, "0": "A256CbcHs512",
    A256Gcm: 1, "1": "A256Gcm",
    Xc20p: 2, "2": "Xc20p",
});

/**
 * A content key. It is wiped when it is freed.
 */
class ContentKey {
    static __wrap(ptr) {
        const obj = Object.create(ContentKey.prototype);
        obj.__wbg_ptr = ptr;
        ContentKeyFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        ContentKeyFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_contentkey_free(ptr, 0);
    }
}
if (Symbol.dispose) ContentKey.prototype[Symbol.dispose] = ContentKey.prototype.free;

/**
 * The curves of `askar-crypto`.
 * @enum {0 | 1 | 2 | 3 | 4}
 */
const Curve = Object.freeze({
    X25519: 0, "0": "X25519",
    P256: 1, "1": "P256",
    P384: 2, "2": "P384",
    Ed25519: 3, "3": "Ed25519",
    Secp256k1: 4, "4": "Secp256k1",
});

/**
 * How the content's tag enters the key derivation of ECDH-1PU.
 * @enum {0 | 1 | 2}
 */
const KeyDerivation = Object.freeze({
    /**
     * The tag, prefixed with its length as 32 bits (draft 04, §2.3).
     */
    Draft04: 0, "0": "Draft04",
    /**
     * The tag alone, a known mistake.
     */
    Draft04UnprefixedTag: 1, "1": "Draft04UnprefixedTag",
    /**
     * No tag.
     */
    Draft03: 2, "2": "Draft03",
});

/**
 * A private key, and its public key. It is wiped when it is freed.
 */
class SecretKey {
    static __wrap(ptr) {
        const obj = Object.create(SecretKey.prototype);
        obj.__wbg_ptr = ptr;
        SecretKeyFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        SecretKeyFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_secretkey_free(ptr, 0);
    }
    /**
     * Hands out d: the one way by which a private key leaves this module. The caller overwrites it after use.
     * @returns {Uint8Array}
     */
    exportSecretBytes() {
        const ret = wasm.secretkey_exportSecretBytes(this.__wbg_ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Imports a private key, if it belongs to the public key, and overwrites `d` with zeros in any case.
     *
     * @param d - the private key in full length: RFC 8037's seed or scalar, or RFC 7518's big-endian d
     * @param publicBytes - as `isPublicKey` takes them
     * @param {Curve} curve
     * @param {Uint8Array} d
     * @param {Uint8Array} publicBytes
     * @returns {SecretKey}
     */
    static fromBytes(curve, d, publicBytes) {
        const val2 = +curve;
        var ptr0 = passArray8ToWasm0(d, wasm.__wbindgen_malloc);
        var len0 = WASM_VECTOR_LEN;
        const ret = wasm.secretkey_fromBytes(val2, ptr0, len0, d, publicBytes);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return SecretKey.__wrap(ret[0]);
    }
    /**
     * Makes a key from the host's random bytes.
     * @param {Curve} curve
     * @returns {SecretKey}
     */
    static generate(curve) {
        const ret = wasm.secretkey_generate(curve);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return SecretKey.__wrap(ret[0]);
    }
    /**
     * The public key, as `isPublicKey` takes it.
     * @returns {Uint8Array}
     */
    publicBytes() {
        const ret = wasm.secretkey_publicBytes(this.__wbg_ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * The X25519 key of an Ed25519 key (RFC 8032 §5.1.5).
     * @returns {SecretKey}
     */
    toX25519() {
        const ret = wasm.secretkey_toX25519(this.__wbg_ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return SecretKey.__wrap(ret[0]);
    }
}
if (Symbol.dispose) SecretKey.prototype[Symbol.dispose] = SecretKey.prototype.free;

/**
 * JWS `alg` values.
 * @enum {0 | 1 | 2}
 */
const SignatureAlgorithm = Object.freeze({
    EdDsa: 0, "0": "EdDsa",
    Es256: 1, "1": "Es256",
    Es256k: 2, "2": "Es256k",
});

/**
 * Verifies and decrypts. A wrong tag and wrong padding are one error.
 * @param {ContentEncryption} enc
 * @param {ContentKey} contentKey
 * @param {Uint8Array} iv
 * @param {Uint8Array} ciphertext
 * @param {Uint8Array} tag
 * @param {Uint8Array} aad
 * @returns {Uint8Array}
 */
function decryptContent(enc, contentKey, iv, ciphertext, tag, aad) {
    _assertClass(contentKey, ContentKey);
    const ret = wasm.decryptContent(enc, contentKey.__wbg_ptr, iv, ciphertext, tag, aad);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Encrypts under a fresh content key and a fresh IV.
 * @param {ContentEncryption} enc
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} aad
 * @returns {[contentKey: ContentKey, iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array]}
 */
function encryptContent(enc, plaintext, aad) {
    const ret = wasm.encryptContent(enc, plaintext, aad);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Tells whether a public key is a point on its curve. Everything that takes one reads it anew: it is no handle.
 *
 * @param bytes - the 32 bytes of RFC 8037's x; or RFC 7518's x and y, in full length, one after the other
 * @param {Curve} curve
 * @param {Uint8Array} bytes
 * @returns {boolean}
 */
function isPublicKey(curve, bytes) {
    const ret = wasm.isPublicKey(curve, bytes);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0] !== 0;
}

/**
 * The number of handles that were made and not freed.
 * @returns {number}
 */
function liveHandles() {
    const ret = wasm.liveHandles();
    return ret >>> 0;
}

/**
 * Sets how many pairs of static keys have their ECDH-1PU secret kept. 64 at first; 0 turns it off.
 * @param {number} limit
 */
function setAgreementCacheLimit(limit) {
    wasm.setAgreementCacheLimit(limit);
}

/**
 * Hashes public data.
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
function sha256(data) {
    const ret = wasm.sha256(data);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Signs; ECDSA signatures are `r ‖ s`, deterministic (RFC 6979), and those of ES256K have a low s.
 * @param {SignatureAlgorithm} alg
 * @param {SecretKey} secretKey
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
function sign(alg, secretKey, data) {
    _assertClass(secretKey, SecretKey);
    const ret = wasm.sign(alg, secretKey.__wbg_ptr, data);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Unwraps a content key with ECDH-1PU+A256KW.
 * @param {ContentEncryption} enc
 * @param {Uint8Array} encryptedKey
 * @param {Uint8Array} ephemeral
 * @param {Uint8Array} sender
 * @param {SecretKey} recipient
 * @param {Uint8Array} apu
 * @param {Uint8Array} apv
 * @param {Uint8Array} tag
 * @param {KeyDerivation} derivation
 * @returns {ContentKey}
 */
function unwrapKey1PU(enc, encryptedKey, ephemeral, sender, recipient, apu, apv, tag, derivation) {
    _assertClass(recipient, SecretKey);
    const ret = wasm.unwrapKey1PU(enc, encryptedKey, ephemeral, sender, recipient.__wbg_ptr, apu, apv, tag, derivation);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ContentKey.__wrap(ret[0]);
}

/**
 * Unwraps a content key with ECDH-ES+A256KW.
 * @param {ContentEncryption} enc
 * @param {Uint8Array} encryptedKey
 * @param {Uint8Array} ephemeral
 * @param {SecretKey} recipient
 * @param {Uint8Array} apu
 * @param {Uint8Array} apv
 * @returns {ContentKey}
 */
function unwrapKeyES(enc, encryptedKey, ephemeral, recipient, apu, apv) {
    _assertClass(recipient, SecretKey);
    const ret = wasm.unwrapKeyES(enc, encryptedKey, ephemeral, recipient.__wbg_ptr, apu, apv);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ContentKey.__wrap(ret[0]);
}

/**
 * Tells whether a signature is right; an ECDSA signature may have a high s.
 * @param {SignatureAlgorithm} alg
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} data
 * @param {Uint8Array} signature
 * @returns {boolean}
 */
function verify(alg, publicKey, data, signature) {
    const ret = wasm.verify(alg, publicKey, data, signature);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0] !== 0;
}

/**
 * Wraps a content key with ECDH-1PU+A256KW.
 * @param {ContentKey} contentKey
 * @param {SecretKey} ephemeral
 * @param {SecretKey} sender
 * @param {Uint8Array} recipient
 * @param {Uint8Array} apu
 * @param {Uint8Array} apv
 * @param {Uint8Array} tag
 * @returns {Uint8Array}
 */
function wrapKey1PU(contentKey, ephemeral, sender, recipient, apu, apv, tag) {
    _assertClass(contentKey, ContentKey);
    _assertClass(ephemeral, SecretKey);
    _assertClass(sender, SecretKey);
    const ret = wasm.wrapKey1PU(contentKey.__wbg_ptr, ephemeral.__wbg_ptr, sender.__wbg_ptr, recipient, apu, apv, tag);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Wraps a content key with ECDH-ES+A256KW.
 * @param {ContentKey} contentKey
 * @param {SecretKey} ephemeral
 * @param {Uint8Array} recipient
 * @param {Uint8Array} apu
 * @param {Uint8Array} apv
 * @returns {Uint8Array}
 */
function wrapKeyES(contentKey, ephemeral, recipient, apu, apv) {
    _assertClass(contentKey, ContentKey);
    _assertClass(ephemeral, SecretKey);
    const ret = wasm.wrapKeyES(contentKey.__wbg_ptr, ephemeral.__wbg_ptr, recipient, apu, apv);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}
function __wbg_Error_208446807d0d1e30(arg0, arg1) {
    const ret = Error(getStringFromWasm0(arg0, arg1));
    return ret;
}
function __wbg___wbindgen_copy_to_typed_array_680b191e71920dc1(arg0, arg1, arg2) {
    new Uint8Array(arg2.buffer, arg2.byteOffset, arg2.byteLength).set(getArrayU8FromWasm0(arg0, arg1));
}
function __wbg___wbindgen_throw_4c88d8bf264fd984(arg0, arg1) {
    throw new Error(getStringFromWasm0(arg0, arg1));
}
function __wbg_byteLength_fc24b054277880c4() { return handleError(function (arg0) {
    const ret = arg0.byteLength;
    return isLikeNone(ret) ? Number.MAX_SAFE_INTEGER : (ret) >>> 0;
}, arguments); }
function __wbg_call_29a0296966a4c3e0() { return handleError(function (arg0, arg1, arg2) {
    Uint8Array.prototype.set.call(getArrayU8FromWasm0(arg0, arg1), arg2);
}, arguments); }
function __wbg_copy_of_d7fdebe56fa98036() { return handleError(function (arg0, arg1) {
    const ret = new Uint8Array(getArrayU8FromWasm0(arg0, arg1));
    return ret;
}, arguments); }
function __wbg_getRandomValues_aa04355d64d653fb() { return handleError(function (arg0, arg1) {
    crypto.getRandomValues(getArrayU8FromWasm0(arg0, arg1));
}, arguments); }
function __wbg_of_2914ed70242ab971() { return handleError(function (arg0, arg1, arg2, arg3) {
    const ret = Array.of(ContentKey.__wrap(arg0), arg1, arg2, arg3);
    return ret;
}, arguments); }
function __wbindgen_init_externref_table() {
    const table = wasm.__wbindgen_externrefs;
    table.set(0, undefined);
    table.set(1024, undefined);
    table.set(1025, null);
    table.set(1026, true);
    table.set(1027, false);
}
const ContentKeyFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_contentkey_free(ptr, 1));
const SecretKeyFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_secretkey_free(ptr, 1));

function addToExternrefTable0(obj) {
    const idx = wasm.__externref_table_alloc();
    wasm.__wbindgen_externrefs.set(idx, obj);
    return idx;
}

function _assertClass(instance, klass) {
    if (!(instance instanceof klass)) {
        throw new Error(`expected instance of ${klass.name}`);
    }
}

function getArrayU8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        const idx = addToExternrefTable0(e);
        wasm.__wbindgen_exn_store(idx);
    }
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function passArray8ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 1, 1) >>> 0;
    getUint8ArrayMemory0().set(arg, ptr / 1);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__externref_table_dealloc(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}

let WASM_VECTOR_LEN = 0;


let wasm;
function __wbg_set_wasm(val) {
    wasm = val;
}

return {
    ContentEncryption,
    ContentKey,
    Curve,
    KeyDerivation,
    SecretKey,
    SignatureAlgorithm,
    decryptContent,
    encryptContent,
    isPublicKey,
    liveHandles,
    setAgreementCacheLimit,
    sha256,
    sign,
    unwrapKey1PU,
    unwrapKeyES,
    verify,
    wrapKey1PU,
    wrapKeyES,
    imports: { __wbg_Error_208446807d0d1e30, __wbg___wbindgen_copy_to_typed_array_680b191e71920dc1, __wbg___wbindgen_throw_4c88d8bf264fd984, __wbg_byteLength_fc24b054277880c4, __wbg_call_29a0296966a4c3e0, __wbg_copy_of_d7fdebe56fa98036, __wbg_getRandomValues_aa04355d64d653fb, __wbg_of_2914ed70242ab971, __wbindgen_init_externref_table },
    setExports: __wbg_set_wasm,
}
}
