import { describe, expect, it } from 'vitest'
import { ecPointOf, jwkOfEcPoint, leftPadded } from '../src/ec-points.ts'

/** The public key of RFC 7515 §A.3.1, and its coordinates as the section lists them. */
const JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
} as const
const X = '7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445'
const Y = 'c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad'

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

describe('jwkOfEcPoint', () => {
  it('reads a point in a DER octet string', () => {
    expect(jwkOfEcPoint(bytes(`044104${X}${Y}`))).toEqual(JWK)
  })

  it('reads a bare point', () => {
    expect(jwkOfEcPoint(bytes(`04${X}${Y}`))).toEqual(JWK)
  })

  it('reads a bare point whose x begins like a DER octet string', () => {
    const x = `4104${X.slice(4)}`
    expect(jwkOfEcPoint(bytes(`04${x}${Y}`)).x).toBe(bytes(x).toString('base64url'))
  })

  it.each([
    ['nothing', ''],
    ['a compressed point', `03${X}`],
    ['a compressed point in an octet string', `042103${X}`],
    ['a point that is cut off', `044104${X}${Y.slice(2)}`],
    ['a point with a byte too many', `044104${X}${Y}00`],
    ['a point of P-384', `046104${'11'.repeat(96)}`],
    ['a point whose form is unknown', `044105${X}${Y}`],
  ])('refuses %s', (_, hex) => {
    expect(() => jwkOfEcPoint(bytes(hex))).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }))
  })
})

describe('ecPointOf', () => {
  it('writes an uncompressed point', () => {
    expect(ecPointOf(JWK).toString('hex')).toBe(`04${X}${Y}`)
  })

  it('refuses a key on another curve', () => {
    expect(() => ecPointOf({ ...JWK, crv: 'secp256k1' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_KEY',
        message: expect.stringMatching(/secp256k1$/),
      }),
    )
  })
})

describe('leftPadded', () => {
  it.each([
    [X, X],
    [X.slice(2), `00${X.slice(2)}`],
    [X.slice(16), `${'00'.repeat(8)}${X.slice(16)}`],
  ])('makes 32 bytes of %s', (secret, padded) => {
    expect(Buffer.from(leftPadded(bytes(secret))).toString('hex')).toBe(padded)
  })

  it('returns bytes of its own, which core overwrites', () => {
    const secret = bytes(X)
    leftPadded(secret).fill(0)
    expect(secret.toString('hex')).toBe(X)
  })

  it.each([
    ['more than 32 bytes', `00${X}`],
    ['fewer than 24, which is no secret that was stripped', X.slice(18)],
    ['nothing', ''],
  ])('refuses %s', (_, secret) => {
    expect(() => leftPadded(bytes(secret))).toThrow(
      expect.objectContaining({
        code: 'SECRETS_MANAGER_FAILED',
        message: `the token derived ${secret.length / 2} bytes instead of 32`,
      }),
    )
  })
})
