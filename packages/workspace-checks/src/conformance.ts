import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { testTitles } from './test-titles.ts'
import { packageFolders, testFiles } from './workspace.ts'

/** Families of requirements that no package here answers yet. */
const notYetRequired: readonly string[] = ['TRN']

/** A requirement of the standard, and how many tests carry its ID. */
interface Requirement {
  readonly id: string
  readonly text: string
  readonly tests: number
}

/** What the tests cover, and one line for each ID without a test and each ID that nobody knows. */
export interface ConformanceReport {
  readonly requirements: readonly Requirement[]
  readonly problems: readonly string[]
}

/** Holds the IDs in the tests' titles against the list in `packages/core/conformance.md`. */
export function checkConformance(root: string): ConformanceReport {
  const known = parseRequirements(readFileSync(join(root, 'packages/core/conformance.md'), 'utf8'))
  const counts = new Map<string, number>()
  const problems: string[] = []
  for (const file of packageFolders(root).flatMap(testFiles)) {
    for (const id of requirementIds(readFileSync(file, 'utf8'))) {
      if (known.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
      else problems.push(`${relative(root, file)}: [${id}] is not in packages/core/conformance.md`)
    }
  }
  const requirements = [...known].map(([id, text]) => ({ id, text, tests: counts.get(id) ?? 0 }))
  for (const { id, tests } of requirements) {
    if (tests === 0 && !isLater(id)) problems.push(`${id} has no test`)
  }
  return { requirements, problems }
}

/** Reads the rows `| ID | text |` of the list's tables. */
function parseRequirements(markdown: string): Map<string, string> {
  const rows = markdown.matchAll(/^\|\s*([A-Z]{3}-\d+)\s*\|\s*(.+?)\s*\|$/gm)
  return new Map(Array.from(rows, ([, id = '', text = '']) => [id, text]))
}

/** The IDs in the titles of a test file's tests, `ENC-9` for `[ENC-9]`, one for each test. */
function requirementIds(source: string): string[] {
  return testTitles(source).flatMap((title) => {
    const ids = Array.from(title.matchAll(/\[([A-Z]{3}-\d+)\]/g), ([, id = '']) => id)
    return [...new Set(ids)]
  })
}

function isLater(id: string): boolean {
  return notYetRequired.some((family) => id.startsWith(`${family}-`))
}
