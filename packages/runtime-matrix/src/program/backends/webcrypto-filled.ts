import { InMemorySecretsManager } from '@didcomm/core'
import { noblePrimitives } from '@didcomm/crypto-noble'
import { WebCryptoService } from '@didcomm/crypto-webcrypto'
import type { OpenedBackend } from '../opened-backend.ts'

/** With what WebCrypto does not have from noble. */
export default async function open(): Promise<OpenedBackend> {
  const crypto = await WebCryptoService.create({ fillWith: noblePrimitives })
  return { crypto, createSecrets: () => new InMemorySecretsManager(crypto) }
}
