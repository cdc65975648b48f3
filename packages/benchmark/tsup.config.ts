import { program } from '../../.config/tsup.ts'

export default program({
  entry: [
    'src/main.ts',
    'src/memory-probe.ts',
    'src/chromium/page/program.ts',
    'src/chromium/page/libraries/*.ts',
  ],
})
