import {
  cryptoServiceMatrixSuite,
  cryptoServiceSuite,
  registerSuite,
  secretsManagerSuite,
} from '@didcomm/core/compliance'
import { AskarCryptoService, AskarSecretsManager } from '@didcomm/crypto-askar-wasm'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { describe, it } from 'vitest'

const crypto = await AskarCryptoService.load()

registerSuite(cryptoServiceSuite(crypto), { describe, it })
registerSuite(cryptoServiceMatrixSuite([crypto, new NobleCryptoService()]), { describe, it })
registerSuite(secretsManagerSuite({ crypto, create: () => new AskarSecretsManager(crypto) }), {
  describe,
  it,
})
