import { METHOD_LISTS } from '../../did/did-document.ts'
import { didOf, parseDIDUrl } from '../../did/did-url.ts'
import { quote } from '../../encoding/json.ts'
import { DIDCommError } from '../../errors.ts'
import { expectThat } from '../expectations.ts'
import type { ComplianceGroup } from '../suite.ts'
import { PURPOSES, textsOfKeys } from './keys-and-services.ts'
import { foreignDIDs, notDIDs } from './probes.ts'
import { type DIDResolverSubject, documentOf, resolve, resolveAll } from './subject.ts'

/** `equivalentIds` names nothing but the same. There are no cases for a resolver without it. */
export function equivalentIdsCases(subject: DIDResolverSubject): ComplianceGroup[] {
  if (!subject.resolver.equivalentIds) return []
  return [
    {
      title: 'equivalentIds',
      cases: [
        {
          title: '[DID-4] returns other ids of the same kind, at once',
          run: async () => {
            for (const id of await idsOf(subject)) assertSameKind(id, subject.equivalentIds(id))
          },
        },
        {
          title: '[DID-4] returns ids that lead back',
          run: () => assertSymmetric(subject),
        },
        {
          title: '[DID-4] returns no DID that has other keys, and no id of another key',
          run: () => assertSameKeys(subject),
        },
        {
          title: '[DID-4] returns none for what it does not know, and throws nothing',
          run: () => {
            for (const text of [...foreignDIDs(subject.methods), ...notDIDs(subject.dids)]) {
              const { length } = subject.equivalentIds(text)
              expectThat(length === 0, `${quote(text)} must have no equivalent ids`)
            }
          },
        },
      ],
    },
  ]
}

function assertSameKind(id: string, others: readonly string[]): void {
  const isKey = id.includes('#')
  for (const other of others) {
    expectThat(other !== id, `${quote(id)} must not be equivalent to itself`)
    expectThat(
      isKind(other, isKey),
      `${quote(other)}, equivalent to ${quote(id)}, must be ${isKey ? 'a DID with a fragment' : 'a DID'}`,
    )
  }
}

function isKind(id: string, isKey: boolean): boolean {
  try {
    const { did, fragment } = parseDIDUrl(id)
    return isKey ? id === `${did}#${fragment}` : id === did
  } catch {
    return false
  }
}

async function assertSymmetric(subject: DIDResolverSubject): Promise<void> {
  for (const id of await idsOf(subject)) {
    for (const other of subject.equivalentIds(id)) {
      expectThat(
        !(await isResolved(subject, didOf(other))) || subject.equivalentIds(other).includes(id),
        `${quote(id)} is equivalent to ${quote(other)}, and so must that be to it`,
      )
    }
  }
}

async function assertSameKeys(subject: DIDResolverSubject): Promise<void> {
  for (const id of await idsOf(subject)) {
    for (const other of subject.equivalentIds(id)) {
      const [ours, theirs] = [await keysOf(subject, id), await keysOf(subject, other)]
      // Nothing is known of what does not resolve, or of a key that its document does not list by this id.
      if (ours.length === 0 || theirs.length === 0) continue
      expectThat(
        String(ours) === String(theirs),
        `${quote(id)} and ${quote(other)} cannot be equivalent, as they have different keys`,
      )
    }
  }
}

/** The keys of a DID, or the one of that id, each as text. */
async function keysOf(subject: DIDResolverSubject, id: string): Promise<readonly string[]> {
  const did = didOf(id)
  if (!(await isResolved(subject, did))) return []
  const document = documentOf(subject, did, await resolve(subject, did))
  const keys = PURPOSES.flatMap((purpose) => document.usableKeys(purpose))
  return textsOfKeys(keys.filter(({ kid }) => id === did || kid === id)).sort()
}

async function isResolved(subject: DIDResolverSubject, did: string): Promise<boolean> {
  try {
    await resolve(subject, did)
    return true
  } catch (error) {
    if (DIDCommError.is(error)) return false
    throw error
  }
}

/** The DIDs, and the ids of what their documents hold. */
async function idsOf(subject: DIDResolverSubject): Promise<readonly string[]> {
  const documents = await resolveAll(subject)
  return documents.flatMap((document) => [
    document.id,
    ...[...METHOD_LISTS, 'service']
      .flatMap((list) => document.entries(list))
      .flatMap(({ id }) => (typeof id === 'string' ? [document.absolute(id)] : [])),
  ])
}
