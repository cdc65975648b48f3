import { cryptoServiceSuite, registerSuite } from '@didcomm/core/compliance'
import { describe, it } from 'vitest'
import { NobleCryptoService } from '../src/index.ts'

registerSuite(cryptoServiceSuite(new NobleCryptoService()), { describe, it })
