import type { Identity } from '@didcomm/test-support'

/** Returns `identity` with nothing but these keys in its `keyAgreement`, in this order. */
export function withKeyAgreement(identity: Identity, kids: readonly string[]): Identity {
  const entries = identity.document.keyAgreement ?? []
  const keyAgreement = kids.map((kid) => {
    const found = entries.find((entry) => (typeof entry === 'string' ? entry : entry.id) === kid)
    if (!found) throw new Error(`${identity.did} has no key ${kid} in keyAgreement`)
    return found
  })
  return { ...identity, document: { ...identity.document, keyAgreement } }
}
