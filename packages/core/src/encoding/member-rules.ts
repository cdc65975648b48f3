import { DIDCommError, type DIDCommErrorCode } from '../errors.ts'
import { isJsonObject, isStringArray } from './json.ts'

/** What a member must be, as a check and in words that follow "is not". */
export type MemberRule = readonly [isRight: (value: unknown) => boolean, description: string]

/** The rules that make an object a `T`, one for each member. A member that no rule names may be anything. */
export type MemberRules<T> = { readonly [M in keyof T]-?: MemberRule } & {
  readonly [member: string]: MemberRule
}

const isString = (value: unknown): value is string => typeof value === 'string'

export const ANYTHING: MemberRule = [() => true, 'anything']
export const STRING: MemberRule = [isString, 'a string']
export const TEXT: MemberRule = [(value) => isString(value) && value !== '', 'a non-empty string']
export const STRINGS: MemberRule = [isStringArray, 'an array of strings']
export const INTEGER: MemberRule = [Number.isSafeInteger, 'an integer']
export const OBJECT: MemberRule = [isJsonObject, 'an object']
export const ARRAY: MemberRule = [Array.isArray, 'an array']

/** RFC 3986 §2.3. */
export const URI_SAFE: MemberRule = [
  (value) => isString(value) && /^[\w.~-]+$/.test(value),
  'of the characters A-Z a-z 0-9 - . _ ~',
]

/**
 * Reads an object by the rules of its known members, and returns it without those of them that are `null`: some peers
 * write `null` for what they do not have. Unknown members are copied as they are, `__proto__` among them.
 *
 * @param what - what they are members of, for the error: `of …`
 * @throws with `code`
 */
export function readMembers<T>(
  value: object,
  rules: MemberRules<T>,
  required: readonly string[],
  code: DIDCommErrorCode,
  what: string,
): T {
  const wrong = (name: string, problem: string) =>
    // The value is not shown: it may be the plaintext of an encrypted message.
    new DIDCommError(code, `${name} of ${what} is ${problem}`, { details: { header: name } })
  const members: { [member: string]: unknown } = { ...value }
  for (const name of Object.keys(rules)) {
    const member = members[name]
    if (member === null || member === undefined) {
      if (required.includes(name)) throw wrong(name, 'missing')
      delete members[name]
    } else if (!rules[name]?.[0](member)) {
      throw wrong(name, `not ${rules[name]?.[1]}`)
    }
  }
  return members as T
}
