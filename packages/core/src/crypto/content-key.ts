/** A content key: opaque, and printed by nothing (`JSON.stringify`, `console.log`, a debugger's preview). */
export class ContentKey {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The bytes of a key that was made by this class; throws for any other object. */
  static bytesOf(key: ContentKey): Uint8Array {
    return key.#bytes
  }
}
