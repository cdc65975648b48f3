import type { Backend } from '../backends.ts'
import { runPage } from '../chromium.ts'
import { policyFor } from '../content-security-policy.ts'
import type { RuntimeName } from '../runtime-names.ts'
import { PROGRAM_SECONDS, type Runtime } from '../runtime.ts'
import { expectWasmFiles } from '../wasm-files.ts'
import { serve } from '../web-server.ts'
import type { Workshop } from '../workshop.ts'

/** A bundler, as applications use it. */
export interface Bundler {
  readonly name: 'esbuild' | 'vite' | 'webpack'
  /** Makes it ready. @returns what it is, with its version @throws Unavailable */
  prepare(workshop: Workshop): Promise<string>
  /** Builds the page of a backend for production, with its worker, into a folder. */
  build(workshop: Workshop, backend: Backend, folder: string): Promise<void>
}

/** The rows of a bundler: what it builds runs in Chromium, in a page and in a worker. */
export function bundledPages(bundler: Bundler): readonly Runtime[] {
  const builds = new Map<string, Promise<string>>()
  const built = (workshop: Workshop, backend: Backend): Promise<string> => {
    const folder = builds.get(backend.name) ?? build(bundler, workshop, backend)
    builds.set(backend.name, folder)
    return folder
  }
  return (['page', 'worker'] as const).map((place) => {
    const name: RuntimeName = `${bundler.name}-${place}`
    return {
      name,
      async start(workshop) {
        const version = await bundler.prepare(workshop)
        const browser = await workshop.chromium()
        return {
          version: `${version}, Chromium ${browser.version()}`,
          async run(backend) {
            const folder = await built(workshop, backend)
            const server = await serve({ folder, contentSecurityPolicy: policyFor(backend) })
            try {
              const url = `${server.url}#${place}`
              const { report, inWorker } = await runPage(browser, url, PROGRAM_SECONDS)
              if (inWorker === (place === 'worker')) return report
              return { error: `it was to run in a ${place}, and did not` }
            } finally {
              server.close()
            }
          },
        }
      },
    }
  })
}

async function build(bundler: Bundler, workshop: Workshop, backend: Backend): Promise<string> {
  const folder = workshop.output(`${bundler.name}-${backend.name}`)
  await bundler.build(workshop, backend, folder)
  expectWasmFiles(folder, backend)
  return folder
}
