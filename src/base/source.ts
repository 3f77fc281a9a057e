// Source texts and places in them: what error messages, backtraces and listings point at.
//
// A place inside a source is an offset in UTF-16 units, which is all that data and code carry. Line
// and column, both from 1, are looked up when something is shown. The lines are found once, when the
// source is made; a look-up is a binary search.

/** A named text with its line index. */
export interface SourceText {
  readonly name: string
  readonly text: string
  /** Offset of the first unit of each line, ascending; the first is 0. */
  readonly lineStarts: readonly number[]
}

/** Line and column of an offset, both counted from 1. */
export interface LineColumn {
  readonly line: number
  readonly column: number
}

/** Makes a source of `text`; `name` is what messages call it, usually a file name. */
export function createSource(name: string, text: string): SourceText {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    lineStarts.push(at + 1)
  return { name, text, lineStarts }
}

/** The line and column of `offset`. */
export function locate(source: SourceText, offset: number): LineColumn {
  let low = 0
  let high = source.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((source.lineStarts[middle] as number) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] as number) + 1 }
}

/** `name:line:column`, as every message names a place. */
export function formatPlace(source: SourceText, offset: number): string {
  const { line, column } = locate(source, offset)
  return `${source.name}:${line}:${column}`
}

/** The line that contains `offset` and, below it, a caret under the place. */
export function formatExcerpt(source: SourceText, offset: number): string {
  const { line, column } = locate(source, offset)
  const start = source.lineStarts[line - 1] as number
  const next = source.lineStarts[line]
  const text = source.text.slice(start, next === undefined ? undefined : next - 1).trimEnd()
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return `${text}\n${indent}^`
}
