import {
  cryptoServiceMatrixSuite,
  cryptoServiceSuite,
  registerSuite,
} from '@didcomm/core/compliance'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { describe, it } from 'vitest'
import { NodeCryptoService } from '../src/index.ts'

const node = new NodeCryptoService()

registerSuite(cryptoServiceSuite(node), { describe, it })
registerSuite(cryptoServiceMatrixSuite([node, new NobleCryptoService()]), { describe, it })
