import { registerSuite, secretsManagerSuite } from '@didcomm/core/compliance'
import { describe, it } from 'vitest'
import { assignKid, generateKeyPair, type KeyPurpose } from '../src/ec-keys.ts'
import { Pkcs11SecretsManager } from '../src/pkcs11-secrets-manager.ts'
import { crypto } from './support/parties.ts'
import { describeWithSoftHsm } from './support/soft-hsm.ts'

const KEYS: readonly { readonly kid: string; readonly purpose: KeyPurpose }[] = [
  { kid: 'did:example:alice#key-1', purpose: 'authentication' },
  { kid: 'did:example:alice#key-2', purpose: 'keyAgreement' },
  { kid: 'did:example:alice#key-10', purpose: 'keyAgreement' },
]

await describeWithSoftHsm('Pkcs11SecretsManager', (softHsm) => {
  const { token } = softHsm.newToken()
  const keys = KEYS.map(({ kid, purpose }) => {
    const pair = generateKeyPair(token, purpose)
    assignKid(token, pair, kid)
    return { kid, publicJwk: pair.publicJwk, purposes: [purpose] }
  })
  const secrets = new Pkcs11SecretsManager(token)
  registerSuite(secretsManagerSuite({ crypto, secrets, keys }), { describe, it })
})
