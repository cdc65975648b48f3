import process from 'node:process'
import { checkConformance } from './conformance.ts'
import { exampleProblems } from './examples.ts'
import { layerProblems } from './layers.ts'
import { packageShapeProblems, topLevelProblems } from './package-shape.ts'
import { measureSizes, sizeProblems } from './size.ts'
import { formatTable } from './table.ts'
import { repositoryRoot as root } from './workspace.ts'

/** Each prints what it has to show, if anything, and answers with one line for each problem. */
const checks: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  shape: async () => [...topLevelProblems(root), ...packageShapeProblems(root)],

  examples: async () => exampleProblems(root),

  layers: () => layerProblems(root),

  size: async () => {
    const sizes = await measureSizes(root)
    console.log(
      formatTable([
        ['kB', 'minified', 'gzipped', 'limit'],
        ...sizes.map(({ name, minified, gzipped, limit }) => [
          name,
          kilobytes(minified),
          kilobytes(gzipped),
          kilobytes(limit),
        ]),
      ]),
    )
    return sizeProblems(sizes)
  },

  conformance: async () => {
    const { requirements, problems } = checkConformance(root)
    console.log(
      formatTable([
        ['ID', 'tests', 'requirement'],
        ...requirements.map(({ id, tests, text }) => [id, String(tests).padStart(5), text]),
      ]),
    )
    return problems
  },
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(8)
}

for (const name of process.argv.slice(2)) {
  const check = checks[name]
  if (!check) throw new Error(`No check "${name}"; there are ${Object.keys(checks).join(', ')}`)
  const problems = await check()
  for (const problem of problems) console.error(`${name}: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
  else console.log(`${name}: no problems`)
}
