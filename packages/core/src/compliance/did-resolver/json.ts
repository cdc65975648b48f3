import { isJsonObject } from '../../encoding/json.ts'

/** Nobody writes a document as deep; a cycle is deeper. */
const MAX_DEPTH = 100

/** Says where `value` holds what JSON does not have, or `undefined` if it is JSON all through. */
export function findNonJson(value: unknown, place: string, depth = 0): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined
  if (Number.isFinite(value)) return undefined
  if (!isPlain(value)) return `${place} is ${describe(value)}`
  if (depth === MAX_DEPTH) return `${place} is more than ${MAX_DEPTH} levels deep, or in a cycle`
  for (const [name, member] of Object.entries(value)) {
    const found = findNonJson(member, `${place}.${name}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** Tells whether two JSON values are equal, whatever the order of their members. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
  )
}

/**
 * Changes all that can be changed of a JSON value.
 *
 * @returns what puts it back as it was
 */
export function disturb(value: unknown): () => void {
  if (!isPlain(value)) return () => undefined
  const undo = Object.entries(value).flatMap(([name, member]) => {
    const undoInner = disturb(member)
    const changed = Reflect.set(value, name, 'changed by a receiver')
    return [undoInner, ...(changed ? [() => Reflect.set(value, name, member)] : [])]
  })
  const added = Array.isArray(value) ? String(value.length) : 'addedByAReceiver'
  if (Reflect.set(value, added, 'added by a receiver')) {
    undo.unshift(() => {
      if (Array.isArray(value)) value.pop()
      else Reflect.deleteProperty(value, added)
    })
  }
  return () => undo.forEach((step) => step())
}

/** By its tag and not by its prototype, which an object of another realm does not share. */
function isPlain(value: unknown): value is object {
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
}

function describe(value: unknown): string {
  return typeof value === 'object' ? Object.prototype.toString.call(value) : typeof value
}
