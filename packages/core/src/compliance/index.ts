/**
 * What proves that an implementation meets its contract: a suite for each of CryptoService, DIDResolver and
 * SecretsManager, for any test runner or none.
 *
 * @packageDocumentation
 */
export { didResolverSuite } from './did-resolver/did-resolver-suite.ts'
export type { DIDCreation, DIDResolverSuiteOptions, ResolvableDID } from './did-resolver/options.ts'
export type {
  HeldSecret,
  HeldSecretsOptions,
  SecretsManagerSuiteOptions,
  WritableSecretsOptions,
} from './secrets-manager/options.ts'
export { secretsManagerSuite } from './secrets-manager/secrets-manager-suite.ts'
export { cryptoServiceSuite } from './crypto-service/crypto-service-suite.ts'
export { cryptoServiceMatrixSuite } from './crypto-service/matrix.ts'
export {
  type ComplianceCase,
  ComplianceFailure,
  type ComplianceGroup,
  type ComplianceReport,
  type ComplianceSuite,
  type FailedCase,
  registerSuite,
  runSuite,
  type TestRunner,
} from './suite.ts'
