import { testBackendExchange, testPublishedVectors } from '@didcomm/test-support'
import { NobleCryptoService } from '../src/index.ts'

const crypto = new NobleCryptoService()

testPublishedVectors(crypto)
testBackendExchange(crypto)
