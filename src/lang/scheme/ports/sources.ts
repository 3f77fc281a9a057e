// Where input comes from, piece by piece: files and the console. Text is decoded here, from UTF-8.

import { isAscii } from 'node:buffer'
import type { Host } from '../../../vm/index.ts'
import { type CodePoints, codePointsOf } from './code-points.ts'

/** As much of a file is given out at once. */
export const CHUNK_BYTES = 16 * 1024
/** Bytes of the longest character after its first one. */
const MOST_CONTINUATIONS = 3

/** Text for a port. */
export interface TextSource {
  readonly kind: 'text-input'
  readonly name: string
  /** Memory it holds, as far as that can be much. */
  readonly bytes: number
  /** Characters given out that are no longer in the port's buffer. */
  droppedCount: number
  /** The next characters, from about `least` bytes if they can be had at once; null at the end. */
  next(least: number): CodePoints | null
  /** All of the text; null if it is not there any more. */
  whole(): string | null
  close(): void
}

/** Bytes for a port. */
export interface ByteSource {
  readonly kind: 'byte-input'
  readonly bytes: number
  next(least: number): Uint8Array | null
  close(): void
}

const fromStart = new TextDecoder('utf-8')
const further = new TextDecoder('utf-8', { ignoreBOM: true })

/** The last place up to `end` where no character is cut: whoever decodes both parts sees the whole. */
function characterBoundary(bytes: Uint8Array, end: number): number {
  if (end >= bytes.length) return bytes.length
  for (let at = end; at >= 0 && at >= end - MOST_CONTINUATIONS; at--) {
    if (((bytes[at] as number) & 0xc0) !== 0x80) return at
  }
  // So many continuations in a row: the one at `end` belongs to no character.
  return end
}

export class FileTextSource implements TextSource {
  readonly kind = 'text-input'
  readonly name: string
  droppedCount = 0
  private readonly data: Uint8Array
  private readonly chunkBytes: number
  private at = 0

  constructor(name: string, data: Uint8Array, chunkBytes = CHUNK_BYTES) {
    this.name = name
    this.data = data
    this.chunkBytes = chunkBytes
  }

  get bytes(): number {
    return this.data.byteLength
  }

  next(least: number): CodePoints | null {
    const { data } = this
    while (this.at < data.length) {
      const start = this.at
      const wanted = start + Math.max(least, this.chunkBytes)
      this.at = characterBoundary(data, wanted)
      // A chunk shorter than its first character.
      if (this.at <= start) this.at = characterBoundary(data, start + MOST_CONTINUATIONS + 1)
      const piece = data.subarray(start, this.at)
      if (isAscii(piece)) return piece
      const text = (start === 0 ? fromStart : further).decode(piece)
      if (text !== '') return codePointsOf(text)
    }
    return null
  }

  whole(): string {
    return fromStart.decode(this.data)
  }

  close(): void {}
}

export class FileByteSource implements ByteSource {
  readonly kind = 'byte-input'
  private readonly data: Uint8Array
  private at = 0

  constructor(data: Uint8Array) {
    this.data = data
  }

  get bytes(): number {
    return this.data.byteLength
  }

  next(least: number): Uint8Array | null {
    if (this.at >= this.data.length) return null
    const start = this.at
    this.at = Math.min(start + Math.max(least, CHUNK_BYTES), this.data.length)
    return this.data.subarray(start, this.at)
  }

  close(): void {}
}

/** Standard input, as it comes. */
export class ConsoleSource implements TextSource {
  readonly kind = 'text-input'
  readonly name = 'standard input'
  readonly bytes = 0
  droppedCount = 0
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  private readonly host: Host
  private readonly beforeRead: () => void

  /** `beforeRead` is called before the host waits for somebody to type. */
  constructor(host: Host, beforeRead: () => void) {
    this.host = host
    this.beforeRead = beforeRead
  }

  next(): CodePoints | null {
    this.beforeRead()
    for (;;) {
      const bytes = this.host.readInput()
      const text =
        bytes === null ? this.decoder.decode() : this.decoder.decode(bytes, { stream: true })
      if (text !== '') return codePointsOf(text)
      if (bytes === null) return null
    }
  }

  whole(): null {
    return null
  }

  close(): void {}
}
