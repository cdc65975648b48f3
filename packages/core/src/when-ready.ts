import type { Awaitable } from './contracts/awaitable.ts'

/**
 * Goes on with a value, and does so at once if it is there: awaiting what is there takes a turn of the queue, and in one
 * message those add up to more than its hashes take.
 */
export function whenReady<T, U>(
  value: Awaitable<T>,
  use: (value: T) => Awaitable<U>,
): Awaitable<U> {
  return isPromise(value) ? Promise.resolve(value).then(use) : use(value)
}

/** Tells a promise, of any library, from a value that is there. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  const canHold = typeof value === 'object' || typeof value === 'function'
  return canHold && value !== null && 'then' in value
}
