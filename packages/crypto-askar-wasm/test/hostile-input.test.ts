import { randomBytes } from 'node:crypto'
import { type Curve, DIDCommError, type PrivateJwk, type PublicJwk } from '@didcomm/core'
import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import {
  contentKeyOf,
  errorOf,
  flipBit,
  generateJwk,
  jwkOfSecret,
  lowOrderX25519Jwks,
  publicJwk,
  signRaw,
} from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { AskarAlgorithms, type AskarPublicKey } from '../src/askar-algorithms.ts'
import { AskarRuntime } from '../src/askar-runtime.ts'
import { sealBlocks } from './support/seal-blocks.ts'
import { watchedModule } from './support/watched-module.ts'

// Core's guard around the backend refuses much of this before Askar sees it; the compliance suite shows that. Here it is
// Askar itself, without the guard.

const NOTHING = new Uint8Array()
const EC = ['P-256', 'P-384', 'secp256k1'] as const
/** The orders of the groups (SEC 2), in the length of a secret. */
const ORDERS = {
  'P-256': 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  'P-384':
    'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  secp256k1: 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
} as const

const { module } = await watchedModule()
const algorithms = new AskarAlgorithms(await AskarRuntime.start(module))

function bytesOf({ x, ...rest }: PublicJwk): Uint8Array {
  const y = 'y' in rest && typeof rest.y === 'string' ? rest.y : ''
  return Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

/** Everything that agrees on a secret, with `hostile` in the place of one public key after the other. */
function agreements(curve: Curve, hostile: AskarPublicKey): Record<string, () => unknown> {
  const [secretKey, other] = [0, 1].map(() => algorithms.generateKeyPair(curve))
  if (!secretKey || !other) throw new Error('two keys')
  const { contentKey } = algorithms.encryptContent({
    enc: 'A256GCM',
    plaintext: NOTHING,
    aad: NOTHING,
  })
  const info = { apu: NOTHING, apv: NOTHING }
  const es = { alg: 'ECDH-ES+A256KW', ...info } as const
  const authenticated = { alg: 'ECDH-1PU+A256KW', ...info, tag: Uint8Array.of(1) } as const
  const wrap = { contentKey, ephemeral: secretKey.secretKey, recipient: hostile }
  const encryptedKey = randomBytes(40)
  const unwrap = { enc: 'A256GCM', encryptedKey, recipient: secretKey.secretKey } as const
  const honest = algorithms.importPublicKey(other.publicJwk)
  return {
    'wrapping by ECDH-ES': () => algorithms.wrapKey({ ...es, ...wrap }),
    'wrapping by ECDH-1PU': () =>
      algorithms.wrapKey({ ...authenticated, ...wrap, sender: other.secretKey }),
    'unwrapping by ECDH-ES': () => algorithms.unwrapKey({ ...es, ...unwrap, ephemeral: hostile }),
    'unwrapping by ECDH-1PU, as the ephemeral key': () =>
      algorithms.unwrapKey({ ...authenticated, ...unwrap, ephemeral: hostile, sender: honest }),
    'unwrapping by ECDH-1PU, as the sender': () =>
      algorithms.unwrapKey({ ...authenticated, ...unwrap, ephemeral: honest, sender: hostile }),
  }
}

/** How each agreement fails; an honest key wraps, and unwraps nothing that is not for it. */
async function outcomes(curve: Curve, key: AskarPublicKey): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [name, agree] of Object.entries(agreements(curve, key))) {
    found[name] = await errorOf(agree).then(
      ({ code, message }) => `${code}: ${message}`,
      () => 'done',
    )
  }
  return found
}

