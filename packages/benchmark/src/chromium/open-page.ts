import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import process from 'node:process'
import { chromium, type Page } from 'playwright-core'
import type { WebFile } from './bundle.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Nobody listens there: every request is answered here. */
const ORIGIN = 'http://127.0.0.1'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/** They isolate the page, which gives it a clock of 5 µs. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/** A page in a Chromium of its own. */
export interface OpenedPage {
  readonly page: Page
  readonly version: string
  close(): Promise<void>
}

/** Where Chromium is, if it is anywhere. */
export function findChromium(): string | undefined {
  return [process.env['CHROMIUM'], ...PLACES].find((path) => path && existsSync(path))
}

/** Opens an empty page, from which these files can be imported. */
export async function openPage(
  executablePath: string,
  files: readonly WebFile[],
): Promise<OpenedPage> {
  const browser = await chromium.launch({
    executablePath,
    // Its sandbox does not work for root.
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    timeout: 30_000,
  })
  const page = await browser.newPage()
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url())
    const file = files.find(({ path }) => path === pathname)
    return route.fulfill({
      status: file || pathname === '/' ? 200 : 404,
      contentType: file ? (MEDIA_TYPES[extname(pathname)] ?? '') : 'text/html',
      headers: ISOLATION,
      body: file ? Buffer.from(file.contents) : '<!doctype html>',
    })
  })
  await page.goto(`${ORIGIN}/`)
  return { page, version: browser.version(), close: () => browser.close() }
}
