import { describe, expect, it } from 'vitest'
import type { Backend } from '../src/backends.ts'
import { runRow } from '../src/matrix.ts'
import type { Report } from '../src/report.ts'
import type { Runtime } from '../src/runtime.ts'
import { Unavailable } from '../src/unavailable.ts'
import { openWorkshop } from '../src/workshop.ts'

const suite = { title: 'End to end', passed: 6, failed: [] }
const report: Report = { suites: [suite, suite, suite] }
const workshop = openWorkshop({ folder: '/nowhere', site: ({ name }) => name })

const everywhere: readonly Backend[] = ['first', 'second', 'third', 'fourth', 'fifth'].map(
  (name) => ({ name, claims: ['deno', 'chromium-without-wasm-eval'] }),
)
const elsewhere: Backend = { name: 'elsewhere', claims: ['bun'] }

function runtime(run: (backend: Backend) => Promise<Report>): Runtime {
  return { name: 'deno', start: async () => ({ version: 'Deno 2', run }) }
}

async function outcomes(subject: Runtime, backends = everywhere) {
  const row = await runRow(subject, backends, workshop, () => {})
  return row.outcomes
}

describe('a row', () => {
  it('has an outcome for each backend, in their order', async () => {
    const subject = runtime(async ({ name }) => ({
      suites: [suite, suite, { ...suite, passed: name.length }],
    }))
    expect(await runRow(subject, everywhere, workshop, () => {})).toEqual({
      runtime: 'deno',
      version: 'Deno 2',
      outcomes: [17, 18, 17, 18, 17].map((cases) => ({ kind: 'passed', cases })),
    })
  })

  it('wants the suites that a backend has of its own there', async () => {
    const subject = runtime(async () => report)
    const backend: Backend = {
      ...elsewhere,
      claims: ['deno'],
      ownSuites: (name) => (name === 'deno' ? 1 : 0),
    }
    expect(await outcomes(subject, [backend])).toEqual([
      { kind: 'failed', problems: ['3 suites ran, not 4'] },
    ])
  })

  it('leaves alone what a backend does not claim', async () => {
    const ran: string[] = []
    const subject = runtime(async ({ name }) => {
      ran.push(name)
      return report
    })
    expect(await outcomes(subject, [elsewhere])).toEqual([{ kind: 'unclaimed' }])
    expect(ran).toEqual([])
  })

  it('is skipped with a reason when the runtime cannot be had', async () => {
    const subject: Runtime = {
      name: 'deno',
      start: () => Promise.reject(new Unavailable('no network')),
    }
    expect(await outcomes(subject, [...everywhere.slice(0, 1), elsewhere])).toEqual([
      { kind: 'skipped', reason: 'no network' },
      { kind: 'unclaimed' },
    ])
  })

  it('fails when the runtime is there and does not start', async () => {
    const subject: Runtime = { name: 'deno', start: () => Promise.reject(new Error('it crashed')) }
    expect(await outcomes(subject, everywhere.slice(0, 1))).toEqual([
      { kind: 'failed', problems: ['it crashed'] },
    ])
  })

  it('fails one backend and goes on with the others', async () => {
    const subject = runtime(({ name }) =>
      name === 'second' ? Promise.reject(new Error('it hung')) : Promise.resolve(report),
    )
    const kinds = (await outcomes(subject)).map(({ kind }) => kind)
    expect(kinds).toEqual(['passed', 'failed', 'passed', 'passed', 'passed'])
  })

  it('wants a refusal where WebAssembly is forbidden', async () => {
    const error = "because 'unsafe-eval' is not an allowed source of script"
    const refusing = runtime(async ({ name }) => (name === 'first' ? { error } : report))
    const subject: Runtime = { ...refusing, name: 'chromium-without-wasm-eval' }
    const kinds = (await outcomes(subject, everywhere.slice(0, 2))).map(({ kind }) => kind)
    expect(kinds).toEqual(['refused', 'failed'])
  })
})
