// @ts-check
// `node .config/turbo.mjs build --filter …`: turbo's tasks, silent unless one fails.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import process from 'node:process'

const require = createRequire(import.meta.url)
const { status, stdout, stderr, error } = spawnSync(
  process.execPath,
  [
    require.resolve('turbo/bin/turbo'),
    'run',
    ...process.argv.slice(2),
    '--output-logs=errors-only',
  ],
  {
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  },
)
if (status !== 0) {
  console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`)
  process.exitCode = status ?? 1
}
