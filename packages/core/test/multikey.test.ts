import { createECDH, createPrivateKey, createPublicKey, ECDH } from 'node:crypto'
import { generateJwk, multikeyToJwk, publicJwk } from '@didcomm/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Curve } from '../src/contracts/algorithms.ts'
import type { PublicJwk } from '../src/contracts/jwk.ts'
import { decodeMultikey, decodeMultikeySecret, encodeMultikey } from '../src/did/multikey.ts'
import { DIDCommError } from '../src/errors.ts'

const invalid = expect.objectContaining({ code: 'INVALID_KEY' })

/** The test vectors of did:key, which Controlled Identifiers 1.0 uses as well. */
const PUBLISHED: readonly (readonly [multikey: string, jwk: PublicJwk])[] = [
  [
    'z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F',
    {
      kty: 'OKP',
      crv: 'X25519',
      x: base64Url('2fe57da347cd62431528daac5fbb290730fff684afc4cfc2ed90995f58cb3b74'),
    },
  ],
  [
    'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp',
    {
      kty: 'OKP',
      crv: 'Ed25519',
      x: base64Url('3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29'),
    },
  ],
  [
    'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv',
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns',
      y: 'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM',
    },
  ],
  [
    'z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54',
    {
      kty: 'EC',
      crv: 'P-384',
      x: 'CA-iNoHDg1lL8pvX3d1uvExzVfCz7Rn6tW781Ub8K5MrDf2IMPyL0RTDiaLHC1JT',
      y: 'Kpnrn8DkXUD3ge4mFxi-DKr0DYO2KuJdwNBrhzLRtfMa3WFMZBiPKUPfJj8dYNl_',
    },
  ],
  [
    'z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7',
    {
      kty: 'EC',
      crv: 'P-521',
      x: 'ASUHPMyichQ0QbHZ9ofNx_l4y7luncn5feKLo3OpJ2nSbZoC7mffolj5uy7s6KSKXFmnNWxGJ42IOrjZ47qqwqyS',
      y: 'AW9ziIC4ZQQVSNmLlp59yYKrjRY0_VqO-GOIYQ9tYpPraBKUloEId6cI_vynCzlZWZtWpgOM3HPhYEgawQ703RjC',
    },
  ],
  [
    'zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme',
    multikeyToJwk('zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'),
  ],
]

function base64Url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}

/** Lets OpenSSL compress a point. */
function compressed(name: string, x: string, y: string): string {
  const point = Buffer.concat([
    Buffer.of(4),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ])
  return String(ECDH.convertKey(point, name, undefined, 'hex', 'compressed'))
}

const multibase = (hex: string): string => `u${base64Url(hex)}`

