import type { Awaitable, CryptoService, WritableSecretsManager } from '@didcomm/core'
import type { ComplianceSuite } from '@didcomm/core/compliance'

/** A backend, ready for use. */
export interface OpenedBackend {
  readonly crypto: CryptoService
  /** Makes a manager of secrets that holds nothing yet, the one that users of this backend would choose. */
  createSecrets(): WritableSecretsManager
  /** What this backend promises beyond what all have to. */
  readonly ownSuites?: readonly ComplianceSuite[]
}

/** Makes a backend ready; nothing has happened before it is called. */
export type OpenBackend = () => Awaitable<OpenedBackend>
