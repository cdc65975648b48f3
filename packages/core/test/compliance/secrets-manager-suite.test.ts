import { externalKey, InMemorySecretsManager, type SecretsManager } from '@didcomm/core'
import { registerSuite, runSuite, secretsManagerSuite } from '@didcomm/core/compliance'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { carol, ecdh, publicJwk, secretOf, signRaw } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const crypto = new NobleCryptoService()

const AGREES = `${carol.did}#key-p256-1`
const SIGNS = `${carol.did}#key-2`
const KEYS = [
  { kid: AGREES, publicJwk: publicJwk(secretOf(AGREES)), purposes: ['keyAgreement'] },
  { kid: SIGNS, publicJwk: publicJwk(secretOf(SIGNS)), purposes: ['authentication'] },
] as const

/** Two keys that stay elsewhere, each of which does one thing. */
const ELSEWHERE = new Map([
  [AGREES, externalKey({ agree: (theirs) => ecdh(secretOf(AGREES), theirs) })],
  [
    SIGNS,
    externalKey({ sign: (alg, data) => signRaw({ alg, privateJwk: secretOf(SIGNS) }, data) }),
  ],
])
const secrets: SecretsManager<ReturnType<typeof externalKey>> = {
  get: async (kid) => ELSEWHERE.get(kid),
}

registerSuite(
  secretsManagerSuite({
    title: 'InMemorySecretsManager',
    crypto,
    create: () => new InMemorySecretsManager(crypto),
  }),
  { describe, it },
)
registerSuite(
  secretsManagerSuite({ title: 'a manager of external keys', crypto, secrets, keys: KEYS }),
  { describe, it },
)

describe('secretsManagerSuite', () => {
  it('uses a key for nothing that it is not for', async () => {
    const keys = KEYS.map(({ kid, publicJwk }) => ({ kid, publicJwk }))
    const { failed } = await runSuite(secretsManagerSuite({ crypto, secrets, keys }))
    expect(failed.map(({ title }) => title.split(' › ')[2])).toEqual([
      'finds the secret of each kid that it holds',
      'finds it again, and for several at once',
    ])
  })

  it('says which key cannot be for what it is said to be', async () => {
    const kid = `${carol.did}#key-x25519-1`
    const x25519 = {
      kid,
      publicJwk: publicJwk(secretOf(kid)),
      purposes: ['authentication'],
    } as const
    const { failed } = await runSuite(
      secretsManagerSuite({
        crypto,
        secrets: { get: (asked) => (asked === kid ? ELSEWHERE.get(AGREES) : secrets.get(asked)) },
        keys: [x25519, ...KEYS],
      }),
    )
    expect(failed[0]?.error).toMatchObject({
      message: `${kid} is on X25519, which has no signatures`,
    })
  })

  it.each([[[]], [KEYS.slice(0, 1)], [[KEYS[0], KEYS[0]]]])(
    'cannot be made of fewer than two keys',
    (keys) => {
      expect(() => secretsManagerSuite({ crypto, secrets, keys })).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    },
  )
})