describe('decodeMultikey and encodeMultikey', () => {
  it.each(PUBLISHED)('[ENC-20] reads and writes the published %s', (multikey, jwk) => {
    expect(decodeMultikey(multikey)).toEqual(jwk)
    expect(encodeMultikey(jwk)).toBe(multikey)
  })

  it.each([
    ['prime256v1', 'P-256', '8024'],
    ['secp384r1', 'P-384', '8124'],
    ['secp521r1', 'P-521', '8224'],
    ['secp256k1', 'secp256k1', 'e701'],
  ] as const)('[ENC-20] reads what OpenSSL makes on %s, in base64url too', (name, crv, codec) => {
    for (let i = 0; i < 20; i++) {
      const jwk = publicJwk(generateJwk(crv))
      if (jwk.kty !== 'EC') throw new Error(`${crv} is no EC curve`)
      const { x, y } = jwk
      expect(decodeMultikey(multibase(codec + compressed(name, x, y)))).toEqual(jwk)
      expect(multikeyToJwk(encodeMultikey(jwk))).toEqual(jwk)
    }
  })

  it.each([
    ['an unknown multibase', 'm7QE'],
    ['no multibase', '6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
    ['nothing', ''],
    ['a multibase of nothing', 'z'],
    ['a multibase of nothing', 'u'],
    ['a character out of the alphabet', 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW0'],
    ['a character beyond Latin', 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDoo\u0157p'],
    ['a space', 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp '],
    ['padded base64url', `${multibase(`ed01${'01'.repeat(33)}`)}=`],
    ['an unfinished varint', multibase('ed')],
    ['a codec of no key', multibase(`1220${'01'.repeat(32)}`)],
    ['a codec that is not minimal', multibase(`ed8100${'01'.repeat(32)}`)],
    ['half a codec', multibase(`ed02${'01'.repeat(32)}`)],
    ['a secret', multibase(`8026${'01'.repeat(32)}`)],
    ['too few bytes', multibase(`ed01${'01'.repeat(31)}`)],
    ['too many bytes', multibase(`ed01${'01'.repeat(33)}`)],
    ['a codec alone', multibase('8024')],
    ['a P-256 key with the codec of P-384', multibase(`812403${'4f'.repeat(32)}`)],
    ['an uncompressed point', multibase(`802404${'4f'.repeat(64)}`)],
    ['an x of no point', multibase(`802402${'00'.repeat(31)}01`)],
    ['an x beyond p', multibase(`802402${'ff'.repeat(32)}`)],
  ])('[ENC-20] rejects %s', (_, text) => {
    expect(() => decodeMultikey(text)).toThrow(invalid)
  })

  it.each([undefined, null, 1, {}, []])('[ENC-20] rejects %j', (value) => {
    expect(() => decodeMultikey(value as unknown as string)).toThrow(invalid)
  })

  it('[ENC-27] reads a P-256 codec written 12 00 only when told to', () => {
    const [, jwk] = PUBLISHED[2] ?? expect.unreachable()
    if (jwk.kty !== 'EC') return expect.unreachable()
    const broken = multibase(`1200${compressed('prime256v1', jwk.x, jwk.y)}`)
    expect(() => decodeMultikey(broken)).toThrow(invalid)
    expect(() => decodeMultikey(broken)).toThrow(/12 00/)
    expect(decodeMultikey(broken, { p256Codec1200: true })).toEqual(jwk)
    const tooShort = multibase(`1200${'02'.repeat(32)}`)
    expect(() => decodeMultikey(tooShort, { p256Codec1200: true })).toThrow(invalid)
    const noPoint = multibase(`120002${'00'.repeat(31)}01`)
    expect(() => decodeMultikey(noPoint, { p256Codec1200: true })).toThrow(invalid)
  })

  it('[ENC-20] never writes a key that it would not read', () => {
    const jwk = PUBLISHED[2]?.[1]
    if (jwk?.kty !== 'EC') return expect.unreachable()
    expect(() => encodeMultikey({ ...jwk, y: jwk.x })).toThrow(invalid)
    expect(() => encodeMultikey({ ...jwk, x: 'AA' })).toThrow(invalid)
    expect(() => encodeMultikey({ kty: 'OKP', crv: 'X25519', x: 'AA' })).toThrow(invalid)
    expect(() => encodeMultikey({ ...jwk, kty: 'OKP' } as unknown as PublicJwk)).toThrow(invalid)
  })

  it('[ENC-20] ends in a key or INVALID_KEY for any text, and at once for a huge one', () => {
    const check = (text: string): void => {
      try {
        expect(decodeMultikey(encodeMultikey(decodeMultikey(text)))).toEqual(decodeMultikey(text))
      } catch (error) {
        expect(DIDCommError.is(error) && error.code).toBe('INVALID_KEY')
      }
    }
    fc.assert(
      fc.property(fc.constantFrom('z', 'u', ''), fc.string({ unit: 'binary' }), (prefix, text) =>
        check(prefix + text),
      ),
    )
    const codec = fc.constantFrom('ec01', 'ed01', 'e701', '8024', '8124', '8224', '1200')
    fc.assert(
      fc.property(codec, fc.uint8Array({ maxLength: 70 }), (prefix, key) =>
        check(multibase(prefix + Buffer.from(key).toString('hex'))),
      ),
    )
    for (const unit of ['1', 'z', 'A', '\ud800']) {
      check(`z${unit.repeat(10_000_000)}`)
      check(`u${unit.repeat(10_000_000)}`)
    }
  })
})

describe('decodeMultikeySecret', () => {
  /** Key pairs of the examples of Data Integrity EdDSA and ECDSA Cryptosuites 1.0. */
  it.each([
    [
      'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
      'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq',
    ],
    [
      'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP',
      'z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN',
    ],
    [
      'z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ',
      'z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc',
    ],
  ])('[ENC-20] reads the published secret of %s', (publicMultikey, secretMultikey) => {
    const publicJwk = decodeMultikey(publicMultikey)
    const { curve, d } = decodeMultikeySecret(secretMultikey)
    expect(curve).toBe(publicJwk.crv)
    expect(derivePublic(curve, d)).toEqual(publicJwk)
  })

  it.each([
    ['8026', 'Ed25519', 32],
    ['8226', 'X25519', 32],
    ['8626', 'P-256', 32],
    ['8726', 'P-384', 48],
    ['8826', 'P-521', 66],
    ['8126', 'secp256k1', 32],
  ] as const)('[ENC-20] knows the secret codec %s as %s', (codec, curve: Curve, size) => {
    const secret = '07'.repeat(size)
    expect(decodeMultikeySecret(multibase(codec + secret))).toEqual({
      curve,
      d: Uint8Array.from(Buffer.from(secret, 'hex')),
    })
    expect(() => decodeMultikeySecret(multibase(`${codec}${secret}07`))).toThrow(invalid)
    expect(() => decodeMultikeySecret(multibase(codec + secret.slice(2)))).toThrow(invalid)
  })

  it('[ENC-20] rejects a public key, and never quotes what it was given', () => {
    const secret = 'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq'
    for (const text of [
      'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
      secret.slice(1),
      `${secret}!`,
      `${secret}1`,
      secret.slice(0, -2),
      multibase(`8026${'07'.repeat(31)}`),
    ]) {
      try {
        decodeMultikeySecret(text)
        expect.unreachable()
      } catch (error) {
        expect(error).toEqual(invalid)
        expect(String(error)).not.toContain(text.slice(2, 12))
      }
    }
  })
})

/** Lets OpenSSL compute the public key of a secret one. */
function derivePublic(curve: Curve, d: Uint8Array): PublicJwk {
  if (curve === 'P-256' || curve === 'P-384') {
    const ecdh = createECDH(curve === 'P-256' ? 'prime256v1' : 'secp384r1')
    ecdh.setPrivateKey(d)
    const point = ecdh.getPublicKey().subarray(1)
    const x = point.subarray(0, d.length).toString('base64url')
    return { kty: 'EC', crv: curve, x, y: point.subarray(d.length).toString('base64url') }
  }
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), d])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', x }
}
