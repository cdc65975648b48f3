import { DIDCommError } from '@didcomm/core'
import { quote } from '@didcomm/core/encoding'
import type { Handle, KeyPair, Mechanism, PKCS11, Template } from 'pkcs11js'
import { type Pkcs11Binding, pkcs11Failure, type Pkcs11Library } from './pkcs11-library.ts'

/** Attributes of an object in a token, by their names in PKCS#11. */
export type Attributes = {
  readonly [Name in Extract<keyof Pkcs11Binding, `CKA_${string}`>]?:
    | number
    | boolean
    | string
    | Buffer
}

/** Which token to open, and the PIN of its user. */
export interface OpenTokenOptions {
  readonly label: string
  readonly pin: string
}

/** What a new token gets. */
export interface InitializeTokenOptions extends OpenTokenOptions {
  /** The PIN of the security officer, who can do nothing but set the user's. */
  readonly soPin: string
}

/**
 * A session with a token, logged in as its user.
 *
 * PKCS#11 allows one operation at a time in a session. All calls here are synchronous, so none of them begins before
 * the one before it has ended, however many messages are packed and unpacked at once.
 */
export class Token {
  readonly label: string
  readonly constants: Pkcs11Binding
  readonly #functions: PKCS11
  readonly #slot: Handle
  #session: Handle | undefined

  /** @throws `SECRETS_MANAGER_FAILED` when there is no such token, or the PIN is wrong: CKR_PIN_INCORRECT */
  constructor(library: Pkcs11Library, { label, pin }: OpenTokenOptions) {
    this.label = label
    this.constants = library.constants
    this.#functions = library.functions
    this.#slot = slotOf(library, label)
    this.#session = attempt(`${nameOf(label)} failed in C_OpenSession`, () =>
      openSession(library, this.#slot),
    )
    try {
      this.#call('C_Login', (session) =>
        this.#functions.C_Login(session, this.constants.CKU_USER, pin),
      )
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Returns the objects, at most two, that have these attributes. */
  find(attributes: Attributes): Handle[] {
    const found = this.#call('C_FindObjects', (session) => {
      this.#functions.C_FindObjectsInit(session, this.#template(attributes))
      try {
        return this.#functions.C_FindObjects(session, 2)
      } finally {
        this.#functions.C_FindObjectsFinal(session)
      }
    })
    if (found.length === 0) this.#assertUsable()
    return found
  }

  /** Returns the value of an attribute. @throws `SECRETS_MANAGER_FAILED` for a private key's value: CKR_ATTRIBUTE_SENSITIVE */
  read(object: Handle, attribute: keyof Attributes): Buffer {
    const type = this.constants[attribute]
    const values = this.#call('C_GetAttributeValue', (session) =>
      this.#functions.C_GetAttributeValue(session, object, [{ type }]),
    )
    return values[0]?.value ?? Buffer.alloc(0)
  }

  /** Sets attributes of an object. */
  write(object: Handle, attributes: Attributes): void {
    this.#call('C_SetAttributeValue', (session) =>
      this.#functions.C_SetAttributeValue(session, object, this.#template(attributes)),
    )
  }

  /** Makes a key pair inside the token. */
  generateKeyPair(mechanism: Mechanism, publicKey: Attributes, privateKey: Attributes): KeyPair {
    return this.#call('C_GenerateKeyPair', (session) =>
      this.#functions.C_GenerateKeyPair(
        session,
        mechanism,
        this.#template(publicKey),
        this.#template(privateKey),
      ),
    )
  }

  /** Derives a key inside the token. */
  derive(mechanism: Mechanism, key: Handle, derived: Attributes): Handle {
    return this.#call('C_DeriveKey', (session) =>
      this.#functions.C_DeriveKey(session, mechanism, key, this.#template(derived)),
    )
  }

  /** Signs inside the token. @param size - of the signature, in bytes */
  sign(mechanism: Mechanism, key: Handle, data: Buffer, size: number): Buffer {
    return this.#call('C_Sign', (session) => {
      this.#functions.C_SignInit(session, mechanism, key)
      return this.#functions.C_Sign(session, data, Buffer.alloc(size))
    })
  }

  /** Deletes an object. */
  destroy(object: Handle): void {
    this.#call('C_DestroyObject', (session) => this.#functions.C_DestroyObject(session, object))
  }

  /** Ends the session, and the login with it unless the program has another session. The keys stay in the token. */
  close(): void {
    const session = this.#session
    this.#session = undefined
    if (session === undefined) return
    try {
      this.#functions.C_CloseSession(session)
    } catch {
      // A session that is gone already, with its token for example, is what was asked for.
    }
  }

  /** Objects that cannot be seen are not the same as objects that are not there. */
  #assertUsable(): void {
    const { state } = this.#call('C_GetSessionInfo', (session) => {
      this.#functions.C_GetTokenInfo(this.#slot)
      return this.#functions.C_GetSessionInfo(session)
    })
    if (state === CKS_RW_USER_FUNCTIONS) return
    throw new DIDCommError('SECRETS_MANAGER_FAILED', `${nameOf(this.label)} has been logged out of`)
  }

  #call<Result>(name: string, call: (session: Handle) => Result): Result {
    const session = this.#session
    if (session === undefined) {
      throw new DIDCommError('SECRETS_MANAGER_FAILED', `${nameOf(this.label)} is closed`)
    }
    return attempt(`${nameOf(this.label)} failed in ${name}`, () => call(session))
  }

  #template(attributes: Attributes): Template {
    return Object.entries(attributes).map(([name, value]) => {
      if (!isAttribute(this.constants, name)) throw new TypeError(`PKCS#11 has no ${name}`)
      return { type: this.constants[name], value }
    })
  }
}

