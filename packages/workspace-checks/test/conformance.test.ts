import { describe, expect, it } from 'vitest'
import { checkConformance } from '../src/conformance.ts'
import { repositoryRoot } from '../src/workspace.ts'
import { temporaryWorkspace } from './temporary-workspace.ts'

describe('the conformance of this repository', () => {
  it('has a test for every requirement that is due, and no unknown IDs', () => {
    expect(checkConformance(repositoryRoot).problems).toEqual([])
  })

  it('covers all requirements of each family', () => {
    const { requirements } = checkConformance(repositoryRoot)
    const families: Record<string, number> = {}
    for (const { id } of requirements) {
      const family = id.slice(0, 3)
      families[family] = (families[family] ?? 0) + 1
      expect(id).toBe(`${family}-${families[family]}`)
    }
    expect(families).toEqual({
      MSG: 12,
      ENV: 6,
      SIG: 10,
      ENC: 27,
      ROT: 4,
      RTE: 8,
      DID: 5,
      TRN: 6,
    })
  })
})

describe('checkConformance', () => {
  const list = [
    '| ID | Requirement |',
    '| --- | --- |',
    '| ENC-9 | the apv |',
    '| ENC-10 | the apu |',
    '| TRN-1 | HTTP |',
  ].join('\n')

  function check(tests: string) {
    const root = temporaryWorkspace({
      'packages/core/conformance.md': list,
      'packages/core/test/deep/some.test.ts': tests,
      'packages/core/test/helper.ts': "it('[ENC-9] is not in a test file', () => {})",
      'packages/core/src/suite.ts': "it('[ENC-9] is not in test/', () => {})",
    })
    const { requirements, problems } = checkConformance(root)
    return { problems, counts: requirements.map(({ id, tests: count }) => `${id} ${count}`) }
  }

  it('counts the tests that carry an ID', () => {
    const source = `
      describe('[ENC-9] is the title of a group', () => {
        it('[ENC-9] one', () => {})
        test("[ENC-9][ENC-10] two at once", async () => {})
        it.each([['[ENC-9]']])('[ENC-10] with rows %s', () => {})
        for (const name of names) it(\`[ENC-10] \${name} [ENC-10]\`, () => {})
        it.skipIf(old)('[ENC-10] where it can', () => {})
        it.each\`a\${1}\`('[TRN-1] with a table', () => {})
        // it('[ENC-9] in a comment', () => {})
      })`
    expect(check(source)).toEqual({
      problems: [],
      counts: ['ENC-9 2', 'ENC-10 4', 'TRN-1 1'],
    })
  })

  it('does not count what never runs, and tells which requirement is left without a test', () => {
    const source = `
      it('[ENC-9] runs', () => {})
      it.skip('[ENC-10] skipped', () => {})
      it.todo('[ENC-10] to do')
      it.skip.each([1])('[ENC-10] skipped rows', () => {})
      audit('[ENC-10] is no test', () => {})`
    expect(check(source)).toEqual({
      problems: ['ENC-10 has no test'],
      counts: ['ENC-9 1', 'ENC-10 0', 'TRN-1 0'],
    })
  })

  it('notices an ID that is not in the list', () => {
    const source = "it('[ENC-9][ENC-10] both', () => {}); it('[ENC-99] a slip', () => {})"
    expect(check(source).problems).toEqual([
      'packages/core/test/deep/some.test.ts: [ENC-99] is not in packages/core/conformance.md',
    ])
  })
})
