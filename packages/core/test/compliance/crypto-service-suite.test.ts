import { cryptoServiceSuite, registerSuite } from '@didcomm/core/compliance'
import { describe, it } from 'vitest'
import { NodeCryptoService } from './support/node-crypto-service.ts'

registerSuite(cryptoServiceSuite(new NodeCryptoService()), { describe, it })
