// The portable twin of a native mapping: one zero-initialised ArrayBuffer, offsets from 0, no
// machine code. It needs nothing but JavaScript, so it also serves in a browser. The operating
// system commits its pages when they are first touched.

import { type Backing, type CageViews, makeViews } from './backing.ts'
import type { CageLayout } from './layout.ts'

/** An ArrayBuffer laid out as a cage. */
export class PortableMemory implements Backing {
  readonly baseAddress = 0
  readonly functionAt = null
  readonly views: CageViews

  constructor(layout: CageLayout) {
    this.views = makeViews(new ArrayBuffer(layout.end))
  }

  /** No way to give pages of an ArrayBuffer back, but the range reads as zero. */
  discard(start: number, end: number): void {
    this.views.u8.fill(0, start, end)
  }

  /** Nothing to do: the garbage collector takes the buffer when the last view is gone. */
  close(): void {}
}
