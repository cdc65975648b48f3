import type { Curve } from '../../contracts/algorithms.ts'
import type { PrivateJwk, PublicJwk } from '../../contracts/jwk.ts'
import type { JsonObject } from '../../encoding/json.ts'
import { DIDCommError } from '../../errors.ts'
import { parsePublicJwk } from '../../jose/jwk.ts'
import appendixJson from './didcomm-v2.1-appendix.json' with { type: 'json' }
import wrappedKeysJson from './wrapped-keys.json' with { type: 'json' }

const PUBLISHED_SECRETS: readonly (JsonObject & { readonly kid: string })[] = [
  ...appendixJson.secrets.alice,
  ...appendixJson.secrets.bob,
]
const MADE_SECRETS: { readonly [kid: string]: JsonObject } = wrappedKeysJson.keys

/** The private keys that the vectors are for, by kid: DIDComm v2.1, Appendix A, and a few made for this suite. */
export function privateJwkOf(kid: string): PrivateJwk {
  const jwk = PUBLISHED_SECRETS.find((secret) => secret.kid === kid) ?? MADE_SECRETS[kid]
  if (typeof jwk?.['d'] !== 'string') {
    throw new DIDCommError('SECRET_NOT_FOUND', `the vectors have no key ${kid}`)
  }
  return { ...parsePublicJwk(jwk, kid), d: jwk['d'] }
}

/** Returns the public part of a private key. */
export function publicPart({ d: _, ...publicJwk }: PrivateJwk): PublicJwk {
  return publicJwk
}

/** Private keys of Appendix A on a curve, by kid. */
export function appendixKeysOn(curve: Curve): ReadonlyMap<string, PrivateJwk> {
  const kids = PUBLISHED_SECRETS.filter(({ crv }) => crv === curve).map(({ kid }) => kid)
  return new Map(kids.map((kid) => [kid, privateJwkOf(kid)]))
}

/** The DID documents of Appendix B. */
export const APPENDIX_DOCUMENTS = appendixJson.didDocuments

/** The message inside every envelope of Appendix C. */
export const APPENDIX_MESSAGE = {
  ...appendixJson.plaintext,
  // The envelopes hold another `type` than Appendix C.1 prints, and a `typ`.
  type: 'http://example.com/protocols/lets_do_lunch/1.0/proposal',
  typ: 'application/didcomm-plain+json',
}

/** An envelope of Appendix C.2 or C.3. */
export interface AppendixEnvelope {
  readonly name: string
  readonly message: JsonObject
}

/** The nine envelopes of Appendices C.2 and C.3. The last one's name is wrong: its inner authcrypt is on P-521 as well. */
export const APPENDIX_ENVELOPES: readonly AppendixEnvelope[] = appendixJson.messages
