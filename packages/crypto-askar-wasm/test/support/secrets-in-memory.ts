/** Bytes that must not be found, by what they are. */
export type NamedSecrets = Readonly<Record<string, Uint8Array>>

/** As much of a secret in one place is no coincidence. */
const WINDOW = 8

/** A memory, and what was in it before anything was done. */
export interface Scanned {
  readonly bytes: Uint8Array
  readonly initial: Uint8Array
}

/**
 * Returns the names of the secrets of which at least 8 bytes in a row are in the memory, in their order or backwards,
 * as numbers with the lowest limb first have them. What was there from the start is no secret: a plaintext may have
 * the words of the module's constants.
 */
export function secretsIn({ bytes, initial }: Scanned, secrets: NamedSecrets): string[] {
  const windows = windowsOf(secrets)
  const found = new Set<string>()
  let [high, low, unchanged] = [0, 0, 0]
  bytes.forEach((byte, index) => {
    high = ((high << 8) | (low >>> 24)) >>> 0
    low = ((low << 8) | byte) >>> 0
    unchanged = byte === initial[index] ? unchanged + 1 : 0
    if (index < WINDOW - 1 || unchanged >= WINDOW) return
    for (const window of windows.get(high) ?? []) if (window.low === low) found.add(window.name)
  })
  return [...found].sort()
}

interface Window {
  readonly low: number
  readonly name: string
}

/** The windows by their first four bytes. */
function windowsOf(secrets: NamedSecrets): Map<number, Window[]> {
  const windows = new Map<number, Window[]>()
  for (const [name, secret] of Object.entries(secrets)) {
    for (const bytes of [secret, Uint8Array.from(secret).reverse()]) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let start = 0; start + WINDOW <= bytes.length; start++) {
        const high = view.getUint32(start)
        const window = { name, low: view.getUint32(start + 4) }
        windows.set(high, [...(windows.get(high) ?? []), window])
      }
    }
  }
  return windows
}