/** The state of a session that may write, and is logged in as the user (PKCS#11 §4.4); the binding does not name it. */
const CKS_RW_USER_FUNCTIONS = 3

/**
 * Makes a new token in the first slot that has none yet. SoftHSM always has such a slot; a real HSM is set up by its
 * own tools.
 *
 * @throws `SECRETS_MANAGER_FAILED`
 */
export function initializeToken(
  library: Pkcs11Library,
  { label, soPin, pin }: InitializeTokenOptions,
): void {
  const { functions, constants } = library
  attempt(`${nameOf(label)} could not be made`, () => {
    const empty = functions
      .C_GetSlotList(true)
      .find((slot) => !(functions.C_GetTokenInfo(slot).flags & constants.CKF_TOKEN_INITIALIZED))
    if (!empty) throw new Error('there is no slot with a token that is not initialized')
    // PKCS#11 pads labels with blanks; the binding does not.
    functions.C_InitToken(empty, soPin, label.padEnd(LABEL_SIZE))
    const session = openSession(library, slotOf(library, label))
    functions.C_Login(session, constants.CKU_SO, soPin)
    functions.C_InitPIN(session, pin)
    functions.C_CloseSession(session)
  })
}

const LABEL_SIZE = 32

function slotOf(library: Pkcs11Library, label: string): Handle {
  const slots = attempt(`${nameOf(label)} was not found`, () =>
    library.functions.C_GetSlotList(true).filter((slot) => labelIn(library, slot) === label),
  )
  const [slot] = slots
  if (slot && slots.length === 1) return slot
  throw new DIDCommError(
    'SECRETS_MANAGER_FAILED',
    `there are ${slots.length} tokens named ${quote(label)}`,
  )
}

function labelIn({ functions }: Pkcs11Library, slot: Handle): string | undefined {
  try {
    return functions.C_GetTokenInfo(slot).label.trimEnd()
  } catch {
    // A token in another slot that does not answer is in nobody's way.
    return undefined
  }
}

function openSession({ functions, constants }: Pkcs11Library, slot: Handle): Handle {
  return functions.C_OpenSession(slot, constants.CKF_SERIAL_SESSION | constants.CKF_RW_SESSION)
}

function isAttribute(constants: Pkcs11Binding, name: string): name is keyof Attributes {
  return name.startsWith('CKA_') && name in constants
}

/** Calls the library. @throws `SECRETS_MANAGER_FAILED` saying what failed, and how */
function attempt<Result>(what: string, call: () => Result): Result {
  try {
    return call()
  } catch (cause) {
    throw DIDCommError.is(cause) ? cause : pkcs11Failure(what, cause)
  }
}

function nameOf(label: string): string {
  return `the token ${quote(label)}`
}
