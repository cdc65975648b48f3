import type { Case } from './cases.ts'
import type { Cast } from './cast.ts'
import type { FetchedPackage } from './fetched-package.ts'
import type { PlainMessage } from './message.ts'

/** The kinds of envelopes that are timed. A `forward` is authcrypt, wrapped for the mediators. */
export type EnvelopeKind = 'authcrypt' | 'anoncrypt' | 'signed' | 'forward'

/** A library that holds the keys of a cast, ready to be timed. */
export interface Subject {
  pack(kind: EnvelopeKind, message: PlainMessage): Promise<string>
  /** Opens what is not wrapped for a mediator, and returns the content that was packed. */
  unpack(packed: string): Promise<string>
  /** Opens a forward as its mediator, and returns the envelope to send on. */
  unwrap(packed: string): Promise<string>
}

/** Gives a library the keys of a cast. */
export type CreateSubject = (cast: Cast) => Promise<Subject>

/** A library under test. */
export interface Library {
  readonly name: string
  /** Whose versions are told: each package, after it those that it brings along. */
  readonly packages: readonly (readonly [name: string, ...dependencies: string[]])[]
  /** What its packages come with, if they are no dependencies of this package. */
  readonly fetched?: FetchedPackage<unknown>
  /** Whether it opens what another library packs. */
  reads(kind: EnvelopeKind, writer: string): boolean
  /** Whether it can do what a case asks for. */
  can(wanted: Pick<Case, 'kind' | 'curve'>): boolean
  readonly createSubject: CreateSubject
}
