import { DIDCommError } from '@didcomm/core'

const TYPED_ARRAY: object = Object.getPrototypeOf(Uint8Array.prototype)

/** Reads what the platform knows of a typed array; an object cannot answer otherwise. */
function reader(member: PropertyKey): (value: unknown) => unknown {
  const get = Object.getOwnPropertyDescriptor(TYPED_ARRAY, member)?.get
  return (value) => get?.call(value)
}

const nameOf = reader(Symbol.toStringTag)
const bufferOf = reader('buffer')
const offsetOf = reader('byteOffset')
const lengthOf = reader('byteLength')

/**
 * Returns a view of the same bytes that is nothing but a `Uint8Array`: no object with a length of its own saying, and
 * none that runs code when it is read, reaches Askar.
 *
 * @param what - the subject of the sentence in an error
 * @throws `INVALID_ARGUMENT` for what is no `Uint8Array`
 */
export function plainBytes(value: unknown, what: string): Uint8Array {
  const buffer = nameOf(value) === 'Uint8Array' ? bufferOf(value) : undefined
  if (!(buffer instanceof ArrayBuffer) && !isShared(buffer)) {
    throw new DIDCommError('INVALID_ARGUMENT', `${what} is no Uint8Array`)
  }
  return new Uint8Array(buffer, Number(offsetOf(value)), Number(lengthOf(value)))
}

/** Where a page is not isolated from others, there are no shared buffers. */
function isShared(buffer: unknown): buffer is SharedArrayBuffer {
  return typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer
}
