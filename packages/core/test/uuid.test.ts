import { afterEach, describe, expect, it, vi } from 'vitest'
import { randomUUID } from '../src/encoding/uuid.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A platform whose random bytes are known, and that has no `crypto.randomUUID`, as a page that came over HTTP. */
function withRandomBytes(bytes: readonly number[]): void {
  vi.stubGlobal('crypto', {
    getRandomValues: (target: Uint8Array) => {
      target.set(bytes)
      return target
    },
  })
}

describe('randomUUID', () => {
  it('[MSG-1] is a UUID of version 4', () => {
    const uuids = Array.from({ length: 1000 }, randomUUID)
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    expect(new Set(uuids).size).toBe(1000)
    expect(new Set(uuids.map((uuid) => uuid.charAt(19)))).toEqual(new Set('89ab'))
  })

  it('sets version and variant, and leaves all other bits as they came', () => {
    withRandomBytes([
      0x91, 0x91, 0x08, 0xf7, 0x52, 0xd1, 0xf3, 0x20, 0x3a, 0xac, 0xf8, 0x47, 0xdb, 0x41, 0x48,
      0xa8,
    ])
    // RFC 9562 Appendix A.3, from random bits of another version and variant
    expect(randomUUID()).toBe('919108f7-52d1-4320-baac-f847db4148a8')
    withRandomBytes(Array(16).fill(0))
    expect(randomUUID()).toBe('00000000-0000-4000-8000-000000000000')
    withRandomBytes(Array(16).fill(0xff))
    expect(randomUUID()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  })
})
