/** Content that travels with a message or is pointed at by it (DIDComm v2.1 § Attachments). */
export interface Attachment {
  /** Unique in its message; of unreserved URI characters. */
  readonly id?: string
  readonly description?: string
  readonly filename?: string
  readonly media_type?: string
  readonly format?: string
  /** Seconds since the epoch, UTC. */
  readonly lastmod_time?: number
  /** Bytes of the content, mostly useful when it is fetched from a link. */
  readonly byte_count?: number
  readonly data: AttachmentData
  readonly [member: string]: unknown
}

/** The content: at least one of `json`, `base64` and `links` (which needs `hash`). */
export interface AttachmentData {
  readonly json?: unknown
  /** base64url. */
  readonly base64?: string
  /** Where the content can be fetched. */
  readonly links?: readonly string[]
  /** The multihash of the content, multibase-encoded. */
  readonly hash?: string
  /** A detached signature over the content. */
  readonly jws?: unknown
  readonly [member: string]: unknown
}
