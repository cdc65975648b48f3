import {
  type ComplianceSuite,
  cryptoServiceSuite,
  runSuite,
  secretsManagerSuite,
} from '@didcomm/core/compliance'
import { type Report, REPORT_MARK, type SuiteReport } from '../report.ts'
import { endToEndSuite } from './end-to-end.ts'
import type { OpenBackend, OpenedBackend } from './opened-backend.ts'

/** The program that runs on every runtime: all suites on one backend. Prints a {@link Report}, and never throws. */
export async function run(open: OpenBackend): Promise<void> {
  print(await reportOn(open))
}

/** Runs the program in a worker, whose console is the page's, and reports for one that does not start. */
export function runInWorker(start: () => Worker): void {
  try {
    start().addEventListener('error', ({ message }) => {
      print({ error: `the worker failed: ${message || 'no reason'}` })
    })
  } catch (error) {
    print({ error: `the worker could not be made: ${describe(error)}` })
  }
}

function print(report: Report): void {
  console.log(REPORT_MARK + JSON.stringify(report))
}

async function reportOn(open: OpenBackend): Promise<Report> {
  try {
    const backend = await open()
    const suites: SuiteReport[] = []
    for (const suite of suitesOf(backend)) suites.push(await reportOnSuite(suite))
    return { suites }
  } catch (error) {
    return { error: describe(error) }
  }
}

function suitesOf(backend: OpenedBackend): ComplianceSuite[] {
  return [
    cryptoServiceSuite(backend.crypto),
    secretsManagerSuite({ crypto: backend.crypto, create: () => backend.createSecrets() }),
    endToEndSuite(backend),
    ...(backend.ownSuites ?? []),
  ]
}

async function reportOnSuite(suite: ComplianceSuite): Promise<SuiteReport> {
  const { passed, failed } = await runSuite(suite)
  return {
    title: suite.title,
    passed: passed.length,
    failed: failed.map(({ title, error }) => ({ title, error: describe(error) })),
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return `${error.name}: ${error.message}${cause === undefined ? '' : ` (${describe(cause)})`}`
}
