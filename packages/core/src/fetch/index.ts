/**
 * Downloads within limits, for DID methods and transports that fetch what strangers point at.
 *
 * @packageDocumentation
 */
export { fetchBytes, type FetchBytesOptions } from './fetch-bytes.ts'
export type { FetchErrorMaker, FetchFailure } from './fetch-failure.ts'
export { assertFetchLimits, type FetchLimits, type FetchSettings } from './fetch-settings.ts'
export { isPrivateHost } from './private-host.ts'
