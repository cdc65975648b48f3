import { library } from '../../.config/tsup.ts'

export default library({
  entry: {
    index: 'src/index.ts',
    attachments: 'src/attachments/index.ts',
    compliance: 'src/compliance/index.ts',
    contracts: 'src/contracts/index.ts',
    crypto: 'src/crypto/index.ts',
    did: 'src/did/index.ts',
    encoding: 'src/encoding/index.ts',
    fetch: 'src/fetch/index.ts',
  },
})
