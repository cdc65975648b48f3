import type { ContentEncryption, Curve, KeyWrapping } from '../../contracts/algorithms.ts'
import type {
  CryptoService,
  DecryptContentOptions,
  EncryptedContent,
  UnwrapKeyOptions,
  WrapKeyOptions,
} from '../../contracts/crypto-service.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import { expectBytes } from '../expectations.ts'
import { makePair, type Pair } from './subject.ts'

/** What {@link exchange} is made with. */
export interface ExchangeOptions {
  readonly alg: KeyWrapping
  readonly curve: Curve
  readonly enc: ContentEncryption
  /** The recipient's backend; the sender's unless given. */
  readonly recipientCrypto?: CryptoService
}

/** Content that was encrypted and its key, wrapped for one recipient: every input, so that a case can change one. */
export interface Exchange {
  readonly sender: Pair
  readonly recipient: Pair
  readonly wrap: WrapKeyOptions<unknown, unknown, unknown>
  readonly unwrap: UnwrapKeyOptions<unknown, unknown>
  readonly content: EncryptedContent<unknown>
  readonly decrypt: Omit<DecryptContentOptions<unknown>, 'contentKey'>
  /** Checks that a content key is the one that was wrapped: it decrypts the content. */
  readonly expectOpens: (contentKey: unknown) => Promise<void>
}

const PLAINTEXT = utf8ToBytes('Lunch?')

/** Encrypts content and wraps its key from a new sender to a new recipient. */
export async function exchange(
  crypto: CryptoService,
  { alg, curve, enc, recipientCrypto = crypto }: ExchangeOptions,
): Promise<Exchange> {
  const authenticated = alg === 'ECDH-1PU+A256KW'
  const ephemeral = await makePair(crypto, curve, { ephemeral: true })
  const sender = await makePair(crypto, curve)
  const recipient = await makePair(recipientCrypto, curve)
  const aad = utf8ToBytes('header')
  const content = await crypto.encryptContent({ enc, plaintext: PLAINTEXT, aad })
  const { contentKey, iv, ciphertext, tag } = content
  const info = {
    alg,
    apu: utf8ToBytes('alice'),
    apv: utf8ToBytes('bob'),
    ...(authenticated && { tag }),
  }
  const wrap = {
    ...info,
    contentKey,
    ephemeral: ephemeral.secretKey,
    recipient: await crypto.importPublicKey(recipient.publicJwk),
    ...(authenticated && { sender: sender.secretKey }),
  }
  const unwrap = {
    ...info,
    enc,
    encryptedKey: await crypto.wrapKey(wrap),
    ephemeral: await recipientCrypto.importPublicKey(ephemeral.publicJwk),
    recipient: recipient.secretKey,
    ...(authenticated && {
      sender: await recipientCrypto.importPublicKey(sender.publicJwk),
    }),
  }
  const decrypt = { enc, iv, ciphertext, tag, aad }
  const expectOpens = async (unwrapped: unknown) => {
    const opened = await recipientCrypto.decryptContent({ ...decrypt, contentKey: unwrapped })
    expectBytes(opened, PLAINTEXT, 'the decrypted content')
  }
  return { sender, recipient, wrap, unwrap, content, decrypt, expectOpens }
}
