import { quote } from '../../encoding/json.ts'
import { expectThat } from '../expectations.ts'
import { ComplianceFailure, type ComplianceGroup } from '../suite.ts'
import { foreignDIDs } from './probes.ts'
import type { DIDResolverSubject } from './subject.ts'

/** `isResolvable` knows the methods of its resolver. There are no cases for a resolver without it. */
export function isResolvableCases(subject: DIDResolverSubject): ComplianceGroup[] {
  const isResolvable = subject.resolver.isResolvable?.bind(subject.resolver)
  if (!isResolvable) return []
  const texts = [...foreignDIDs(subject.methods), '', 'did:', 'nonsense', '__proto__']
  return [
    {
      title: 'isResolvable',
      cases: [
        {
          title: '[DID-1] is true for the DIDs that resolve',
          run: () => subject.dids.forEach((did) => assertTells(isResolvable, did, true)),
        },
        {
          title: '[DID-1] is false for DIDs of other methods, and for what is no DID',
          run: () => texts.forEach((text) => assertTells(isResolvable, text, false)),
        },
        {
          title: '[DID-1] is false for what is no text',
          run: () => {
            for (const value of [undefined, null, 0, true, {}, []]) {
              // What callers without types, and untrusted JSON, may hand in.
              assertTells(isResolvable, value as string, false)
            }
          },
        },
      ],
    },
  ]
}

function assertTells(
  isResolvable: (did: string) => boolean,
  value: string,
  expected: boolean,
): void {
  const told = tell(isResolvable, value)
  expectThat(told === expected, `isResolvable must be ${expected} for ${quote(value)}`)
}

function tell(isResolvable: (did: string) => boolean, value: string): unknown {
  try {
    return isResolvable(value)
  } catch (cause) {
    throw new ComplianceFailure(`isResolvable must not throw, and did for ${quote(value)}`, {
      cause,
    })
  }
}
