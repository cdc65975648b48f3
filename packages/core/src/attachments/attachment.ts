/** What is said of an attachment's content (DIDComm v2.1 § Attachments). */
export interface AttachmentInfo {
  /** Unique in its message; of unreserved URI characters (RFC 3986 §2.3). */
  readonly id?: string
  readonly description?: string
  readonly filename?: string
  readonly media_type?: string
  /** The format of the content where `media_type` does not tell enough. */
  readonly format?: string
  /** When the content was last changed, in seconds since the epoch, UTC. */
  readonly lastmod_time?: number
  /** Bytes of the content, mostly useful when it is fetched from a link. */
  readonly byte_count?: number
  readonly [member: string]: unknown
}

/** Content that travels with a message or is pointed at by it (DIDComm v2.1 § Attachments). */
export interface Attachment extends AttachmentInfo {
  readonly data: AttachmentData
}

/** The content: at least one of `json`, `base64` and `links` (which need `hash`). */
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
