/** The error of a runtime that cannot be had here: its row is skipped, and says why. */
export class Unavailable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'Unavailable'
  }
}