it.each(['X25519', 'P-256', 'P-384'] as const)(
  'Askar agrees with an honest key on %s: the control of what follows',
  async (curve) => {
    const honest = algorithms.importPublicKey(publicJwk(generateJwk(curve)))
    const failed = 'DECRYPTION_FAILED: the message could not be decrypted'
    expect(await outcomes(curve, honest)).toEqual({
      'wrapping by ECDH-ES': 'done',
      'wrapping by ECDH-1PU': 'done',
      'unwrapping by ECDH-ES': failed,
      'unwrapping by ECDH-1PU, as the ephemeral key': failed,
      'unwrapping by ECDH-1PU, as the sender': failed,
    })
  },
)

it.each(['X25519', 'P-256', 'P-384'] as const)(
  '[ENC-13] Askar does not agree with a key on another curve than %s',
  async (curve) => {
    for (const other of algorithms.supports.curves) {
      if (other === curve) continue
      const key = algorithms.importPublicKey(publicJwk(generateJwk(other)))
      const codes = Object.values(await outcomes(curve, key)).map((text) => text.split(':')[0])
      expect(new Set(codes), other).toEqual(new Set(['INVALID_KEY']))
    }
  },
)

it.each(lowOrderX25519Jwks)(
  '[ENC-13] Askar agrees on no all-zero secret of X25519, $x',
  async (jwk) => {
    const key = { curve: 'X25519', bytes: bytesOf(jwk) } as const
    const zero = 'INVALID_KEY: the public key agrees on an all-zero secret (X25519)'
    expect(new Set(Object.values(await outcomes('X25519', key)))).toEqual(new Set([zero]))
  },
)

it('[ENC-13] the service has that refused as well, behind the guard', async () => {
  const crypto = await AskarCryptoService.load(module)
  const { contentKey } = await crypto.encryptContent({
    enc: 'A256GCM',
    plaintext: NOTHING,
    aad: NOTHING,
  })
  const { secretKey } = await crypto.generateKeyPair('X25519')
  for (const jwk of lowOrderX25519Jwks) {
    const wrapping = crypto.importPublicKey(jwk).then((recipient) =>
      crypto.wrapKey({
        alg: 'ECDH-ES+A256KW',
        contentKey,
        ephemeral: secretKey,
        recipient,
        apu: NOTHING,
        apv: NOTHING,
      }),
    )
    expect((await errorOf(wrapping)).code).toBe('INVALID_KEY')
  }
})

describe.each(EC)('Askar, of keys on %s,', (crv) => {
  const jwk = generateJwk(crv)
  const importing = (changes: Partial<PrivateJwk>) => () =>
    algorithms.importSecretKey({ ...jwk, ...changes } as PrivateJwk)
  const d = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
  const order = ORDERS[crv]
  const size = order.length

  it('[ENC-13] refuses a public key that is not on the curve', async () => {
    if (jwk.kty !== 'EC') throw new Error('an EC key')
    const off = { ...publicJwk(jwk), y: flipBit(jwk.y, size / 2 - 1) } as PublicJwk
    expect((await errorOf(() => algorithms.importPublicKey(off))).code).toBe('INVALID_KEY')
    expect(algorithms.importPublicKey(publicJwk(jwk)).curve).toBe(crv)
  })

  it('[ENC-17] refuses a d of zero, and one that is not below n', async () => {
    // The base point, of which d is 1 and, were it reduced, n + 1.
    const one = jwkOfSecret(crv, Buffer.from('1'.padStart(size, '0'), 'hex'))
    expect(importing(one)().curve).toBe(crv)
    const next = (BigInt(`0x${order}`) + 1n).toString(16)
    for (const hostile of ['0'.repeat(size), order, next, 'f'.repeat(size)]) {
      const error = await errorOf(importing({ ...one, d: d(hostile) }))
      expect(error.code, hostile).toBe('INVALID_KEY')
    }
  })

  it('[ENC-17] refuses a d of another public key', async () => {
    expect((await errorOf(importing({ d: generateJwk(crv).d }))).code).toBe('INVALID_KEY')
  })
})

