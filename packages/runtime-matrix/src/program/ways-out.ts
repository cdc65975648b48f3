const { subtle } = globalThis.crypto

/** All that a platform may know; private keys come in the first two of all platforms. */
const FORMATS: readonly string[] = [
  'jwk',
  'pkcs8',
  'raw',
  'spki',
  'raw-public',
  'raw-private',
  'raw-secret',
  'raw-seed',
]

/** The ways in which a private key that may be exported leaves every platform. */
export const COMMON_WAYS_OUT: readonly string[] = [
  'exported as jwk',
  'wrapped as jwk',
  'exported as pkcs8',
  'wrapped as pkcs8',
]

/** Tries to get a key out of WebCrypto, in the clear and encrypted. @returns how that was possible */
export async function waysOut(key: CryptoKey): Promise<string[]> {
  const wrapping = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey'])
  const encryption = { name: 'AES-GCM', iv: new Uint8Array(12) }
  const found: string[] = []
  for (const format of FORMATS) {
    if (await succeeds('exportKey', format, key)) found.push(`exported as ${format}`)
    if (await succeeds('wrapKey', format, key, wrapping, encryption)) {
      found.push(`wrapped as ${format}`)
    }
  }
  return found
}

/** By reflection, because the types do not know all of the formats. */
async function succeeds(method: 'exportKey' | 'wrapKey', ...args: unknown[]): Promise<boolean> {
  try {
    await Reflect.apply(subtle[method], subtle, args)
    return true
  } catch {
    return false
  }
}
