import {
  cryptoServiceMatrixSuite,
  cryptoServiceSuite,
  registerSuite,
} from '@didcomm/core/compliance'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import { describe, it } from 'vitest'
import { StablelibCryptoService } from '../src/index.ts'

const stablelib = new StablelibCryptoService()

registerSuite(cryptoServiceSuite(stablelib), { describe, it })

// Both pack and unpack for each other, in what both support.
registerSuite(cryptoServiceMatrixSuite([stablelib, new NobleCryptoService()]), { describe, it })
