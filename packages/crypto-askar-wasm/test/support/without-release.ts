import type { CryptoService } from '@didcomm/core'
import type { AskarCryptoService, AskarSecretKey } from '@didcomm/crypto-askar-wasm'

/** The service as a caller sees it who leaves keys to the garbage collector. */
export function withoutRelease(crypto: AskarCryptoService): CryptoService<AskarSecretKey> {
  return new Proxy<CryptoService<AskarSecretKey>>(crypto, {
    get(target, name) {
      if (name === 'releaseKey') return undefined
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
    // Else the guard would take what is inside for the service.
    getPrototypeOf: () => Object.prototype,
  })
}
