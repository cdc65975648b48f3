import type { Backend } from './backends.ts'
import type { Row } from './matrix.ts'
import type { Outcome } from './outcome.ts'

/** The results as a table in Markdown, a row for each runtime and a column for each backend. */
export function markdownTable(
  backends: readonly Pick<Backend, 'name'>[],
  rows: readonly Row[],
): string {
  const lines = [
    ['runtime', 'version', ...backends.map(({ name }) => name)],
    ['---', '---', ...backends.map(() => '---')],
    ...rows.map(({ runtime, version = '', outcomes }) => [runtime, version, ...outcomes.map(cell)]),
  ]
  return lines.map((cells) => `| ${cells.map(escape).join(' | ')} |`).join('\n')
}

function cell(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'passed':
      return `${outcome.cases} passed`
    case 'refused':
      return 'refused, as it must be'
    case 'failed':
      return `**${outcome.problems.length} failed**`
    case 'skipped':
      return `skipped: ${outcome.reason}`
    case 'unclaimed':
      return ''
  }
}

function escape(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', String.raw`\|`)
}

/** What an outcome is called that proves something. */
const PROOFS: readonly Outcome['kind'][] = ['passed', 'refused']

/** Why the matrix has not passed, a line for each reason; a matrix in which nothing ran has not. */
export function problemsOf(
  backends: readonly Pick<Backend, 'name'>[],
  rows: readonly Row[],
  { strict }: { readonly strict: boolean },
): string[] {
  const problems = rows.flatMap(({ runtime, outcomes }) =>
    outcomes.flatMap((outcome, column) => {
      const place = `${runtime}, ${backends[column]?.name}`
      if (outcome.kind === 'failed') {
        return outcome.problems.map((problem) => `${place}: ${problem}`)
      }
      if (outcome.kind === 'skipped' && strict) return [`${place} was skipped: ${outcome.reason}`]
      return []
    }),
  )
  const outcomes = rows.flatMap((row) => row.outcomes)
  if (problems.length === 0 && !outcomes.some(({ kind }) => PROOFS.includes(kind))) {
    problems.push('nothing ran')
  }
  return problems
}
