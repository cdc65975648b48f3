import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { runPage } from '../chromium.ts'
import { startService } from '../command.ts'
import { PROGRAM_SECONDS, type Runtime } from '../runtime.ts'
import { versions } from '../versions.ts'

/** Vite's server for development. */
export const viteDev: Runtime = {
  name: 'vite-dev',
  async start(workshop) {
    const vite = join(await workshop.tool('vite'), 'vite/bin/vite.js')
    const browser = await workshop.chromium()
    return {
      version: `Vite ${versions.vite.vite}, Chromium ${browser.version()}`,
      async run(backend) {
        const site = workshop.project.site(backend)
        // Servers that run at the same time must not share what they cache in the project.
        writeFileSync(join(site, 'vite.config.js'), "export default { cacheDir: '.vite' }\n")
        const server = await startService(
          {
            what: `Vite's server, ${backend.name}`,
            command: process.execPath,
            args: [vite, '--host', '127.0.0.1'],
            cwd: site,
            env: { NO_COLOR: '1' },
            seconds: 30,
          },
          /http:\/\/127\.0\.0\.1:\d+\//,
        )
        try {
          return (await runPage(browser, server.match[0], PROGRAM_SECONDS)).report
        } finally {
          server.stop()
        }
      },
    }
  },
}
