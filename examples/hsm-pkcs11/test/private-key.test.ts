import { describe, expect, it } from 'vitest'
import { generateKeyPair, type KeyPurpose } from '../src/ec-keys.ts'
import type { Attributes } from '../src/token.ts'
import { extractableKey } from './support/extractable-key.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const PURPOSES: readonly KeyPurpose[] = ['authentication', 'keyAgreement']

await describeWithSoftHsm('the private key', (softHsm) => {
  const { constants, functions } = softHsm.library
  const { token } = softHsm.newToken()
  describe.each(PURPOSES)('for %s', (purpose) => {
    const { privateKey } = generateKeyPair(token, purpose)

    it.each<[keyof Attributes, boolean]>([
      ['CKA_TOKEN', true],
      ['CKA_PRIVATE', true],
      ['CKA_LOCAL', true],
      ['CKA_SENSITIVE', true],
      ['CKA_ALWAYS_SENSITIVE', true],
      ['CKA_EXTRACTABLE', false],
      ['CKA_NEVER_EXTRACTABLE', true],
      ['CKA_SIGN', purpose === 'authentication'],
      ['CKA_DERIVE', purpose === 'keyAgreement'],
      ['CKA_SIGN_RECOVER', false],
      ['CKA_DECRYPT', false],
      ['CKA_UNWRAP', false],
    ])('has a %s of %s', (attribute, value) => {
      expect([...token.read(privateKey, attribute)]).toEqual([value ? 1 : 0])
    })

    it('cannot be read', () => {
      expect(() => token.read(privateKey, 'CKA_VALUE')).toThrow(
        expect.objectContaining({
          code: 'SECRETS_MANAGER_FAILED',
          message: expect.stringMatching(/C_GetAttributeValue: CKR_ATTRIBUTE_SENSITIVE$/),
        }),
      )
    })

    it('cannot be made readable', () => {
      expect(() => token.write(privateKey, { CKA_SENSITIVE: false })).toThrow(
        /CKR_ATTRIBUTE_READ_ONLY$/,
      )
      expect(() => token.write(privateKey, { CKA_EXTRACTABLE: true })).toThrow(
        /CKR_ATTRIBUTE_READ_ONLY$/,
      )
    })

    it('cannot be wrapped', () => {
      const session = softHsm.openSession(token.label)
      const wrappingKey = functions.C_GenerateKey(
        session,
        { mechanism: constants.CKM_AES_KEY_GEN },
        [
          { type: constants.CKA_TOKEN, value: false },
          { type: constants.CKA_WRAP, value: true },
          { type: constants.CKA_VALUE_LEN, value: 32 },
        ],
      )
      const wrap = (key: Buffer): Buffer =>
        functions.C_WrapKey(
          session,
          { mechanism: constants.CKM_AES_KEY_WRAP_PAD },
          wrappingKey,
          key,
          Buffer.alloc(1024),
        )
      expect(wrap(extractableKey(token).privateKey).length).toBeGreaterThan(32)
      expect(() => wrap(privateKey)).toThrow('CKR_KEY_UNEXTRACTABLE')
      functions.C_CloseSession(session)
    })
  })
})
