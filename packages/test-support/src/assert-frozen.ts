import { expect } from 'vitest'

/** Asserts that nothing of a JSON value can be changed. */
export function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  expect(Object.isFrozen(value)).toBe(true)
  Object.values(value).forEach(assertFrozen)
}
