import { isDID } from '../did/did-url.ts'
import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { isJsonObject, isStringArray, type JsonObject } from '../encoding/json.ts'

/** What a member must be, as a check and in words that follow "is not". */
export type MemberRule = readonly [isRight: (value: unknown) => boolean, description: string]

/** The rules of an object's known members. A member that no rule names may be anything. */
export type MemberRules = { readonly [member: string]: MemberRule }

const isString = (value: unknown): value is string => typeof value === 'string'
const isDIDArray = (value: unknown): value is string[] =>
  isStringArray(value) && value.every((item) => isDID(item))

export const ANYTHING: MemberRule = [() => true, 'anything']
export const STRING: MemberRule = [isString, 'a string']
export const TEXT: MemberRule = [(value) => isString(value) && value !== '', 'a non-empty string']
export const STRINGS: MemberRule = [isStringArray, 'an array of strings']
export const INTEGER: MemberRule = [Number.isSafeInteger, 'an integer']
export const OBJECT: MemberRule = [isJsonObject, 'an object']
export const ARRAY: MemberRule = [Array.isArray, 'an array']

// DIDComm v2.1 § Message Headers also allows DID URLs without a fragment. Keys prove a DID and nothing behind it, so
// a path or a query would be part of who is named and proven by nobody; no peer is known to send one.
export const DID: MemberRule = [isDID, 'a DID without path, query and fragment']
export const DIDS: MemberRule = [isDIDArray, 'an array of DIDs without path, query and fragment']
export const RECIPIENTS: MemberRule = [
  (value) => isDIDArray(value) && value.length > 0,
  'a non-empty array of DIDs without path, query and fragment',
]

/** RFC 3986 §2.3. */
export const URI_SAFE: MemberRule = [
  (value) => isString(value) && /^[\w.~-]+$/.test(value),
  'a string of unreserved URI characters (A-Z a-z 0-9 - . _ ~)',
]

/**
 * Copies an object without those of its known members that are `null`: some peers write `null` for what they do not
 * have. Unknown members are copied as they are, `__proto__` among them.
 */
export function withoutNulls(value: JsonObject, rules: MemberRules): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, member]) => (member !== null && member !== undefined) || !Object.hasOwn(rules, name),
    ),
  )
}

/**
 * Checks the known members of an object that came from {@link withoutNulls}.
 *
 * @param what - what they are members of, for the error: `of …`
 * @throws with `code`
 */
export function assertMembers(
  value: JsonObject,
  rules: MemberRules,
  required: readonly string[],
  code: DIDCommErrorCode,
  what: string,
): void {
  const refuse = (member: string, problem: string): never => {
    // The value is not shown: it may be the plaintext of an encrypted message.
    throw new DIDCommError(code, `${member} of ${what} is ${problem}`, {
      details: { header: member },
    })
  }
  for (const member of required) {
    if (value[member] === undefined) refuse(member, 'missing')
  }
  for (const [member, [isRight, description]] of Object.entries(rules)) {
    if (value[member] !== undefined && !isRight(value[member])) {
      refuse(member, `not ${description}`)
    }
  }
}
