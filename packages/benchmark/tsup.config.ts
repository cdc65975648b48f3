import { program } from '../../.config/tsup.ts'

export default program({ entry: ['src/main.ts'] })
