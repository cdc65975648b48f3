import { testBackendExchange, testPublishedVectors } from '@didcomm/test-support'
import { NodeCryptoService } from '../src/index.ts'

const crypto = new NodeCryptoService()

testPublishedVectors(crypto)
testBackendExchange(crypto)
