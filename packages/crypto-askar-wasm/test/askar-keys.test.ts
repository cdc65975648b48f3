import { AskarCryptoService, exportSecretKey } from '@didcomm/crypto-askar-wasm'
import { testSecretKeys } from '@didcomm/test-support'

testSecretKeys(await AskarCryptoService.load(), exportSecretKey)
