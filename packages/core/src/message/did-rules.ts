import { isDID } from '../did/did-url.ts'
import { isStringArray } from '../encoding/json.ts'
import type { MemberRule } from '../encoding/member-rules.ts'

const isDIDArray = (value: unknown): value is string[] =>
  isStringArray(value) && value.every((item) => isDID(item))

// DIDComm v2.1 § Message Headers also allows DID URLs without a fragment. Keys prove a DID and nothing behind it, so
// a path or a query would be part of who is named and proven by nobody; no peer is known to send one.
export const DID: MemberRule = [isDID, 'a bare DID']
export const DIDS: MemberRule = [isDIDArray, 'an array of bare DIDs']
export const RECIPIENTS: MemberRule = [
  (value) => isDIDArray(value) && value.length > 0,
  'a non-empty array of bare DIDs',
]
