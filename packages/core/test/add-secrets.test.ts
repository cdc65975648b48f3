import { DIDCommError, type WritableSecretsManager } from '@didcomm/core'
import { addSecrets } from '@didcomm/core/did'
import { errorOf } from '@didcomm/test-support'
import { describe, expect, it } from 'vitest'

const ENTRIES = [
  ['did:example:a#1', 'one'],
  ['did:example:a#2', 'two'],
  ['did:example:a#3', 'three'],
] as const

/** Holds what it is given, until it fails with `error` at the kid that it is told to. */
function managerFailingAt(failing: string | undefined, error?: unknown) {
  const held = new Map<string, string>([['did:example:other#1', 'kept']])
  const secrets: WritableSecretsManager<string> = {
    get: (kid) => held.get(kid),
    delete: async (kid) => held.delete(kid),
    async add(kid, secretKey) {
      held.set(kid, secretKey)
      if (kid === failing) throw error
    },
  }
  return { held, secrets }
}

describe('addSecrets', () => {
  it('adds all of them', async () => {
    const { held, secrets } = managerFailingAt(undefined)
    await addSecrets(secrets, ENTRIES)
    expect([...held]).toStrictEqual([['did:example:other#1', 'kept'], ...ENTRIES])
  })

  it.each(ENTRIES.map(([kid]) => kid))('adds none if %s fails', async (kid) => {
    const cause = new Error('disk full')
    const { held, secrets } = managerFailingAt(kid, cause)
    const error = await errorOf(addSecrets(secrets, ENTRIES))
    expect(error).toMatchObject({ code: 'SECRETS_MANAGER_FAILED', cause })
    expect([...held.keys()]).toStrictEqual(['did:example:other#1'])
  })

  it('passes on why a manager failed, even one that cannot delete either', async () => {
    const reason = new DIDCommError('INVALID_KEY', 'no such slot')
    const secrets: WritableSecretsManager<string> = {
      get: () => undefined,
      add: () => Promise.reject(reason),
      delete: () => {
        throw new Error('offline')
      },
    }
    expect(await errorOf(addSecrets(secrets, ENTRIES))).toBe(reason)
  })
})
