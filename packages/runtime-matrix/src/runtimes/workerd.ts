import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Backend } from '../backends.ts'
import { runCommand } from '../command.ts'
import { STARTERS } from '../project.ts'
import { findReport } from '../report.ts'
import { PROGRAM_SECONDS, type Runtime } from '../runtime.ts'
import { WORKERD_COMPATIBILITY_DATE } from '../versions.ts'
import { expectWasmFiles } from '../wasm-files.ts'
import type { Workshop } from '../workshop.ts'

/** workerd, the runtime of Cloudflare Workers; it takes one module, and files of WebAssembly beside it. */
export const workerd: Runtime = {
  name: 'workerd',
  async start(workshop) {
    const command = join(await workshop.tool('workerd'), '.bin', 'workerd')
    const version = await runCommand({
      what: 'asking workerd for its version',
      command,
      args: ['--version'],
      cwd: workshop.project.folder,
      seconds: 30,
    })
    return {
      version: version.trim(),
      async run(backend) {
        const folder = await buildForWorkerd(workshop, backend)
        const output = await runCommand({
          what: `workerd, ${backend.name}`,
          command,
          args: ['test', 'config.capnp'],
          cwd: folder,
          seconds: PROGRAM_SECONDS,
        })
        return findReport(output) ?? { error: `it ended without a report:\n${output}` }
      },
    }
  },
}

async function buildForWorkerd(workshop: Workshop, backend: Backend): Promise<string> {
  const folder = workshop.output(`workerd-${backend.name}`)
  await build({
    entryPoints: [join(workshop.project.site(backend), STARTERS.workerd)],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker'],
    target: 'es2022',
    // The import stays, and workerd makes a module of the file.
    loader: { '.wasm': 'copy' },
    logLevel: 'silent',
  })
  expectWasmFiles(folder, backend)
  writeFileSync(join(folder, 'config.capnp'), configuration(readdirSync(folder)))
  return folder
}

function configuration(files: readonly string[]): string {
  const others = files.filter((name) => name.endsWith('.wasm'))
  const modules = [
    `(name = "${STARTERS.workerd}", esModule = embed "${STARTERS.workerd}")`,
    ...others.map((name) => `(name = "${name}", wasm = embed "${name}")`),
  ]
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [(name = "main", worker = .program)]);

const program :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "${WORKERD_COMPATIBILITY_DATE}",
);
`
}
