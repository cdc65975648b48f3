import { testBackendExchange, testPublishedVectors } from '@didcomm/test-support'
import { WebCryptoService } from '../src/index.ts'

const crypto = await WebCryptoService.create()

testPublishedVectors(crypto)
testBackendExchange(crypto)
