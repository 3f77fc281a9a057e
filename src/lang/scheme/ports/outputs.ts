// Where output goes: to memory, to the console, to files. Text is handed on as it comes, in pieces
// of any size; memory collects code points or bytes, files get blocks.

import type { HostFile } from '../../../vm/index.ts'
import { narrowText, wideText } from '../library/string-text.ts'
import type { CodePoints } from './code-points.ts'

const FIRST_LENGTH = 64
const MOST_NARROW = 0xff
/** So few characters are copied faster one by one. */
const SHORT = 64
/** Files are written when so much has come together. */
const BLOCK = 32 * 1024

/** Text output of any kind. */
export interface TextOutput {
  readonly kind: 'text-output'
  /** Memory it holds, as far as that can be much. */
  readonly bytes: number
  write(text: string): void
  writePoint(point: number): void
  /** Elements `start` to `end` of `points`. */
  writePoints(points: CodePoints, start: number, end: number): void
  flush(): void
  close(): void
}

/** Text that stays in memory. */
export class StringOutput implements TextOutput {
  readonly kind = 'text-output'
  points: CodePoints = new Uint8Array(FIRST_LENGTH)
  length = 0

  get bytes(): number {
    return this.points.byteLength
  }

  write(text: string): void {
    if (this.length + text.length > this.points.length) this.grow(text.length)
    const { points } = this
    let at = this.length
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > MOST_NARROW) {
        this.length = at
        this.writeWide(text, i)
        return
      }
      points[at++] = unit
    }
    this.length = at
  }

  /** The characters of `text` from offset `start` on; there is room for them. */
  private writeWide(text: string, start: number): void {
    const points = this.widen()
    for (let i = start; i < text.length; ) {
      const point = text.codePointAt(i) as number
      points[this.length++] = point
      i += point > 0xffff ? 2 : 1
    }
  }

  writePoint(point: number): void {
    if (this.length === this.points.length) this.grow(1)
    if (point > MOST_NARROW) this.widen()
    this.points[this.length++] = point
  }

  writePoints(points: CodePoints, start: number, end: number): void {
    const count = end - start
    if (this.length + count > this.points.length) this.grow(count)
    const to = points instanceof Uint8Array ? this.points : this.widen()
    if (count > SHORT) to.set(points.subarray(start, end), this.length)
    else for (let i = 0; i < count; i++) to[this.length + i] = points[start + i] as number
    this.length += count
  }

  private grow(count: number): void {
    const length = Math.max(2 * this.points.length, this.length + count)
    const isNarrow = this.points instanceof Uint8Array
    const grown = isNarrow ? new Uint8Array(length) : new Int32Array(length)
    grown.set(this.points.subarray(0, this.length))
    this.points = grown
  }

  private widen(): Int32Array {
    if (this.points instanceof Uint8Array) this.points = new Int32Array(this.points)
    return this.points
  }

  flush(): void {}
  close(): void {}
}

/** Text that leaves in pieces: `emit` gets them. */
export class ConsoleOutput implements TextOutput {
  readonly kind = 'text-output'
  readonly bytes = 0
  readonly write: (text: string) => void
  readonly flush: () => void

  constructor(write: (text: string) => void, flush: () => void = () => {}) {
    this.write = write
    this.flush = flush
  }

  writePoint(point: number): void {
    this.write(String.fromCodePoint(point))
  }

  writePoints(points: CodePoints, start: number, end: number): void {
    this.write(rangeText(points, start, end))
  }

  close(): void {}
}

/** Text for a file, as UTF-8. */
export class FileTextOutput implements TextOutput {
  readonly kind = 'text-output'
  readonly bytes = 0
  private readonly file: HostFile
  private text = ''

  constructor(file: HostFile) {
    this.file = file
  }

  write(text: string): void {
    this.text += text
    if (this.text.length >= BLOCK) this.flush()
  }

  writePoint(point: number): void {
    this.write(String.fromCodePoint(point))
  }

  writePoints(points: CodePoints, start: number, end: number): void {
    this.write(rangeText(points, start, end))
  }

  flush(): void {
    if (this.text === '') return
    const bytes = Buffer.from(this.text)
    this.text = ''
    this.file.write(bytes)
  }

  close(): void {
    try {
      this.flush()
    } finally {
      this.file.close()
    }
  }
}

function rangeText(points: CodePoints, start: number, end: number): string {
  return points instanceof Uint8Array
    ? narrowText(points, start, end - start)
    : wideText(points, start, end - start)
}

/** Bytes, for memory or, when there is a block of them, for a file. */
export class ByteOutput {
  readonly kind = 'byte-output'
  buffer: Uint8Array = new Uint8Array(FIRST_LENGTH)
  length = 0
  private readonly file: HostFile | null

  constructor(file: HostFile | null = null) {
    this.file = file
  }

  get isInMemory(): boolean {
    return this.file === null
  }

  get bytes(): number {
    return this.buffer.byteLength
  }

  writeByte(byte: number): void {
    if (this.length === this.buffer.length) this.makeRoom(1)
    this.buffer[this.length++] = byte
  }

  write(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.buffer.length) this.makeRoom(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  private makeRoom(count: number): void {
    if (this.length >= BLOCK) this.flush()
    if (this.length + count <= this.buffer.length) return
    const grown = new Uint8Array(Math.max(2 * this.buffer.length, this.length + count))
    grown.set(this.buffer.subarray(0, this.length))
    this.buffer = grown
  }

  flush(): void {
    if (this.file === null || this.length === 0) return
    const { length } = this
    this.length = 0
    this.file.write(this.buffer.subarray(0, length))
  }

  close(): void {
    try {
      this.flush()
    } finally {
      this.file?.close()
    }
  }
}
