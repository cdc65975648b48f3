/** A content key: opaque, and printed by nothing (`JSON.stringify`, `console.log`, a debugger's preview). */
export class ContentKey {
  #bytes: Uint8Array | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The bytes of a key that was made by this class; throws for any other object, and for one that was released. */
  static bytesOf(key: ContentKey): Uint8Array {
    if (key.#bytes) return key.#bytes
    throw new TypeError('the content key was released')
  }

  /** Overwrites the bytes; zeros would be a key that everybody knows. */
  static release(key: ContentKey): void {
    key.#bytes?.fill(0)
    key.#bytes = undefined
  }
}
