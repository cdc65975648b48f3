import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../src/encoding/json.ts'
import { parseFromPriorClaims } from '../src/message/from-prior.ts'
import { didcommError, failure, outcome } from './support/outcome.ts'

const CLAIMS = { iss: 'did:example:old', sub: 'did:example:new', iat: 1516239022 }

describe('parseFromPriorClaims', () => {
  it('[ROT-1] reads the claims of a rotation', () => {
    expect(parseFromPriorClaims(CLAIMS)).toEqual(CLAIMS)
    expect(parseFromPriorClaims({ ...CLAIMS, exp: 3, nbf: 2 })).toEqual({
      ...CLAIMS,
      exp: 3,
      nbf: 2,
    })
  })

  it('[ROT-4] reads the claims that end a relationship', () => {
    const { sub: _, ...rest } = CLAIMS
    expect(parseFromPriorClaims(rest)).toEqual(rest)
    expect(parseFromPriorClaims({ ...CLAIMS, sub: null })).toEqual(rest)
    expect(parseFromPriorClaims({ ...CLAIMS, sub: undefined })).toEqual(rest)
  })

  it('[ROT-1] carries claims along that nobody defined', () => {
    const text = `{"iss":"did:example:old","iat":1,"aud":"123","jti":null,"__proto__":{"a":1},"kid":"x"}`
    const claims = parseFromPriorClaims(JSON.parse(text))
    expect(JSON.parse(JSON.stringify(claims))).toEqual(JSON.parse(text))
  })

  const wrong: readonly (readonly [id: string, claim: string, values: readonly unknown[]])[] = [
    ['[ROT-1]', 'iss', [null, '', 'old', 'did:example:old#key-1', 'did:example:old?x', 7, {}, []]],
    ['[ROT-1]', 'sub', ['', 'new', 'did:example:new#key-1', 7, {}, [], false]],
    ['[ROT-1]', 'iat', [null, '1516239022', 1.5, 2 ** 53, {}, true]],
    ['[ROT-2]', 'exp', ['1516239022', 1.5, 2 ** 53, {}, true]],
    ['[ROT-2]', 'nbf', ['1516239022', 1.5, 2 ** 53, {}, true]],
  ]
  for (const [id, claim, values] of wrong) {
    it(`${id} refuses a wrong ${claim}, and names it`, () => {
      for (const value of values) {
        const error = failure(() => parseFromPriorClaims({ ...CLAIMS, [claim]: value }))
        expect(error, JSON.stringify(value)).toEqual(didcommError('INVALID_FROM_PRIOR', claim))
        expect(error.message).toContain(`${claim} of from_prior is`)
      }
    })
  }

  it('ends in claims or in a DIDCommError, whatever JSON it is', () => {
    const claim = fc.oneof(fc.constantFrom(...Object.keys(CLAIMS), 'exp', 'nbf'), fc.string())
    fc.assert(
      fc.property(fc.dictionary(claim, fc.jsonValue()), fc.boolean(), (members, nearlyRight) => {
        const value: JsonObject = nearlyRight ? { ...CLAIMS, ...members } : members
        const result = outcome(() => parseFromPriorClaims(value))
        if ('error' in result) expect(result.error.code).toBe('INVALID_FROM_PRIOR')
        else expect(Number.isInteger(result.value.iat)).toBe(true)
      }),
    )
  })
})
