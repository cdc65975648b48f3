import type { PublicJwk } from '../../contracts/jwk.ts'
import { decodeBase64Url, encodeBase64Url } from '../../encoding/base64url.ts'
import { resized } from './subject.ts'

/** Members of a JWK that are not the key (RFC 7517 §4, and the `ext` of WebCrypto). */
export const OTHER_MEMBERS = {
  kid: 'did:example:alice#key-1',
  use: 'sig',
  key_ops: ['verify'],
  alg: 'A256KW',
  ext: false,
}

/** A JWK that must be refused. */
export interface WrongKey {
  readonly what: string
  readonly jwk: object
}

/** The JWK, public or private, with another `kty`, and with coordinates that are missing or none. */
export function misshapen(jwk: PublicJwk): WrongKey[] {
  const names = jwk.kty === 'EC' ? (['x', 'y'] as const) : (['x'] as const)
  const written: { readonly [member: string]: unknown } = { ...jwk }
  return [
    { what: 'of another kty', jwk: { ...jwk, kty: jwk.kty === 'EC' ? 'OKP' : 'EC' } },
    ...names.flatMap((name) => {
      const text = String(written[name])
      const bytes = decodeBase64Url(text, name, 'INVALID_KEY')
      const { [name]: _, ...without } = written
      const variants: { readonly [what: string]: unknown } = {
        'cut by a byte': encodeBase64Url(bytes.subarray(0, -1)),
        'longer by a zero at its end': encodeBase64Url(resized(bytes, bytes.length + 1)),
        'longer by a zero at its front': encodeBase64Url(Uint8Array.of(0, ...bytes)),
        empty: '',
        padded: `${text}=`,
        'of other characters than base64url': `*${text.slice(1)}`,
        'a number': 1,
      }
      return [
        { what: `without ${name}`, jwk: without },
        ...Object.entries(variants).map(([what, value]) => ({
          what: `whose ${name} is ${what}`,
          jwk: { ...jwk, [name]: value },
        })),
      ]
    }),
  ]
}
