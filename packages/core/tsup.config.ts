import { library } from '../../.config/tsup.ts'

export default library({ entry: { index: 'src/index.ts', contracts: 'src/contracts/index.ts' } })
