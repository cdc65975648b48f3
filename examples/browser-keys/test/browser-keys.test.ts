import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = [process.env['CHROMIUM'], ...PLACES].find((path) => path && existsSync(path))
const TYPES = { 'index.html': 'text/html', 'main.js': 'text/javascript' } as const

if (executablePath === undefined) {
  console.warn('Skipped: browser-keys, because there is no Chromium; CHROMIUM may say where it is')
}

/** Serves what `build` made. */
async function serve(): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const name = url === '/' ? 'index.html' : url.slice(1)
    if (name !== 'index.html' && name !== 'main.js') return void response.writeHead(404).end()
    const file = fileURLToPath(new URL(`../dist/${name}`, import.meta.url))
    response.setHeader('content-type', TYPES[name]).end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe.skipIf(executablePath === undefined)('a notebook in Chromium', () => {
  let server: Server
  let browser: Browser
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    server = await serve()
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      // Its sandbox does not work for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    })
    page = await browser.newPage()
    page.on('pageerror', ({ message }) => problems.push(message))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  })

  afterAll(async () => {
    await browser.close()
    server.close()
  })

  const notes = () => page.locator('#notes li').allTextContents()
  const did = () => page.locator('#did').textContent()

  async function keep(note: string, count: number): Promise<void> {
    await page.fill('#text', note)
    await page.click('text=Keep')
    await page
      .locator('#notes li')
      .nth(count - 1)
      .waitFor()
  }

  it('reads its notes after the page was loaded again, with the same keys', async () => {
    await keep('Buy <milk>', 1)
    await keep('Lunch at noon', 2)
    const before = await did()
    expect(before).toMatch(/^did:peer:/)
    await page.reload()
    await page.locator('#notes li').nth(1).waitFor()
    expect(await notes()).toEqual(['Buy <milk>', 'Lunch at noon'])
    expect(await did()).toBe(before)
    expect(problems).toEqual([])
  })

  it('keeps nothing readable where every script of the page can look', async () => {
    const stored = await page.evaluate(() => JSON.stringify(localStorage))
    expect(stored).toContain('ciphertext')
    expect(stored).not.toMatch(/milk|Lunch|"d"/)
  })

  it('does not export its keys', async () => {
    await page.click('text=Try to export')
    await expect.poll(() => page.locator('#outcome').textContent()).toContain('not extractable')
  })
})
