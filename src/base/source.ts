// Source texts and places in them: what error messages, backtraces and listings point at.
//
// A place inside a source is an offset in UTF-16 units, which is all that data and code carry. Line
// and column, both from 1, are looked up when something is shown. The lines are found once, when the
// source is made; a look-up is a binary search. What a program includes is appended to its source, so
// that one offset says file, line and column.

/** A named text with its line index. Texts of other names may follow it in the same offset space. */
export interface SourceText {
  readonly name: string
  /** Ends with what was included; only `appendText` and `dropParts` change it. */
  text: string
  /** Offset of the first unit of each line, ascending; the first is 0. */
  readonly lineStarts: number[]
  /** What was included, in order. */
  readonly parts: SourcePart[]
}

/** A text that follows another. */
interface SourcePart {
  readonly name: string
  readonly start: number
  /** Index in `lineStarts` of its first line. */
  readonly firstLine: number
}

/** Line and column of an offset, both counted from 1. */
export interface LineColumn {
  readonly line: number
  readonly column: number
}

/** Makes a source of `text`; `name` is what messages call it, usually a file name. */
export function createSource(name: string, text: string): SourceText {
  const source: SourceText = { name, text: '', lineStarts: [], parts: [] }
  addLines(source, text)
  return source
}

function addLines(source: SourceText, text: string): void {
  const start = source.text.length
  source.lineStarts.push(start)
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    source.lineStarts.push(start + at + 1)
  source.text += text
}

/** Includes the text `name`; the offset at which it begins. */
export function appendText(source: SourceText, name: string, text: string): number {
  source.text += '\n'
  const start = source.text.length
  source.parts.push({ name, start, firstLine: source.lineStarts.length })
  addLines(source, text)
  return start
}

/** `source` as it was before anything was included, to be read once more. */
export function dropParts(source: SourceText): SourceText {
  const [first] = source.parts
  if (first === undefined) return source
  source.text = source.text.slice(0, first.start - 1)
  source.lineStarts.length = first.firstLine
  source.parts.length = 0
  return source
}

/** The included text that `offset` is in; null for the first. */
function partAt(source: SourceText, offset: number): SourcePart | null {
  return source.parts.findLast((part) => part.start <= offset) ?? null
}

/** The name of the text that `offset` is in. */
export function textNameAt(source: SourceText, offset: number): string {
  return partAt(source, offset)?.name ?? source.name
}

/** Index in `lineStarts` of the line that contains `offset`. */
function lineIndex(source: SourceText, offset: number): number {
  let low = 0
  let high = source.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((source.lineStarts[middle] as number) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The line and column of `offset`, in the text it is in. */
export function locate(source: SourceText, offset: number): LineColumn {
  const index = lineIndex(source, offset)
  const firstLine = partAt(source, offset)?.firstLine ?? 0
  return {
    line: index - firstLine + 1,
    column: offset - (source.lineStarts[index] as number) + 1,
  }
}

/** `name:line:column`, as every message names a place. */
export function formatPlace(source: SourceText, offset: number): string {
  const { line, column } = locate(source, offset)
  return `${textNameAt(source, offset)}:${line}:${column}`
}

/** The text of the line that contains `offset`. */
export function lineAt(source: SourceText, offset: number): string {
  const index = lineIndex(source, offset)
  const next = source.lineStarts[index + 1]
  const end = next === undefined ? undefined : next - 1
  return source.text.slice(source.lineStarts[index], end).trimEnd()
}

/** The line that contains `offset` and, below it, a caret under the place. */
export function formatExcerpt(source: SourceText, offset: number): string {
  const { column } = locate(source, offset)
  const text = lineAt(source, offset)
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return `${text}\n${indent}^`
}
