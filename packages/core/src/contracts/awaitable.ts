/** A value, or a promise of it: an implementation in pure JavaScript stays synchronous, an HSM takes its time. */
export type Awaitable<T> = T | Promise<T>
