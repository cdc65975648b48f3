export type * from './contracts/index.ts'
export { DIDCommError } from './errors.ts'
export type {
  DIDCommErrorCode,
  DIDCommErrorDetails,
  DIDCommErrorOptions,
  ProblemReportBody,
} from './errors.ts'
