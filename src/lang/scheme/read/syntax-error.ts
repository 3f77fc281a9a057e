// The error for a program text that is not a program: thrown by the reader and the parser, shown
// with its place by whoever asked for the compilation.

import { formatPlace, type SourceText } from '../../../base/index.ts'

/** A mistake in the text of a Scheme program. */
export class SchemeSyntaxError extends Error {
  override readonly name = 'SchemeSyntaxError'
  readonly #source: SourceText
  readonly offset: number
  /** What is wrong, without the place. */
  readonly reason: string
  /** The text ends inside a datum: more text could make it right. */
  readonly isUnfinished: boolean

  constructor(source: SourceText, offset: number, reason: string, isUnfinished = false) {
    super(`${formatPlace(source, offset)}: ${reason}`)
    this.#source = source
    this.offset = offset
    this.reason = reason
    this.isUnfinished = isUnfinished
  }

  /** No field, so that whoever prints the error does not print the whole text. */
  get source(): SourceText {
    return this.#source
  }
}
