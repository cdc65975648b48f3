import { isJsonObject } from '../../encoding/json.ts'
import { DIDCommError, type DIDCommErrorCode } from '../../errors.ts'
import { expectThat } from '../expectations.ts'
import { type ComplianceCase, ComplianceFailure, type ComplianceGroup } from '../suite.ts'
import type { DIDResolverSuiteOptions } from './options.ts'
import { didUrls, foreignDIDs, notDIDs, strangeDIDs, variantsOf } from './probes.ts'
import {
  type DIDResolverSubject,
  isSame,
  resolve,
  RESOLUTION_ERRORS,
  resolveAll,
  shown,
} from './subject.ts'

const UNKNOWN: readonly DIDCommErrorCode[] = ['INVALID_DID', 'DID_METHOD_NOT_SUPPORTED']

/** What is no DID of the method, or of nobody, is refused, and always by a DIDCommError. */
export function refusalCases(
  subject: DIDResolverSubject,
  { invalid = [], notFound = [] }: Pick<DIDResolverSuiteOptions, 'invalid' | 'notFound'>,
): ComplianceGroup {
  return {
    title: 'refusals',
    cases: [
      refused(subject, 'DIDs of other methods', foreignDIDs(subject.methods), UNKNOWN),
      refused(subject, 'what is no DID', notDIDs(subject.dids), UNKNOWN),
      refused(subject, 'DID URLs that are more than a DID', subject.dids.flatMap(didUrls), UNKNOWN),
      ...(invalid.length > 0
        ? [refused(subject, 'DIDs that are not valid', invalid, ['INVALID_DID'])]
        : []),
      ...(notFound.length > 0
        ? [refused(subject, 'DIDs that do not exist', notFound, ['DID_NOT_FOUND'])]
        : []),
      notAnothers(subject, 'a DID with a change', subject.dids.flatMap(variantsOf)),
      notAnothers(subject, 'a strange DID', strangeDIDs(subject.methods)),
      {
        title: '[DID-2] resolves what it should while it refuses the rest, and afterwards',
        run: () => assertUndeterred(subject, [...invalid, ...notFound]),
      },
      {
        title: '[DID-2] returns a promise, and throws nothing before',
        run: () =>
          [...subject.dids, ...foreignDIDs(subject.methods), ...invalid, ...notFound, ''].forEach(
            (did) => assertPromise(subject, did),
          ),
      },
    ],
  }
}

function refused(
  subject: DIDResolverSubject,
  what: string,
  texts: readonly string[],
  codes: readonly DIDCommErrorCode[],
): ComplianceCase {
  return {
    title: `[DID-2] refuses ${what} with ${codes.join(' or ')}`,
    run: async () => {
      for (const text of texts) {
        const { document } = await answer(subject, text, codes)
        expectThat(document === undefined, `${shown(text)} must be refused, and was resolved`)
      }
    },
  }
}

function notAnothers(
  subject: DIDResolverSubject,
  what: string,
  dids: readonly string[],
): ComplianceCase {
  return {
    title: `[DID-2] refuses ${what}, unless it has a document of its own`,
    run: async () => {
      for (const did of dids) {
        const { document } = await answer(subject, did, RESOLUTION_ERRORS)
        expectThat(
          document === undefined || isDocumentOf(subject, did, document.value),
          `${shown(did)} was resolved to the document of another DID`,
        )
      }
    },
  }
}

/** Resolves `text`. @throws ComplianceFailure when that fails in another way than with one of `codes` */
async function answer(
  subject: DIDResolverSubject,
  text: string,
  codes: readonly DIDCommErrorCode[],
): Promise<{ readonly document?: { readonly value: unknown } }> {
  try {
    return { document: { value: await resolve(subject, text) } }
  } catch (cause) {
    if (cause instanceof ComplianceFailure) throw cause
    const wanted = `${shown(text)} must be refused with ${codes.join(' or ')}`
    if (!DIDCommError.is(cause)) {
      throw new ComplianceFailure(`${wanted}, not with an error of another class`, { cause })
    }
    if (codes.includes(cause.code)) return {}
    throw new ComplianceFailure(`${wanted}, not with ${cause.code}`, { cause })
  }
}

/** A resolver that goes on from a failure, or that answers a failure to the wrong one, fails here. */
async function assertUndeterred(
  subject: DIDResolverSubject,
  refusable: readonly string[],
): Promise<void> {
  const wrong = [...refusable, ...foreignDIDs(subject.methods), 'did:']
  const refusals = wrong.map(async (text) => {
    const { document } = await answer(subject, text, RESOLUTION_ERRORS)
    expectThat(document === undefined, `${shown(text)} must be refused, and was resolved`)
  })
  await Promise.all([...refusals, resolveAll(subject)])
  await resolveAll(subject)
}

function isDocumentOf(subject: DIDResolverSubject, did: string, document: unknown): boolean {
  const id = isJsonObject(document) ? document.id : undefined
  return typeof id === 'string' && isSame(subject, did, id)
}

function assertPromise({ resolver }: DIDResolverSubject, text: string): void {
  let returned: unknown
  try {
    returned = resolver.resolve(text)
  } catch (cause) {
    throw new ComplianceFailure(
      `resolving ${shown(text)} must reject a promise, and threw before it returned one`,
      { cause },
    )
  }
  expectThat(returned instanceof Promise, `resolving ${shown(text)} must return a promise`)
  returned.catch(() => undefined)
}
