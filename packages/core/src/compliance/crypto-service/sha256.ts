import type { CryptoService } from '../../contracts/crypto-service.ts'
import { utf8ToBytes } from '../../encoding/bytes.ts'
import { expectBytes } from '../expectations.ts'
import type { ComplianceGroup } from '../suite.ts'
import { hexToBytes } from '../vectors/hex.ts'
import { expectUntouched, requirement, shifted } from './subject.ts'

/** Messages and digests of FIPS 180-4 and its examples. */
const DIGESTS = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

const SHORT = DIGESTS.slice(0, 3)

/** SHA-256. */
export function sha256Cases(crypto: CryptoService): ComplianceGroup {
  return {
    title: 'sha256',
    cases: [
      requirement('[ENC-9] gives the figures of FIPS 180-4', async () => {
        for (const [message, digest] of DIGESTS) {
          const hash = await crypto.sha256(utf8ToBytes(message))
          expectBytes(hash, hexToBytes(digest), `the digest of ${message.length} bytes`)
        }
      }),
      requirement('hashes several at once, of bytes that lie inside a larger buffer', async () => {
        const hashes = await Promise.all(
          SHORT.map(async ([message]) => crypto.sha256(shifted(utf8ToBytes(message)))),
        )
        SHORT.forEach(([message, digest], index) =>
          expectBytes(hashes[index], hexToBytes(digest), `the digest of "${message}"`),
        )
      }),
      requirement('leaves the bytes that it is given as they were', async () => {
        const data = utf8ToBytes('abc')
        await expectUntouched({ data }, () => crypto.sha256(data))
      }),
    ],
  }
}
