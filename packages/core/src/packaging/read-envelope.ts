import { utf8ToBytes } from '../encoding/bytes.ts'
import { type JsonObject, parseJsonObject } from '../encoding/json.ts'
import { DIDCommError } from '../errors.ts'
import { expandCompactJwe, isJwe, type Jwe, parseJwe } from '../jose/jwe.ts'
import { isJws, type Jws, parseJws } from '../jose/jws.ts'

/** What a text turned out to be. */
export type Envelope =
  | { readonly kind: 'anoncrypt' | 'authcrypt'; readonly jwe: Jwe }
  | { readonly kind: 'signed'; readonly jws: Jws }
  | { readonly kind: 'plaintext'; readonly json: JsonObject }

/** The largest envelope that is read unless a policy says otherwise: 10 MiB. */
export const DEFAULT_MAX_BYTES = 10 * 1024 * 1024

/** @throws `MESSAGE_TOO_LARGE` */
export function assertSize(packed: string, maxBytes: number): void {
  // A UTF-16 code unit is one to three bytes of UTF-8: measure only where that leaves a doubt.
  const fits =
    packed.length <= maxBytes &&
    (packed.length * 3 <= maxBytes || utf8ToBytes(packed).length <= maxBytes)
  if (!fits) {
    throw new DIDCommError(
      'MESSAGE_TOO_LARGE',
      `the envelope has more than ${maxBytes} bytes; raise maxBytes to read it`,
      { details: { maxBytes } },
    )
  }
}

/**
 * Reads one envelope. Its structure decides what it is, never its `typ`: peers disagree about that.
 *
 * @throws `MALFORMED_ENVELOPE`, `UNSUPPORTED_ALGORITHM` or `INVALID_KEY`
 */
export function readEnvelope(text: string): Envelope {
  const json =
    (text.trimStart().startsWith('{') ? undefined : expandCompactJwe(text)) ??
    parseJsonObject(text, 'MALFORMED_ENVELOPE', 'the envelope')

  const encrypted = isJwe(json)
  const signed = isJws(json)
  // RFC 7516 §9 tells them apart by these members.
  const kinds = ['ciphertext', 'payload', 'type'].filter((member) => member in json)
  if ((encrypted || signed) && kinds.length > 1) {
    throw new DIDCommError('MALFORMED_ENVELOPE', `the envelope has both ${kinds.join(' and ')}`)
  }
  if (encrypted) {
    const jwe = parseJwe(json)
    return { kind: jwe.alg === 'ECDH-1PU+A256KW' ? 'authcrypt' : 'anoncrypt', jwe }
  }
  if (signed) return { kind: 'signed', jws: parseJws(json) }
  return { kind: 'plaintext', json }
}
