import { abbreviate } from '../../did/did-url.ts'
import { expectThat } from '../expectations.ts'
import type { ComplianceGroup } from '../suite.ts'
import { disturb, findNonJson, isSameJson } from './json.ts'
import { type DIDResolverSubject, documentOf, resolveAll, resolveValid } from './subject.ts'

/** The document that comes out is the right one, for everybody and every time. */
export function documentCases(subject: DIDResolverSubject): ComplianceGroup {
  const published = subject.resolvable.some(({ document }) => document !== undefined)
  return {
    title: 'documents',
    cases: [
      {
        title: '[DID-1] returns the document of the DID that was asked for',
        run: async () => {
          await resolveAll(subject)
        },
      },
      ...(published
        ? [
            {
              title: '[DID-1] returns the document that is published for the DID',
              run: () => assertPublished(subject),
            },
          ]
        : []),
      {
        title: '[DID-1] returns nothing but JSON',
        run: () => assertJson(subject),
      },
      {
        title: '[DID-1] returns an equal document each time',
        run: () => assertRepeatable(subject),
      },
      {
        title: '[DID-1] returns to each its own when several are asked for at once',
        run: () => assertConcurrent(subject),
      },
      {
        title: '[DID-1] returns nothing that a receiver can change for the next',
        run: () => assertIsolated(subject),
      },
      {
        title: '[DID-1] returns nothing that two who ask at once can change for each other',
        run: () => assertNotShared(subject),
      },
    ],
  }
}

async function assertPublished(subject: DIDResolverSubject): Promise<void> {
  for (const { did, document } of subject.resolvable) {
    if (!document) continue
    expectThat(
      isSameJson(await resolveValid(subject, did), document),
      `the document of ${abbreviate(did)} must be the one that is published`,
    )
  }
}

async function assertJson(subject: DIDResolverSubject): Promise<void> {
  for (const did of subject.dids) await resolveJson(subject, did)
}

async function resolveJson(subject: DIDResolverSubject, did: string): Promise<unknown> {
  const document = await resolveValid(subject, did)
  const found = findNonJson(document, 'document')
  expectThat(
    found === undefined,
    `the document of ${abbreviate(did)} must be JSON all through: ${found}`,
  )
  return document
}

async function assertRepeatable(subject: DIDResolverSubject): Promise<void> {
  for (const did of subject.dids) {
    const first = await resolveJson(subject, did)
    expectThat(
      isSameJson(await resolveJson(subject, did), first),
      `${abbreviate(did)} must resolve to an equal document again`,
    )
  }
}

async function assertConcurrent(subject: DIDResolverSubject): Promise<void> {
  const asked = [...subject.dids, ...subject.dids]
  const answers = await Promise.all(asked.map((did) => resolveValid(subject, did)))
  asked.forEach((did, index) => documentOf(subject, did, answers[index]))
}

async function assertNotShared(subject: DIDResolverSubject): Promise<void> {
  for (const did of subject.dids) {
    const [first, second] = await Promise.all([
      resolveJson(subject, did),
      resolveJson(subject, did),
    ])
    const before = structuredClone(second)
    const restore = disturb(first)
    const same = isSameJson(second, before)
    restore()
    expectThat(same, `two who resolve ${abbreviate(did)} at once must not share its document`)
  }
}

async function assertIsolated(subject: DIDResolverSubject): Promise<void> {
  for (const did of subject.dids) {
    const returned = await resolveJson(subject, did)
    const before = structuredClone(returned)
    const restore = disturb(returned)
    try {
      expectThat(
        isSameJson(await resolveValid(subject, did), before),
        `who changes the document of ${abbreviate(did)} must not change it for the next: return a new object each time, or a frozen one`,
      )
    } finally {
      restore()
    }
  }
}
