import {
  NobleCryptoService,
  noblePrimitives,
  type NoblePublicKey,
  type NobleSecretKey,
} from '@didcomm/crypto-noble'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { vi } from 'vitest'
import type { Awaitable, KeyWrapping, PublicJwk } from '../../src/contracts/index.ts'
import {
  createCryptoService,
  type CryptoServiceOptions,
} from '../../src/crypto/create-crypto-service.ts'
import type { CryptoPrimitives } from '../../src/crypto/primitives.ts'

export type Primitives = CryptoPrimitives<NobleSecretKey, NoblePublicKey>

export const AGREEMENT_CURVES = ['X25519', 'P-256', 'P-384', 'P-521'] as const
export const ENCS = ['A256CBC-HS512', 'A256GCM', 'XC20P'] as const

export const service = new NobleCryptoService()
export const apu = bytes('alice')
export const apv = bytes('bob')

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function base64Url(data: Uint8Array | string): string {
  return Buffer.from(data).toString('base64url')
}

export function fromBase64Url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}

export function flipped(data: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(data)
  copy[0] = (copy[0] ?? 0) ^ 1
  return copy
}

/** What byte arrays held that were filled meanwhile, in hexadecimal. */
export async function overwrittenBy(
  operation: () => Awaitable<unknown>,
): Promise<readonly string[]> {
  const overwritten: string[] = []
  const { fill } = Uint8Array.prototype
  const spy = vi.spyOn(Uint8Array.prototype, 'fill').mockImplementation(function (
    this: Uint8Array,
    ...args
  ) {
    overwritten.push(Buffer.from(this).toString('hex'))
    return fill.apply(this, args)
  })
  try {
    await operation()
  } finally {
    spy.mockRestore()
  }
  return overwritten
}

/** A message for one key: made by the service, with everything that is needed to open it. */
export async function seal(
  alg: KeyWrapping,
  { crv = 'X25519' as PublicJwk['crv'], crypto = service, enc = 'A256CBC-HS512' as const } = {},
) {
  const senderJwk = generateJwk(crv)
  const recipientJwk = generateJwk(crv)
  const ephemeral = await crypto.generateKeyPair(crv)
  const aad = bytes('header')
  const content = await crypto.encryptContent({ enc, plaintext: bytes('Lunch?'), aad })
  const authenticated = alg === 'ECDH-1PU+A256KW'
  const encryptedKey = await crypto.wrapKey({
    alg,
    contentKey: content.contentKey,
    ephemeral: ephemeral.secretKey,
    recipient: await crypto.importPublicKey(publicJwk(recipientJwk)),
    apu,
    apv,
    ...(authenticated && { sender: await crypto.importSecretKey(senderJwk), tag: content.tag }),
  })
  const unwrap = {
    alg,
    enc,
    encryptedKey,
    ephemeral: await crypto.importPublicKey(ephemeral.publicJwk),
    recipient: await crypto.importSecretKey(recipientJwk),
    apu,
    apv,
    ...(authenticated && {
      sender: await crypto.importPublicKey(publicJwk(senderJwk)),
      tag: content.tag,
    }),
  }
  const { iv, ciphertext, tag } = content
  const ephemeralJwk = ephemeral.publicJwk
  return {
    recipientJwk,
    senderJwk,
    ephemeralJwk,
    unwrap,
    sealed: { enc, iv, ciphertext, tag, aad },
  }
}

/** The primitives of noble with some replaced. */
export function serviceWith(replaced: Partial<Primitives>, options?: CryptoServiceOptions) {
  const primitives = { ...noblePrimitives, ...replaced }
  return createCryptoService<NobleSecretKey, NoblePublicKey>(primitives, options)
}
