import { join } from 'node:path'
import type { Backend } from '../backends.ts'
import { runPage } from '../chromium.ts'
import { allowScript, policyFor, policyWithoutWasm } from '../content-security-policy.ts'
import { importMap } from '../import-map.ts'
import { STARTERS } from '../project.ts'
import type { RuntimeName } from '../runtime-names.ts'
import { PROGRAM_SECONDS, type Runtime } from '../runtime.ts'
import { serve } from '../web-server.ts'

/** A page that gets every module as it lies in `node_modules`, by an import map. */
export const chromiumPage = unbundledPage('chromium-page', policyFor)

/** The same page under a policy that forbids WebAssembly. */
export const chromiumWithoutWasmEval = unbundledPage(
  'chromium-without-wasm-eval',
  policyWithoutWasm,
)

function unbundledPage(
  name: RuntimeName,
  contentSecurityPolicy: (backend: Backend) => string,
): Runtime {
  return {
    name,
    async start(workshop) {
      const { folder } = workshop.project
      const browser = await workshop.chromium()
      const map = JSON.stringify({ imports: importMap(join(folder, 'node_modules')) })
      return {
        version: `Chromium ${browser.version()}`,
        async run(backend) {
          const server = await serve({
            folder,
            contentSecurityPolicy: allowScript(contentSecurityPolicy(backend), map),
            index: [
              '<!doctype html>',
              '<meta charset="utf-8">',
              `<script type="importmap">${map}</script>`,
              `<script type="module" src="/sites/${backend.name}/${STARTERS.main}"></script>`,
            ].join('\n'),
          })
          try {
            return (await runPage(browser, server.url, PROGRAM_SECONDS)).report
          } finally {
            server.close()
          }
        },
      }
    },
  }
}
