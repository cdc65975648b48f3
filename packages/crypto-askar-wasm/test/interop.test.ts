import { AskarCryptoService } from '@didcomm/crypto-askar-wasm'
import { testBackendExchange, testPublishedVectors } from '@didcomm/test-support'

const crypto = await AskarCryptoService.load()

testPublishedVectors(crypto)
testBackendExchange(crypto)
