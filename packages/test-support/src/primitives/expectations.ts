import type { Awaitable } from '@didcomm/core/contracts'
import { expect } from 'vitest'

/** Expects an operation to fail, at once or in time. */
export async function expectFailure(
  operation: () => Awaitable<unknown>,
  what: string,
  error: unknown = expect.anything(),
): Promise<void> {
  await expect((async () => operation())(), what).rejects.toEqual(error)
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

export const INVALID_KEY: unknown = expect.objectContaining({ code: 'INVALID_KEY' })
