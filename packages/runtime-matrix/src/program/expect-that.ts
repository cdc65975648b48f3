import { ComplianceFailure } from '@didcomm/core/compliance'

/** @throws ComplianceFailure unless the expectation holds */
export function expectThat(condition: boolean, expectation: string): void {
  if (!condition) throw new ComplianceFailure(`it does not hold that ${expectation}`)
}