it.each(['P-256', 'P-384'] as const)(
  '[ENC-13] Askar looks at a point on %s again before it agrees with it',
  async (curve) => {
    const bytes = Uint8Array.from(bytesOf(publicJwk(generateJwk(curve))))
    bytes.set([(bytes.at(-1) ?? 0) ^ 1], bytes.length - 1)
    const hostile = Object.values(await outcomes(curve, { curve, bytes }))
    expect(new Set(hostile.map((text) => text.split(':')[0]))).toEqual(new Set(['INVALID_KEY']))
  },
)

it('[ENC-13] Askar refuses what is no point on Ed25519', async () => {
  // RFC 8032 §5.1.3: y = 2 has no x.
  const x = Buffer.from('02'.padEnd(64, '0'), 'hex').toString('base64url')
  const error = await errorOf(() => algorithms.importPublicKey({ kty: 'OKP', crv: 'Ed25519', x }))
  expect(error.code).toBe('INVALID_KEY')
})

describe('JWKs with more members than a key has', () => {
  const MORE = {
    ext: true,
    x5c: ['MIIB'],
    use: 'enc',
    key_ops: ['deriveBits'],
    kid: 'did:example:alice#key-1',
    'https://example.com/color': { of: 'the key' },
  }

  it.each(['X25519', 'P-256', 'P-384', 'Ed25519', 'secp256k1'] as const)(
    'are read on %s, by Askar and by the service',
    async (crv) => {
      const jwk = generateJwk(crv)
      const crypto = await AskarCryptoService.load(module)
      for (const backend of [algorithms, crypto]) {
        expect((await backend.importSecretKey({ ...jwk, ...MORE })).curve).toBe(crv)
        const publicKey = await backend.importPublicKey({ ...publicJwk(jwk), ...MORE } as PublicJwk)
        expect(publicKey.curve).toBe(crv)
      }
    },
  )
})

describe('content of A256CBC-HS512', () => {
  const enc = 'A256CBC-HS512'
  const key = randomBytes(64)
  const iv = randomBytes(16)

  const seal = (blocks: Uint8Array) => sealBlocks({ key, iv, aad: NOTHING, blocks })

  it('[ENC-16] fails in one way, whether the tag or the padding is wrong', async () => {
    const contentKey = await contentKeyOf(algorithms, enc, key)
    const sealed = { iv, aad: NOTHING, ...seal(Buffer.from('Lunch?'.padEnd(16, '\x0a'))) }
    const open = (content: object) =>
      algorithms.decryptContent({ enc, contentKey, ...sealed, ...content })
    expect(Buffer.from(open({})).toString()).toBe('Lunch?')

    const unpadded = seal(Buffer.alloc(32, 0xee))
    const hostile: object[] = [
      unpadded,
      { ...unpadded, tag: sealed.tag },
      seal(new Uint8Array(16)),
      { tag: new Uint8Array(32) },
      { ciphertext: NOTHING },
      { ciphertext: sealed.ciphertext.subarray(1) },
      { iv: iv.subarray(1) },
    ]
    const errors = await Promise.all(hostile.map((content) => errorOf(() => open(content))))
    for (const error of errors) {
      expect({ ...error, message: error.message }).toEqual({
        ...new DIDCommError('DECRYPTION_FAILED', ''),
        message: 'the message could not be decrypted',
      })
    }
  })
})

it('[SIG-10] Askar verifies ES256K with a high s and with a low one, and no other message', async () => {
  const jwk = generateJwk('secp256k1')
  const publicKey = algorithms.importPublicKey(publicJwk(jwk))
  for (const highS of [false, true]) {
    for (let round = 0; round < 8; round++) {
      const data = Uint8Array.of(round)
      const signature = signRaw({ alg: 'ES256K', privateJwk: jwk, highS }, data)
      const verify = (over: Uint8Array) =>
        algorithms.verify({ alg: 'ES256K', publicKey, data: over, signature })
      expect(verify(data)).toBe(true)
      expect(verify(Uint8Array.of(99))).toBe(false)
    }
  }
})
