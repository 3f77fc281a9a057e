// Binary input: bytes in an array and how far they have been read.

import { END } from './text-input.ts'

export class ByteInput {
  readonly kind = 'byte-input'
  readonly data: Uint8Array
  at = 0

  constructor(data: Uint8Array) {
    this.data = data
  }

  get bytes(): number {
    return this.data.byteLength
  }

  /** The next byte, which stays the next; END if there is none. */
  peek(): number {
    return this.at < this.data.length ? (this.data[this.at] as number) : END
  }

  next(): number {
    return this.at < this.data.length ? (this.data[this.at++] as number) : END
  }

  /** The next bytes, at most `count`. */
  take(count: number): Uint8Array {
    const start = this.at
    this.at = Math.min(start + count, this.data.length)
    return this.data.subarray(start, this.at)
  }

  close(): void {}
}
