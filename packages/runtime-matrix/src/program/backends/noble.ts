import { InMemorySecretsManager } from '@didcomm/core'
import { NobleCryptoService } from '@didcomm/crypto-noble'
import type { OpenedBackend } from '../opened-backend.ts'

export default function open(): OpenedBackend {
  const crypto = new NobleCryptoService()
  return { crypto, createSecrets: () => new InMemorySecretsManager(crypto) }
}
