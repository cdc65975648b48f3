import { type Curve, InMemorySecretsManager, type WritableSecretsManager } from '@didcomm/core'
import { exportSecretKey, NobleCryptoService, type NobleSecretKey } from '@didcomm/crypto-noble'
import { createJwkDID, DIDJwkResolver } from '@didcomm/did-jwk'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const crypto = new NobleCryptoService()
const newSecrets = () => new InMemorySecretsManager(crypto)

/** The JWK in a DID, as any decoder of base64url reads it. */
function jwkIn(did: string): unknown {
  return JSON.parse(Buffer.from(did.replace('did:jwk:', ''), 'base64url').toString())
}

describe('createJwkDID', () => {
  it.each([
    ['X25519', { kty: 'OKP', use: 'enc' }],
    ['Ed25519', { kty: 'OKP', use: 'sig' }],
    ['secp256k1', { kty: 'EC', use: 'sig' }],
    ['P-256', { kty: 'EC' }],
    ['P-384', { kty: 'EC' }],
    ['P-521', { kty: 'EC' }],
  ] as const)('[DID-5] makes a DID on %s, with its secret', async (curve, members) => {
    const secrets = newSecrets()
    const did = await createJwkDID({ crypto, secrets, curve })
    expect(secrets.kids()).toEqual([`${did}#0`])
    const { d, ...publicMembers } = exportSecretKey(secrets.get(`${did}#0`))
    expect(d).toBeDefined()
    expect(jwkIn(did)).toStrictEqual({ ...publicMembers, ...members })
    await expect(new DIDJwkResolver().resolve(did)).resolves.toMatchObject({ id: did })
  })

  it('[DID-5] takes P-256 unless told otherwise', async () => {
    expect(jwkIn(await createJwkDID({ crypto, secrets: newSecrets() }))).toMatchObject({
      crv: 'P-256',
    })
  })

  it('makes another DID every time', async () => {
    const secrets = newSecrets()
    const dids = await Promise.all([1, 2, 3].map(() => createJwkDID({ crypto, secrets })))
    expect(new Set(dids).size).toBe(3)
  })

  it('says which curves to choose of when the backend does not have one', async () => {
    const secrets = newSecrets()
    const poor = {
      name: 'poor',
      supports: { ...crypto.supports, curves: ['X25519', 'P-384'] as const },
      generateKeyPair: (curve: Curve) => crypto.generateKeyPair(curve),
    }
    expect(await errorOf(createJwkDID({ crypto: poor, secrets }))).toMatchObject({
      code: 'UNSUPPORTED_ALGORITHM',
      message: 'the crypto backend poor has no key on P-256; for a did:jwk choose: X25519, P-384',
    })
    expect(secrets.kids()).toEqual([])
  })

  it('leaves nothing in a SecretsManager that fails', async () => {
    const held = new Map<string, NobleSecretKey>()
    const failing: WritableSecretsManager<NobleSecretKey> = {
      get: (kid) => held.get(kid),
      delete: (kid) => held.delete(kid),
      add(kid, secretKey) {
        held.set(kid, secretKey)
        throw new Error('disk full')
      },
    }
    expect(await errorOf(createJwkDID({ crypto, secrets: failing }))).toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      cause: new Error('disk full'),
    })
    expect(held.size).toBe(0)
  })

  it('refuses a SecretsManager of another backend', () => {
    const otherSecrets: WritableSecretsManager<{ handle: number }> = {
      get: () => ({ handle: 1 }),
      add: () => undefined,
      delete: () => true,
    }
    // @ts-expect-error the secrets are not those of the backend
    const mismatch: () => Promise<string> = () => createJwkDID({ crypto, secrets: otherSecrets })
    expect(mismatch).toBeDefined()
  })
})
