import { describe, expect, it } from 'vitest'
import { asDIDCommError, DIDCommError, type DIDCommErrorCode } from '../src/errors.ts'

/** What the standard says of each code, in its table of descriptors (DIDComm v2.1 § Descriptors). */
const REPORTS: { readonly [code in DIDCommErrorCode]: readonly [code: string, comment: string] } = {
  INVALID_ARGUMENT: ['e.p.me', 'Internal error.'],
  INVALID_MESSAGE: ['e.m.msg', 'Bad message.'],
  MALFORMED_ENVELOPE: ['e.m.msg', 'Bad message.'],
  MESSAGE_TOO_LARGE: [
    'e.m.me.res.storage.message_too_big',
    'A required resource is inadequate or unavailable.',
  ],
  UNSUPPORTED_NESTING: ['e.m.trust', 'Failed to achieve required trust.'],
  UNSUPPORTED_ALGORITHM: ['e.m.trust.crypto', 'Cryptographic operation failed.'],
  INVALID_DID: ['e.m.did', 'DID is unusable.'],
  DID_NOT_FOUND: ['e.m.did', 'DID is unusable.'],
  DID_METHOD_NOT_SUPPORTED: ['e.m.did', 'DID is unusable.'],
  DID_RESOLUTION_FAILED: ['e.m.did', 'DID is unusable.'],
  INVALID_DID_DOCUMENT: ['e.m.did', 'DID is unusable.'],
  KEY_NOT_FOUND: ['e.m.did', 'DID is unusable.'],
  KEY_NOT_AUTHORIZED: ['e.m.trust', 'Failed to achieve required trust.'],
  INVALID_KEY: ['e.m.trust.crypto', 'Cryptographic operation failed.'],
  NO_COMMON_KEY_TYPE: ['e.p.trust.crypto', 'Cryptographic operation failed.'],
  SECRET_NOT_FOUND: ['e.m.trust.crypto', 'Cryptographic operation failed.'],
  SECRETS_MANAGER_FAILED: ['e.m.me.res', 'A required resource is inadequate or unavailable.'],
  DECRYPTION_FAILED: ['e.m.trust.crypto', 'Cryptographic operation failed.'],
  INVALID_SIGNATURE: ['e.m.trust.crypto', 'Cryptographic operation failed.'],
  SENDER_MISMATCH: ['e.m.trust', 'Failed to achieve required trust.'],
  SIGNER_MISMATCH: ['e.m.trust', 'Failed to achieve required trust.'],
  RECIPIENT_MISMATCH: ['e.m.trust', 'Failed to achieve required trust.'],
  INVALID_FROM_PRIOR: ['e.m.trust', 'Failed to achieve required trust.'],
  INVALID_ATTACHMENT: ['e.m.msg', 'Bad message.'],
  NO_SERVICE: ['e.p.xfer', 'Unable to transport data.'],
  ROUTING_LOOP: ['e.p.xfer', 'Unable to transport data.'],
}

const CODES = Object.keys(REPORTS) as DIDCommErrorCode[]

describe('DIDCommError', () => {
  it('is an Error with code, details and cause', () => {
    const cause = new TypeError('low')
    const error = new DIDCommError('KEY_NOT_FOUND', 'no such key', {
      cause,
      details: { kid: 'did:example:bob#key-1' },
    })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'DIDCommError',
      message: 'no such key',
      code: 'KEY_NOT_FOUND',
      details: { kid: 'did:example:bob#key-1' },
      cause,
    })
    expect(error.stack).toContain('errors.test.ts')
  })

  it('has empty details and no cause unless given', () => {
    const error = new DIDCommError('INVALID_DID', 'no')
    expect(error.details).toEqual({})
    expect('cause' in error).toBe(false)
  })

  it('narrows by its code', () => {
    const error: DIDCommError = new DIDCommError('INVALID_DID', 'no')
    // @ts-expect-error no such code
    expect(error.code === 'NO_SUCH_CODE').toBe(false)
  })

  describe('is', () => {
    it('knows errors of another copy of the package', () => {
      const marker = Symbol.for('@didcomm/core/DIDCommError')
      expect(DIDCommError.is(new DIDCommError('INVALID_DID', 'no'))).toBe(true)
      expect(DIDCommError.is(Object.assign(new Error('no'), { [marker]: true }))).toBe(true)
    })

    it('knows no other value', () => {
      for (const value of [undefined, null, 'INVALID_DID', 7, {}, [], new Error('no')]) {
        expect(DIDCommError.is(value)).toBe(false)
      }
      const lookalike: unknown = JSON.parse('{"code":"INVALID_DID","name":"DIDCommError"}')
      expect(DIDCommError.is(lookalike)).toBe(false)
    })
  })

  describe('toProblemReport', () => {
    for (const code of CODES) {
      it(`gives the standard's code and comment for ${code}`, () => {
        const [problem, comment] = REPORTS[code]
        expect(new DIDCommError(code, 'text').toProblemReport()).toEqual({ code: problem, comment })
      })
    }

    it('has one comment a code, whatever the circumstances', () => {
      const comments = new Map<string, string | undefined>()
      for (const code of CODES) {
        const report = new DIDCommError(code, 'text').toProblemReport()
        expect(comments.get(report.code) ?? report.comment).toBe(report.comment)
        comments.set(report.code, report.comment)
      }
    })

    it('is made of sorter, scope and descriptors', () => {
      for (const code of CODES) {
        expect(new DIDCommError(code, 'text').toProblemReport().code).toMatch(
          /^e\.[mp](\.[a-z][a-z_-]*)+$/,
        )
      }
    })

    it('tells nothing of the message, the details or the cause', () => {
      const error = new DIDCommError('SECRET_NOT_FOUND', 'a secret', {
        cause: new Error('a secret'),
        details: { kids: ['a secret'] },
      })
      expect(JSON.stringify(error.toProblemReport())).not.toContain('a secret')
    })

    it('tells a wrong key, tag and signature no better apart than the standard does', () => {
      const failed = new DIDCommError('DECRYPTION_FAILED', 'text').toProblemReport()
      for (const code of ['SECRET_NOT_FOUND', 'INVALID_KEY', 'INVALID_SIGNATURE'] as const) {
        expect(new DIDCommError(code, 'text').toProblemReport()).toEqual(failed)
      }
    })
  })
})

describe('asDIDCommError', () => {
  it('leaves a DIDCommError as it is', () => {
    const error = new DIDCommError('INVALID_DID', 'no')
    expect(asDIDCommError(error, 'DID_RESOLUTION_FAILED', 'failed')).toBe(error)
  })

  it('makes anything else the cause of one', () => {
    for (const cause of [new TypeError('low'), 'text', undefined, null]) {
      const error = asDIDCommError(cause, 'DID_RESOLUTION_FAILED', 'failed', { did: 'did:a:b' })
      expect(error).toMatchObject({
        code: 'DID_RESOLUTION_FAILED',
        message: 'failed',
        details: { did: 'did:a:b' },
      })
      expect(error.cause).toBe(cause)
    }
    expect(asDIDCommError('text', 'DID_RESOLUTION_FAILED', 'failed').details).toEqual({})
  })
})
