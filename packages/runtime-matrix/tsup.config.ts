import { program } from '../../.config/tsup.ts'

export default program({
  entry: ['src/main.ts', 'src/program/run.ts', 'src/program/backends/*.ts'],
})
