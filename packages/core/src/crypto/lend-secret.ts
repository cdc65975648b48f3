import type { Awaitable } from '../contracts/awaitable.ts'
import { isPromise } from '../when-ready.ts'

/** Lends a secret to `use`, and overwrites it when that is done, or has failed. */
export function lendSecret<T>(
  secret: Uint8Array,
  use: (secret: Uint8Array) => Awaitable<T>,
): Awaitable<T> {
  const overwrite = (): void => void secret.fill(0)
  let result: Awaitable<T> | undefined
  try {
    result = use(secret)
  } finally {
    if (!isPromise(result)) overwrite()
  }
  return isPromise(result) ? Promise.resolve(result).finally(overwrite) : result
}
