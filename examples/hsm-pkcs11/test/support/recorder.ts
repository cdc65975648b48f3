import type { Pkcs11Binding } from '../../src/pkcs11-library.ts'

/** Keeps a copy of every byte that comes out of the binding: what its functions return, and the buffers that they fill. */
export class Recorder {
  readonly outputs: Buffer[] = []

  /** Returns the binding with this recorder at each of its functions. */
  watch(binding: Pkcs11Binding): Pkcs11Binding {
    const record = this.#record.bind(this)
    return new Proxy(binding, {
      get(target, name, receiver) {
        if (name !== 'PKCS11') return Reflect.get(target, name, receiver)
        return class extends target.PKCS11 {
          constructor() {
            super()
            return watchFunctions(this, record)
          }
        }
      },
    })
  }

  #record(value: unknown): void {
    if (value instanceof Uint8Array || typeof value === 'string') {
      this.outputs.push(Buffer.from(value))
    } else if (typeof value === 'object' && value !== null) {
      for (const member of Object.values(value)) this.#record(member)
    }
  }
}

function watchFunctions<T extends object>(functions: T, record: (value: unknown) => void): T {
  return new Proxy(functions, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        try {
          const result: unknown = Reflect.apply(member, target, args)
          record(result)
          return result
        } finally {
          record(args.filter((arg) => arg instanceof Uint8Array))
        }
      }
    },
  })
}
