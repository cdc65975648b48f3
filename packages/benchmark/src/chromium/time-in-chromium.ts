import type { Case } from '../cases.ts'
import type { Effort } from '../measure.ts'
import type { Row } from '../scoreboard.ts'
import { bundle, downloadSize, type WebFile } from './bundle.ts'
import { findChromium, openPage } from './open-page.ts'
import type { PageProgram, WebModule } from './page/program.ts'
import { WEB_LIBRARIES } from './web-libraries.ts'

/** What a page downloads for a library, gzipped, in bytes. */
export interface Download {
  readonly library: string
  readonly script: number
  readonly wasm: number
}

/** All figures of a run in Chromium: times in microseconds. */
export interface WebFigures {
  readonly version: string
  readonly rows: readonly Row[]
  readonly downloads: readonly Download[]
}

/** Times all libraries in one page of Chromium, and weighs what the page downloads for each. @returns why not, if not */
export async function timeInChromium(
  cases: readonly Case[],
  effort: Effort,
): Promise<WebFigures | string> {
  const place = findChromium()
  if (place === undefined) return 'Chromium was not found; CHROMIUM may say where it is'
  const program = await bundle('program')
  const files: WebFile[] = [...program]
  const modules: WebModule[] = []
  const downloads: Download[] = []
  for (const name of WEB_LIBRARIES) {
    const bundled = await bundle(`libraries/${name}`)
    files.push(...bundled)
    modules.push({ name, address: bundled[0].path })
    downloads.push({ library: name, ...downloadSize(bundled) })
  }

  const opened = await openPage(place, files).catch((error) => String(error).split('\n', 1).join())
  if (typeof opened === 'string') return `${place} did not start: ${opened}`
  const { page, version, close } = opened
  try {
    const rows: Row[] = []
    for (const wanted of cases) {
      const input = { program: program[0].path, modules, wanted, effort }
      const timed = page.evaluate(async ({ program: address, ...given }) => {
        const { timeInPage }: PageProgram = await import(address)
        return timeInPage(given.modules, given.wanted, given.effort)
      }, input)
      rows.push(...(await timed))
    }
    return { version, rows, downloads }
  } finally {
    await close()
  }
}
