import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

const PIECE_SIZE = 8 * 1024 * 1024
/** By so much the pieces overlap, so that each finding lies whole in one. */
const OVERLAP = 128
const MASK = 0x55

/** A piece of memory, masked so that nothing in it is found when the process looks at itself. */
interface Piece {
  readonly address: number
  readonly masked: Buffer
}

/** Everything that this process could write to at one time. */
export class MemorySnapshot {
  readonly #pieces: readonly Piece[]

  private constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  /** Takes a snapshot by way of Linux's procfs. @throws where there is none, or no leave to read it */
  static take(): MemorySnapshot {
    const piece = Buffer.alloc(PIECE_SIZE)
    const memory = openSync('/proc/self/mem', 'r')
    try {
      return new MemorySnapshot(
        writableRanges().flatMap(([start, end]) => readRange(memory, piece, start, end)),
      )
    } finally {
      closeSync(memory)
    }
  }

  /** Counts the places where `bytes` stood. */
  count(bytes: Uint8Array): number {
    const needle = mask(Buffer.from(bytes))
    const addresses = new Set<number>()
    for (const { address, masked } of this.#pieces) {
      let found = masked.indexOf(needle)
      while (found >= 0) {
        addresses.add(address + found)
        found = masked.indexOf(needle, found + 1)
      }
    }
    return addresses.size
  }
}

/** Tells whether {@link MemorySnapshot.take} works here: on Linux, where nothing forbids it. */
export function isMemoryReadable(): boolean {
  try {
    closeSync(openSync('/proc/self/mem', 'r'))
    return true
  } catch {
    return false
  }
}

function writableRanges(): [number, number][] {
  const ranges: [number, number][] = []
  for (const line of readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const [, start = '', end = ''] = /^([\da-f]+)-([\da-f]+) rw.*(?<!\[v\w+\])$/.exec(line) ?? []
    if (start) ranges.push([Number.parseInt(start, 16), Number.parseInt(end, 16)])
  }
  return ranges
}

function readRange(memory: number, piece: Buffer, start: number, end: number): Piece[] {
  const pieces: Piece[] = []
  for (let address = start; address < end; address += PIECE_SIZE - OVERLAP) {
    const size = tryToRead(memory, piece.subarray(0, end - address), address)
    pieces.push({ address, masked: mask(Buffer.from(piece.subarray(0, size))) })
    piece.fill(0)
  }
  return pieces
}

/** Other threads may give a range back meanwhile. */
function tryToRead(memory: number, into: Buffer, address: number): number {
  try {
    return readSync(memory, into, 0, into.length, address)
  } catch {
    return 0
  }
}

/** Masks in place. */
function mask(bytes: Buffer): Buffer {
  for (let index = 0; index < bytes.length; index++) bytes[index] = (bytes[index] ?? 0) ^ MASK
  return bytes
}
