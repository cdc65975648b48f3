import type { Curve, KeyPairOptions, SignatureAlgorithm } from '@didcomm/core'
import { generateJwk, publicJwk } from '@didcomm/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportSecretKey, nodePrimitives, type NodeSecretKey } from '../src/index.ts'
import { isMemoryReadable, MemorySnapshot } from './process-memory.ts'

const { agree, generateKeyPair, importPublicKey, importSecretKey, sign, x25519FromEd25519 } =
  nodePrimitives

const SIGNATURES: { readonly [C in Curve]?: SignatureAlgorithm } = {
  Ed25519: 'EdDSA',
  'P-256': 'ES256',
  secp256k1: 'ES256K',
}
/** Of each kind. OpenSSL leaves a rare copy in memory that it gave back and nobody used since; a mistake leaves all. */
const KEYS = 8

/** One key, in each of the objects that were made of the same `d`. It was a string before it was in the second. */
type SameKey = readonly [NodeSecretKey, ...NodeSecretKey[]]

async function use(secretKey: NodeSecretKey, options?: KeyPairOptions): Promise<void> {
  const { curve } = secretKey
  const alg = SIGNATURES[curve]
  if (alg && !options?.ephemeral) await sign({ alg, secretKey, data: new Uint8Array(5) })
  if (curve === 'Ed25519') await x25519FromEd25519?.(secretKey)
  if (curve === 'Ed25519' || curve === 'secp256k1') return
  await agree(secretKey, await importPublicKey(publicJwk(generateJwk(curve))))
}

async function generate(curve: Curve, options?: KeyPairOptions): Promise<SameKey> {
  const { secretKey } = await generateKeyPair(curve, options)
  await use(secretKey, options)
  return [secretKey]
}

async function store(curve: Curve, options?: KeyPairOptions): Promise<SameKey> {
  const [secretKey] = await generate(curve, options)
  const restored = await importSecretKey(exportSecretKey(secretKey))
  await use(restored)
  return [secretKey, restored]
}

async function convert(): Promise<SameKey> {
  const { secretKey } = await generateKeyPair('Ed25519')
  const converted = await x25519FromEd25519?.(secretKey)
  if (!converted) throw new Error('no key')
  return [converted]
}

const CURVES = ['P-256', 'P-384', 'P-521', 'secp256k1', 'X25519', 'Ed25519'] as const
const EPHEMERAL = { ephemeral: true } as const
const KINDS: Readonly<Record<string, () => Promise<SameKey>>> = {
  ...Object.fromEntries(
    CURVES.flatMap((curve) => [
      [`generated on ${curve}`, () => generate(curve)],
      [`exported and imported, on ${curve}`, () => store(curve)],
    ]),
  ),
  'generated on P-256 for one message': () => generate('P-256', EPHEMERAL),
  'exported and imported, on P-256 for one message': () => store('P-256', EPHEMERAL),
  'X25519, made of Ed25519': convert,
}

/** How often the private key was found, in each form. */
interface Findings {
  readonly text: number
  readonly bytes: number
  /** As OpenSSL has the number of an EC key: in words, the lowest first. */
  readonly number: number
}

function find(memory: MemorySnapshot, [key]: SameKey): Findings {
  const { d } = exportSecretKey(key)
  const bytes = Buffer.from(d, 'base64url')
  return {
    text: memory.count(Buffer.from(d)),
    bytes: memory.count(bytes),
    number: memory.count(Buffer.from(bytes).reverse()),
  }
}

async function makeAll(): Promise<Map<string, SameKey[]>> {
  const made = new Map<string, SameKey[]>()
  for (const [name, make] of Object.entries(KINDS)) {
    const keys: SameKey[] = []
    for (let index = 0; index < KEYS; index++) keys.push(await make())
    made.set(name, keys)
  }
  return made
}

const isReadable = isMemoryReadable()
if (!isReadable) console.info('Skipped: without /proc/self/mem nobody finds copies of private keys')

describe.runIf(isReadable)('OpenSSL alone has the bytes of a private key', () => {
  let made: Map<string, SameKey[]>
  let memory: MemorySnapshot

  beforeAll(async () => {
    made = await makeAll()
    memory = MemorySnapshot.take()
  })

  it.each(Object.keys(KINDS))('%s', (name) => {
    const keys = made.get(name) ?? []
    expect(keys).toHaveLength(KEYS)
    const untidy = keys.filter((key) => {
      const { text, bytes, number } = find(memory, key)
      const isEC = exportSecretKey(key[0]).kty === 'EC'
      expect(isEC ? number : bytes, 'the key itself').toBeGreaterThan(0)
      return bytes > (isEC ? 0 : key.length) || (key.length === 1 && text > 0)
    })
    expect(untidy.length).toBeLessThan(KEYS / 2)
  })
})
