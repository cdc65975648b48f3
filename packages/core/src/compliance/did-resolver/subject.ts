import type { DIDResolver } from '../../contracts/did-resolver.ts'
import {
  areEquivalent,
  type EquivalentIds,
  parseDIDDocument,
  type ParsedDIDDocument,
} from '../../did/did-document.ts'
import { abbreviate, assertDID, parseDIDUrl } from '../../did/did-url.ts'
import { isStringArray, quote } from '../../encoding/json.ts'
import { DIDCommError, type DIDCommErrorCode } from '../../errors.ts'
import { expectThat, expectSuccess } from '../expectations.ts'
import { ComplianceFailure } from '../suite.ts'
import type { DIDResolverSuiteOptions, ResolvableDID } from './options.ts'

/** The resolver under test, and what is known of it. */
export interface DIDResolverSubject {
  readonly resolver: DIDResolver
  readonly resolvable: readonly ResolvableDID[]
  /** The DIDs of `resolvable`. */
  readonly dids: readonly string[]
  /** The names of their methods. */
  readonly methods: ReadonlySet<string>
  readonly timeoutSeconds: number
  /** The resolver's equivalent ids. @throws ComplianceFailure when it does not return a list of them */
  readonly equivalentIds: EquivalentIds
}

/** What resolving may be refused with (`DIDResolver.resolve`), and an adapter's word for a reason that it does not know. */
export const RESOLUTION_ERRORS: readonly DIDCommErrorCode[] = [
  'INVALID_DID',
  'DID_NOT_FOUND',
  'DID_METHOD_NOT_SUPPORTED',
  'INVALID_DID_DOCUMENT',
  'DID_RESOLUTION_FAILED',
]

/** @throws `INVALID_ARGUMENT` unless there are two DIDs that resolve; `INVALID_DID` */
export function subjectOf({
  resolver,
  resolvable,
  timeoutSeconds = 10,
}: Pick<
  DIDResolverSuiteOptions,
  'resolver' | 'resolvable' | 'timeoutSeconds'
>): DIDResolverSubject {
  const dids = resolvable.map(({ did }) => did)
  dids.forEach(assertDID)
  if (new Set(dids).size < 2) {
    throw new DIDCommError('INVALID_ARGUMENT', 'resolvable needs two different DIDs at least')
  }
  const methods = new Set(dids.map((did) => parseDIDUrl(did).method))
  const equivalentIds = (id: string): readonly string[] => askForEquivalentIds(resolver, id)
  return { resolver, resolvable, dids, methods, timeoutSeconds, equivalentIds }
}

function askForEquivalentIds(resolver: DIDResolver, id: string): readonly string[] {
  let ids: unknown
  try {
    ids = resolver.equivalentIds?.(id) ?? []
  } catch (cause) {
    throw new ComplianceFailure(`equivalentIds must not throw, and did for ${quote(id)}`, { cause })
  }
  expectThat(isStringArray(ids), `equivalentIds must return a list of ids for ${quote(id)}`)
  return ids
}

/** Tells whether two DIDs are equal, literally or by the word of the resolver. */
export function isSame({ equivalentIds }: DIDResolverSubject, a: string, b: string): boolean {
  return areEquivalent(a, b, equivalentIds)
}

/** Quotes a text, and says how long it is if that is not all of it. */
export function shown(text: string): string {
  return text.length > 100 ? `${quote(text)} (${text.length} characters)` : quote(text)
}

/** Resolves what may be no DID at all. @throws what the resolver throws; ComplianceFailure when it takes too long */
export async function resolve(
  { resolver, timeoutSeconds }: DIDResolverSubject,
  text: string,
): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const problem = `resolving ${shown(text)} must come to an end within ${timeoutSeconds} s`
    timer = setTimeout(() => reject(new ComplianceFailure(problem)), timeoutSeconds * 1000)
  })
  try {
    return await Promise.race([resolver.resolve(text), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Resolves a DID that must resolve. @throws ComplianceFailure if it does not */
export async function resolveValid(subject: DIDResolverSubject, did: string): Promise<unknown> {
  return expectSuccess(
    () => resolve(subject, did),
    `${abbreviate(did)} must resolve, and was refused`,
  )
}

/** Reads what was resolved as the document of `did`. @throws ComplianceFailure if it is another's, or none */
export function documentOf(
  { equivalentIds }: DIDResolverSubject,
  did: string,
  document: unknown,
): ParsedDIDDocument {
  try {
    return parseDIDDocument(document, did, equivalentIds)
  } catch (cause) {
    if (!DIDCommError.is(cause)) throw cause
    throw new ComplianceFailure(cause.message, { cause })
  }
}

/** Resolves each of the DIDs that must resolve. */
export async function resolveAll(
  subject: DIDResolverSubject,
): Promise<readonly ParsedDIDDocument[]> {
  const documents: ParsedDIDDocument[] = []
  for (const did of subject.dids) {
    documents.push(documentOf(subject, did, await resolveValid(subject, did)))
  }
  return documents
}
