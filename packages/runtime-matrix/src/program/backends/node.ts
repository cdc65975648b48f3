import { InMemorySecretsManager } from '@didcomm/core'
import { NodeCryptoService } from '@didcomm/crypto-node'
import type { OpenedBackend } from '../opened-backend.ts'

export default function open(): OpenedBackend {
  const crypto = new NodeCryptoService()
  return { crypto, createSecrets: () => new InMemorySecretsManager(crypto) }
}
