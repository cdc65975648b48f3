import { inspect } from 'node:util'
import { expect, it, vi } from 'vitest'
import { createTokenDID } from '../src/create-token-did.ts'
import { assignKid, destroyKeysOf, findPrivateKey, generateKeyPair } from '../src/ec-keys.ts'
import { Pkcs11SecretsManager } from '../src/pkcs11-secrets-manager.ts'
import { initializeToken, Token } from '../src/token.ts'
import { packagingWith, softwareParty, tokenParty } from './support/parties.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const TYPE = 'https://didcomm.org/basicmessage/2.0/message'
const KID = 'did:example:alice#key-1'

await describeWithSoftHsm('a token', (softHsm) => {
  const { library } = softHsm
  const { functions } = library

  it('opens with its PIN alone, which no error shows', () => {
    const { token, options } = softHsm.newToken()
    token.close()
    const pin = 'not-the-pin'
    const error = thrownBy(() => new Token(library, { ...options, pin }))
    expect(error).toMatchObject({
      code: 'SECRETS_MANAGER_FAILED',
      message: `the token "${options.label}" failed in C_Login: CKR_PIN_INCORRECT`,
    })
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(pin)
    new Token(library, options).close()
  })

  it('is found by its whole label', () => {
    const { options } = softHsm.newToken()
    const label = options.label.slice(0, -1)
    expect(() => new Token(library, { ...options, label })).toThrow(
      expect.objectContaining({
        code: 'SECRETS_MANAGER_FAILED',
        message: `there are 0 tokens named "${label}"`,
      }),
    )
  })

  it('is not opened when another has the same label', () => {
    const { token, options } = softHsm.newToken()
    token.close()
    const twin = { ...options, soPin: '12345678' }
    expect(() => initializeToken(library, twin)).toThrow(/there are 2 tokens named/)
    expect(() => new Token(library, options)).toThrow(/there are 2 tokens named/)
  })

  it('has its keys again after it was closed and opened', async () => {
    const { token, options } = softHsm.newToken()
    const did = createTokenDID(token)
    token.close()
    const reopened = new Token(library, options)
    const bob = await softwareParty()
    const alice = packagingWith(reopened)
    const { packed } = await bob.packaging.packEncrypted(
      { type: TYPE, from: bob.did, to: [did], body: {} },
      { to: did },
    )
    expect(await alice.unpack(packed)).toMatchObject({ sender: bob.did })
    const signed = await alice.packSigned({ type: TYPE, from: did, body: {} }, { signBy: did })
    expect(await bob.packaging.unpack(signed.packed)).toMatchObject({ signer: did })
  })

  it('that does not have the key is no reason to fail: SECRET_NOT_FOUND', async () => {
    const alice = tokenParty(softHsm.newToken().token)
    const other = packagingWith(softHsm.newToken().token)
    const { packed } = await alice.packaging.packEncrypted(
      { type: TYPE, from: alice.did, to: [alice.did], body: {} },
      { to: alice.did },
    )
    await expect(other.unpack(packed)).rejects.toMatchObject({
      code: 'SECRET_NOT_FOUND',
      details: { kids: [`${alice.did}#key-2`] },
    })
  })

  it('finds nothing under a kid whose keys were deleted', () => {
    const { token } = softHsm.newToken()
    assignKid(token, generateKeyPair(token, 'keyAgreement'), KID)
    expect(findPrivateKey(token, KID)).toBeDefined()
    expect(destroyKeysOf(token, KID)).toBe(true)
    expect(destroyKeysOf(token, KID)).toBe(false)
    expect(token.find({})).toEqual([])
  })

  it('deletes all keys of a kid, however many there are', () => {
    const { token } = softHsm.newToken()
    for (let made = 0; made < 3; made++) {
      assignKid(token, generateKeyPair(token, 'keyAgreement'), KID)
    }
    expect(destroyKeysOf(token, KID)).toBe(true)
    expect(token.find({})).toEqual([])
  })

  it('keeps no key whose public key it does not show as it should', () => {
    const { token } = softHsm.newToken()
    vi.spyOn(token, 'read').mockReturnValue(Buffer.alloc(33, 3))
    expect(() => createTokenDID(token)).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }))
    expect(token.find({})).toEqual([])
  })

  it('does not choose between two keys of one kid', () => {
    const { token } = softHsm.newToken()
    for (const purpose of ['authentication', 'keyAgreement'] as const) {
      assignKid(token, generateKeyPair(token, purpose), KID)
    }
    expect(() => new Pkcs11SecretsManager(token).get(KID)).toThrow(
      expect.objectContaining({
        code: 'SECRETS_MANAGER_FAILED',
        message: `the key ${KID}: the token holds two keys with the same CKA_ID`,
        details: { kid: KID },
      }),
    )
  })

  it('does not find a key on another curve', () => {
    const { token } = softHsm.newToken()
    const pair = token.generateKeyPair(
      { mechanism: token.constants.CKM_EC_KEY_PAIR_GEN },
      // P-384 (RFC 5480 §2.1.1.1).
      { CKA_TOKEN: true, CKA_EC_PARAMS: Buffer.from('06052b81040022', 'hex') },
      { CKA_TOKEN: true, CKA_DERIVE: true },
    )
    assignKid(token, pair, KID)
    expect(new Pkcs11SecretsManager(token).get(KID)).toBeUndefined()
  })

  it('keeps no key of a DID that could not be made', () => {
    const { token } = softHsm.newToken()
    const uri = 'https://alice.example/'.padEnd(1_000_000, 'x')
    expect(() => createTokenDID(token, [{ uri }])).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
    expect(token.find({})).toEqual([])
  })

  it('lets a key do what it is for, and nothing else', async () => {
    const { token } = softHsm.newToken()
    const pairs = {
      a: generateKeyPair(token, 'authentication'),
      b: generateKeyPair(token, 'keyAgreement'),
    }
    assignKid(token, pairs.a, `${KID}a`)
    assignKid(token, pairs.b, `${KID}b`)
    const secrets = new Pkcs11SecretsManager(token)
    expect(() => secrets.get(`${KID}a`)?.agree(pairs.b.publicJwk)).toThrow(/cannot agree$/)
    expect(() => secrets.get(`${KID}b`)?.sign('ES256', Buffer.of(1))).toThrow(/cannot sign$/)
    expect(() => secrets.get(`${KID}a`)?.sign('ES256K', Buffer.of(1))).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_ALGORITHM' }),
    )
  })

  it('says so when its sessions were closed: SECRETS_MANAGER_FAILED', async () => {
    const { token, options } = softHsm.newToken()
    const alice = tokenParty(token)
    const { packed } = await alice.packaging.packEncrypted(
      { type: TYPE, from: alice.did, to: [alice.did], body: {} },
      { to: alice.did },
    )
    const key = new Pkcs11SecretsManager(token).get(`${alice.did}#key-1`)
    functions.C_CloseAllSessions(softHsm.slotOf(options.label))
    const failure = {
      code: 'SECRETS_MANAGER_FAILED',
      message: expect.stringMatching(/: CKR_SESSION_HANDLE_INVALID$/),
      cause: expect.objectContaining({ message: 'CKR_SESSION_HANDLE_INVALID' }),
    }
    await expect(alice.packaging.unpack(packed)).rejects.toMatchObject(failure)
    expect(thrownBy(() => key?.sign('ES256', Buffer.of(1)))).toMatchObject(failure)
  })

  it('says so when it was logged out of, when all keys look as if they were gone', () => {
    const { token, options } = softHsm.newToken()
    const did = createTokenDID(token)
    functions.C_Logout(softHsm.openSession(options.label))
    expect(() => new Pkcs11SecretsManager(token).get(`${did}#key-1`)).toThrow(
      expect.objectContaining({
        code: 'SECRETS_MANAGER_FAILED',
        message: expect.stringMatching(/has been logged out of$/),
      }),
    )
  })

  it('says so when it is closed, which can be done twice', () => {
    const { token, options } = softHsm.newToken()
    assignKid(token, generateKeyPair(token, 'authentication'), KID)
    const secrets = new Pkcs11SecretsManager(token)
    const key = secrets.get(KID)
    token.close()
    token.close()
    const closed = expect.objectContaining({
      code: 'SECRETS_MANAGER_FAILED',
      message: `the key ${KID}: the token "${options.label}" is closed`,
    })
    expect(() => secrets.get(KID)).toThrow(closed)
    expect(() => key?.sign('ES256', Buffer.of(1))).toThrow(closed)
  })
})

function thrownBy(operation: () => unknown): unknown {
  try {
    return operation()
  } catch (error) {
    return error
  }
}
