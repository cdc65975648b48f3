/** A JWE in the General JSON Serialization, as its text has it. */
export interface WrittenJwe {
  readonly protected: string
  readonly recipients: {
    readonly header: { readonly kid: string }
    readonly encrypted_key: string
  }[]
  readonly iv: string
  readonly ciphertext: string
  readonly tag: string
}

/** A JWS in the General JSON Serialization, as its text has it. */
export interface WrittenJws {
  readonly payload: string
  readonly signatures: {
    readonly protected: string
    readonly signature: string
    readonly header: { readonly kid: string }
  }[]
}

/** The protected header of a JWE that we write. */
export interface WrittenHeader {
  readonly typ: string
  readonly alg: string
  readonly enc: string
  readonly skid?: string
  readonly apu?: string
  readonly apv: string
  readonly epk: {
    readonly kty: string
    readonly crv: string
    readonly x: string
    readonly y?: string
  }
}

export function writtenJwe(packed: string): WrittenJwe {
  return JSON.parse(packed) as WrittenJwe
}

export function writtenJws(packed: string): WrittenJws {
  return JSON.parse(packed) as WrittenJws
}

/** The protected header of a JWE. */
export function writtenHeader(packed: string): WrittenHeader {
  return decodeJson(writtenJwe(packed).protected) as unknown as WrittenHeader
}

/** The kids of a JWE, in the order of its recipients. */
export function writtenKids(packed: string): string[] {
  return writtenJwe(packed).recipients.map(({ header }) => header.kid)
}

/** The JSON object behind a base64url text. */
export function decodeJson(base64Url: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(base64Url, 'base64url').toString()) as Record<string, unknown>
}
