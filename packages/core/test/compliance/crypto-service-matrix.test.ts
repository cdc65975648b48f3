import { cryptoServiceMatrixSuite, registerSuite, runSuite } from '@didcomm/core/compliance'
import { createCryptoService } from '@didcomm/core/crypto'
import { NobleCryptoService, noblePrimitives } from '@didcomm/crypto-noble'
import { describe, expect, it } from 'vitest'
import { NodeCryptoService } from './support/node-crypto-service.ts'

/** Noble with less, as a backend on a small library has it. */
const small = createCryptoService({
  ...noblePrimitives,
  name: 'small',
  supports: { curves: ['P-256', 'X25519'], enc: ['XC20P', 'A256CBC-HS512'], sig: ['ES256'] },
})

registerSuite(
  cryptoServiceMatrixSuite([new NobleCryptoService(), new NodeCryptoService(), small]),
  { describe, it },
)

describe('cryptoServiceMatrixSuite', () => {
  const node = new NodeCryptoService({ curves: ['P-256'], enc: ['A256GCM'], sig: ['ES256'] })

  it('has cases for what both of a pair claim, and for no more', () => {
    const { groups } = cryptoServiceMatrixSuite([node, small])
    expect(groups.map(({ title, cases }) => [title, cases.map((one) => one.title)])).toEqual([
      ['node to small', ['[ENV-2] unpacks signed, ES256']],
      ['small to node', ['[ENV-2] unpacks signed, ES256']],
    ])
  })

  it('pairs each backend with each other, and numbers those of one name', () => {
    expect(cryptoServiceMatrixSuite([node, node]).groups.map(({ title }) => title)).toEqual([
      'node (1) to node (2)',
      'node (2) to node (1)',
    ])
  })

  it('catches a backend that understands itself alone', async () => {
    class Alone extends NodeCryptoService {
      override readonly name = 'alone'
      protected override sharedSecret(ze: Uint8Array) {
        return Buffer.from(ze).reverse()
      }
    }
    const supports = { curves: ['P-256'], enc: ['A256CBC-HS512'], sig: [] } as const
    const suite = cryptoServiceMatrixSuite([new Alone(supports), new NodeCryptoService(supports)])
    const { passed, failed } = await runSuite(suite)
    expect(passed).toEqual([])
    expect(failed.map(({ title }) => title)).toEqual(
      ['alone to node', 'node to alone'].flatMap((pair) =>
        [
          '[ENC-3] unwraps a key by ECDH-ES+A256KW on P-256, A256CBC-HS512',
          '[ENC-3] unwraps a key by ECDH-1PU+A256KW on P-256, A256CBC-HS512',
          '[ENV-2] unpacks anoncrypt on P-256, A256CBC-HS512',
          '[ENV-2] unpacks authcrypt on P-256, A256CBC-HS512',
          '[ENV-2] unpacks anoncrypt(authcrypt) on P-256, A256CBC-HS512 around A256CBC-HS512',
        ].map((title) => `CryptoService matrix › ${pair} › ${title}`),
      ),
    )
  })
})
