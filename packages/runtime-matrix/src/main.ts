import process from 'node:process'
import { type Row, runRow } from './matrix.ts'
import { createProject } from './project.ts'
import { runtimes } from './runtimes/runtimes.ts'
import { readSelection, type Selection } from './selection.ts'
import { markdownTable, problemsOf } from './summary.ts'
import { openWorkshop, temporaryFolder } from './workshop.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const { backends, keep, strict, ...selection } = selectionOrExit()
const claimed = backends.flatMap(({ claims }) => claims)
const selected = runtimes.filter(
  ({ name }) => selection.runtimes.includes(name) && claimed.includes(name),
)
const folder = temporaryFolder(keep)
if (keep) console.error(`The project stays in ${folder}`)

const workshop = openWorkshop(await createProject(folder, backends))
const rows: Row[] = []
try {
  for (const runtime of selected) {
    rows.push(await runRow(runtime, backends, workshop, (line) => console.error(line)))
  }
} finally {
  await workshop.close()
}

console.log(`\n${markdownTable(backends, rows)}`)
const problems = problemsOf(backends, rows, { strict })
for (const problem of problems) console.error(`\n${problem}`)
if (problems.length > 0) process.exitCode = 1

/** A mistake in the command line needs no stack trace. */
function selectionOrExit(): Selection {
  try {
    return readSelection(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(2)
  }
}
