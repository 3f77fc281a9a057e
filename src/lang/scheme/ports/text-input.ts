// Textual input: code points in an array and how far they have been read.
//
// Strings and files are there from the start; a console brings more when asked. `read` sees the same
// characters as a source text, which is kept as long as it lasts, so a long row of `read` is linear.

import { createSource, type SourceText } from '../../../base/index.ts'
import { narrowText, wideText } from '../library/string-text.ts'
import type { Datum } from '../read/datum.ts'
import { DatumReader } from '../read/datum-reader.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import { type CodePoints, codePointsOf, joinCodePoints } from './code-points.ts'

/** The end of the input, where a code point could be. */
export const END = -1
const NEWLINE = 0x0a
const RETURN = 0x0d
/** Above this many characters an unfinished datum waits for as many again. */
const LARGE_DATUM = 2 ** 20

/** The text that `read` sees, and where in it the next character lies. */
interface ReadView {
  readonly source: SourceText
  /** Index of the next character, as `at` of the input was when this was noted, and its offset. */
  at: number
  offset: number
}

/** Whether no further text could belong to `datum`, which ends before `end`. */
function isComplete(datum: Datum | null, text: string, end: number): boolean {
  return end < text.length || (datum !== null && /[)"|]/.test(text[end - 1] as string))
}

export class TextInput {
  readonly kind = 'text-input'
  readonly name: string
  /** Characters from `at` on are still to be read. */
  points: CodePoints
  at = 0
  private readonly moreText: (() => string | null) | null
  private view: ReadView | null = null
  private foldsCase = false

  constructor(name: string, points: CodePoints, moreText: (() => string | null) | null = null) {
    this.name = name
    this.points = points
    this.moreText = moreText
  }

  get bytes(): number {
    return this.points.byteLength
  }

  /** The next character, which stays the next; END if there is none. */
  peek(): number {
    if (this.at >= this.points.length && !this.fill()) return END
    return this.points[this.at] as number
  }

  next(): number {
    if (this.at >= this.points.length && !this.fill()) return END
    return this.points[this.at++] as number
  }

  /** Asks for more characters; false at the end. Those that have been read are dropped. */
  private fill(): boolean {
    const text = this.moreText?.() ?? null
    if (text === null) return false
    const rest = this.points.subarray(this.at)
    this.points = joinCodePoints(rest, codePointsOf(text))
    this.at = 0
    this.view = null
    return true
  }

  /** Makes `count` characters ready, as far as there are any; how many there are. */
  prepare(count: number): number {
    while (this.points.length - this.at < count && this.fill());
    return Math.min(count, this.points.length - this.at)
  }

  /** Length of the next line without its end, or END; the line begins at `at`. */
  prepareLine(): number {
    if (this.peek() === END) return END
    for (let length = 0; ; length++) {
      if (this.at + length >= this.points.length && !this.fill()) return length
      const point = this.points[this.at + length]
      if (point === NEWLINE || point === RETURN) return length
    }
  }

  /** Steps over the end of a line, in whatever system's spelling. */
  skipLineEnd(): void {
    if (this.next() === RETURN && this.peek() === NEWLINE) this.at++
  }

  /** The next datum; null at the end. Throws a SchemeSyntaxError. */
  read(): Datum | null {
    for (;;) {
      const view = this.currentView()
      const reader = new DatumReader(view.source, view.offset, this.foldsCase)
      try {
        const datum = reader.next()
        if (isComplete(datum, view.source.text, reader.offset) || !this.grow()) {
          this.advance(view, reader)
          return datum
        }
      } catch (error) {
        if (!(error instanceof SchemeSyntaxError)) throw error
        if (error.isUnfinished && this.grow()) continue
        this.advance(view, reader)
        throw error
      }
    }
  }

  /** Asks for more text behind a datum that may go on there; false if there is none. */
  private grow(): boolean {
    const length = this.points.length - this.at
    if (!this.fill()) return false
    if (length > LARGE_DATUM) this.prepare(2 * length)
    return true
  }

  private currentView(): ReadView {
    const { view } = this
    if (view === null || view.at > this.at) {
      const text = this.text(this.at, this.points.length)
      this.view = { source: createSource(this.name, text), at: this.at, offset: 0 }
      return this.view
    }
    for (; view.at < this.at; view.at++) {
      view.offset += (this.points[view.at] as number) > 0xffff ? 2 : 1
    }
    return view
  }

  /** Moves behind what `reader` has read. */
  private advance(view: ReadView, reader: DatumReader): void {
    this.foldsCase = reader.foldsCase
    while (view.offset < reader.offset) {
      view.offset += (this.points[view.at++] as number) > 0xffff ? 2 : 1
    }
    this.at = view.at
  }

  private text(start: number, end: number): string {
    const { points } = this
    return points instanceof Uint8Array
      ? narrowText(points, start, end - start)
      : wideText(points, start, end - start)
  }

  close(): void {}
}
