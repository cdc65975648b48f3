import {
  type Curve,
  DIDCommError,
  InMemorySecretsManager,
  type WritableSecretsManager,
} from '@didcomm/core'
import { exportSecretKey, NobleCryptoService, type NobleSecretKey } from '@didcomm/crypto-noble'
import { createKeyDID, DIDKeyResolver } from '@didcomm/did-key'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'
import { derivedKey } from './support/node-keys.ts'

const crypto = new NobleCryptoService()
const newSecrets = () => new InMemorySecretsManager(crypto)

/** A backend that has a part of noble. */
function backendWith({ curves, derives }: { curves: Curve[]; derives: boolean }) {
  return {
    name: 'poor',
    supports: { ...crypto.supports, curves },
    generateKeyPair: (curve: Curve) => crypto.generateKeyPair(curve),
    ...(derives && { x25519FromEd25519: crypto.x25519FromEd25519 }),
  }
}

describe('createKeyDID', () => {
  it.each([
    ['X25519', /^did:key:z6LS\w{44}$/],
    ['P-256', /^did:key:zDn\w{46}$/],
    ['P-384', /^did:key:z82\w{68}$/],
    ['P-521', /^did:key:z2J9\w{92}$/],
    ['secp256k1', /^did:key:zQ3s\w{45}$/],
  ] as const)('[DID-5] makes a DID on %s, with one secret', async (curve, pattern) => {
    const secrets = newSecrets()
    const did = await createKeyDID({ crypto, secrets, curve })
    expect(did).toMatch(pattern)
    expect(secrets.kids()).toEqual([did.replace('did:key:', `${did}#`)])
    expect(secrets.kids()).toEqual(await idsOf(did))
  })

  it('[DID-5] makes a DID on Ed25519 unless told otherwise, with the derived secret', async () => {
    const secrets = newSecrets()
    const did = await createKeyDID({ crypto, secrets })
    expect(did).toMatch(/^did:key:z6Mk\w{44}$/)
    const kids = secrets.kids()
    expect(kids).toHaveLength(2)
    expect(kids).toEqual(await idsOf(did))
    const [signing, agreement] = kids.map((kid) => secrets.get(kid))
    const seed = Buffer.from(exportSecretKey(signing).d, 'base64url')
    expect(exportSecretKey(agreement)).toMatchObject({ crv: 'X25519', x: derivedKey(seed).x })
  })

  it('makes another DID every time', async () => {
    const secrets = newSecrets()
    const dids = await Promise.all([1, 2, 3].map(() => createKeyDID({ crypto, secrets })))
    expect(new Set(dids).size).toBe(3)
  })

  it.each([
    ['P-256', ['X25519', 'P-384'], 'has no key on P-256; for a did:key choose: X25519, P-384'],
    ['P-256', ['Ed25519'], 'has no key on P-256; for a did:key choose: none'],
    [
      'Ed25519',
      ['X25519', 'Ed25519', 'P-256'],
      'cannot derive an X25519 key from Ed25519; for a did:key choose: X25519, P-256',
    ],
  ] as const)('says what to choose in the place of %s', async (curve, curves, message) => {
    const secrets = newSecrets()
    const poor = backendWith({ curves: [...curves], derives: false })
    expect(await errorOf(createKeyDID({ crypto: poor, secrets, curve }))).toMatchObject({
      code: 'UNSUPPORTED_ALGORITHM',
      message: `the crypto backend poor ${message}`,
    })
    expect(secrets.kids()).toEqual([])
  })

  it('takes Ed25519 of a backend that derives', async () => {
    const poor = backendWith({ curves: ['Ed25519'], derives: true })
    await expect(createKeyDID({ crypto: poor, secrets: newSecrets() })).resolves.toMatch(/z6Mk/)
  })

  it('leaves nothing behind when a backend fails to derive', async () => {
    const secrets = newSecrets()
    const failing = {
      ...backendWith({ curves: ['Ed25519'], derives: true }),
      x25519FromEd25519: () => Promise.reject(new DIDCommError('INVALID_KEY', 'lives elsewhere')),
    }
    const error = await errorOf(createKeyDID({ crypto: failing, secrets }))
    expect(error).toMatchObject({ code: 'INVALID_KEY', message: 'lives elsewhere' })
    expect(secrets.kids()).toEqual([])
  })

  it.each([0, 1])(
    'leaves nothing in a SecretsManager that fails after %i secrets',
    async (held) => {
      const keys = new Map<string, NobleSecretKey>()
      const failing: WritableSecretsManager<NobleSecretKey> = {
        get: (kid) => keys.get(kid),
        delete: (kid) => keys.delete(kid),
        add(kid, secretKey) {
          if (keys.size === held) throw new Error('disk full')
          keys.set(kid, secretKey)
        },
      }
      expect(await errorOf(createKeyDID({ crypto, secrets: failing }))).toMatchObject({
        code: 'SECRETS_MANAGER_FAILED',
        cause: new Error('disk full'),
      })
      expect(keys.size).toBe(0)
    },
  )

  it('refuses a SecretsManager of another backend', () => {
    const otherSecrets: WritableSecretsManager<{ handle: number }> = {
      get: () => ({ handle: 1 }),
      add: () => undefined,
      delete: () => true,
    }
    // @ts-expect-error the secrets are not those of the backend
    const mismatch: () => Promise<string> = () => createKeyDID({ crypto, secrets: otherSecrets })
    expect(mismatch).toBeDefined()
  })
})

async function idsOf(did: string): Promise<string[] | undefined> {
  return (await new DIDKeyResolver().resolve(did)).verificationMethod?.map(({ id }) => id)
}
