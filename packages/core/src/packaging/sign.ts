import { encodeBase64Url } from '../encoding/base64url.ts'
import { utf8ToBytes } from '../encoding/bytes.ts'
import { encodeHeader, signingInput } from '../jose/jws.ts'
import { MEDIA_TYPE } from '../message/message.ts'
import type { PackagingContext } from './context.ts'
import type { SigningKey } from './select-keys.ts'

/** Makes a signed envelope (DIDComm v2.1 § DIDComm Signed Messages): a general JWS with one signature. */
export async function signEnvelope<SecretKey>(
  context: PackagingContext<SecretKey>,
  plaintext: string,
  key: SigningKey<SecretKey>,
): Promise<string> {
  const header = { typ: MEDIA_TYPE.signed, alg: key.alg }
  const signed = await signPayload(context, header, plaintext, key)
  // The kid is unprotected, as in the published examples: widespread peers read it nowhere else.
  const signature = {
    protected: signed.protected,
    signature: signed.signature,
    header: { kid: key.kid },
  }
  // In base64url there is nothing to escape.
  return `{"payload":"${signed.payload}","signatures":[${JSON.stringify(signature)}]}`
}

/** Makes a JWT (RFC 7519), with the kid in its protected header. */
export async function signJwt<SecretKey>(
  context: PackagingContext<SecretKey>,
  claims: object,
  key: SigningKey<SecretKey>,
): Promise<string> {
  const header = { typ: 'JWT', alg: key.alg, kid: key.kid }
  const signed = await signPayload(context, header, JSON.stringify(claims), key)
  return `${signed.protected}.${signed.payload}.${signed.signature}`
}

async function signPayload<SecretKey>(
  { crypto }: PackagingContext<SecretKey>,
  header: { readonly [name: string]: string },
  text: string,
  { alg, secretKey }: SigningKey<SecretKey>,
): Promise<{ protected: string; payload: string; signature: string }> {
  const protectedHeader = encodeHeader(header)
  const payload = encodeBase64Url(utf8ToBytes(text))
  const data = signingInput(protectedHeader, payload)
  const signature = encodeBase64Url(await crypto.sign({ alg, secretKey, data }))
  return { protected: protectedHeader, payload, signature }
}
