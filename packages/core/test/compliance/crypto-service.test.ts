import { cryptoServiceSuite, registerSuite } from '@didcomm/core/compliance'
import { describe, it } from 'vitest'
import { NodeCryptoService } from './support/crypto-service-node.ts'

registerSuite(cryptoServiceSuite(new NodeCryptoService()), { describe, it })
