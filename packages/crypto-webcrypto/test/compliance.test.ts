import {
  cryptoServiceMatrixSuite,
  cryptoServiceSuite,
  registerSuite,
} from '@didcomm/core/compliance'
import { NobleCryptoService, noblePrimitives } from '@didcomm/crypto-noble'
import { describe, it } from 'vitest'
import { WebCryptoService } from '../src/index.ts'

const web = await WebCryptoService.create()
const filled = await WebCryptoService.create({ fillWith: noblePrimitives })

registerSuite(cryptoServiceSuite(web), { describe, it })
registerSuite(cryptoServiceSuite(filled), { describe, it })
registerSuite(cryptoServiceMatrixSuite([filled, new NobleCryptoService()]), { describe, it })
