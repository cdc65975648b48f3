import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findReport, type Report } from './report.ts'
import { Unavailable } from './unavailable.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Chromium talks to nobody but the pages under test. */
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Chromium without a window, with a profile of its own. @throws Unavailable where there is none */
export async function launchChromium(): Promise<Browser> {
  const place = [process.env['CHROMIUM'], ...PLACES].find((path) => path && existsSync(path))
  if (place === undefined) throw new Unavailable('no Chromium; CHROMIUM may say where it is')
  return chromium.launch({
    executablePath: place,
    // Its sandbox does not work for root.
    args: process.getuid?.() === 0 ? [...ARGUMENTS, '--no-sandbox'] : ARGUMENTS,
    timeout: 30_000,
  })
}

/** What a page reported, and from where. */
export interface PageReport {
  readonly report: Report
  /** Whether it was a worker that reported. */
  readonly inWorker: boolean
}

/**
 * Opens a page and waits for its report.
 *
 * @throws Error if the page fails or does not report in time, with what was on its console
 */
export async function runPage(browser: Browser, url: string, seconds: number): Promise<PageReport> {
  const context = await browser.newContext()
  const notes: string[] = []
  let timer: NodeJS.Timeout | undefined
  try {
    const page = await context.newPage()
    const timeUp = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${url} did not report within ${seconds} s\n${notes.join('\n')}`)),
        seconds * 1000,
      )
    })
    const report = reportOf(page, notes)
    await Promise.race([page.goto(url), report, timeUp])
    return await Promise.race([report, timeUp])
  } finally {
    clearTimeout(timer)
    await context.close()
  }
}

/** The first report on the page's console, a worker's included; other lines are `notes`. */
function reportOf(page: Page, notes: string[]): Promise<PageReport> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => reject(new Error([problem, ...notes].join('\n')))
    page.on('console', (message) => {
      try {
        const report = findReport(message.text())
        if (report) resolve({ report, inWorker: message.worker() !== null })
        else notes.push(message.text())
      } catch (error) {
        reject(error)
      }
    })
    page.on('pageerror', ({ message }) => fail(`the page failed: ${message}`))
    page.on('crash', () => fail('the page crashed'))
  })
}
