// Errors as the user sees them: place, kind, message, source line with a caret, guest frames.
//
//   fib.scm:3:8: error[wrong-type]: car: expected a pair, got 5
//   (display (car 5))
//            ^
//     at program (fib.scm:3:8)
//
// Program text and values may hold anything: control characters never reach the terminal.

import { formatExcerpt, formatPlace, type SourceText } from '../base/index.ts'
import type { SchemeSyntaxError } from '../lang/scheme/index.ts'
import type { GuestError } from '../vm/index.ts'

/** Frames shown at either end of a long backtrace. */
const SHOWN_FRAMES = 10

/** The text for a program that is none. */
export function printSyntaxError(error: SchemeSyntaxError): string {
  return printAt(error.source, error.offset, 'syntax', error.reason)
}

/** The text for an error of a running program. */
export function printGuestError(error: GuestError, source: SourceText): string {
  const { kind, message, backtrace } = error
  const place = backtrace.find((frame) => frame.place >= 0)?.place ?? -1
  const frames = backtrace.map((frame) => {
    const where = frame.place < 0 ? '' : ` (${formatPlace(source, frame.place)})`
    const name = frame.procedure === '' ? 'lambda' : frame.procedure
    return `  at ${escapeControls(`${name}${where}`)}\n`
  })
  return printAt(source, place, kind, message) + shorten(foldRepeats(frames)).join('')
}

function printAt(source: SourceText, place: number, kind: string, message: string): string {
  const head = place < 0 ? source.name : formatPlace(source, place)
  const excerpt = place < 0 ? '' : `${escapeControls(formatExcerpt(source, place), '\n\t')}\n`
  return `${escapeControls(`${head}: error[${kind}]: ${message}`)}\n${excerpt}`
}

/** Recursion shows as one line and a count. */
function foldRepeats(lines: readonly string[]): string[] {
  const folded: { line: string; count: number }[] = []
  for (const line of lines) {
    const last = folded.at(-1)
    if (last?.line === line) last.count++
    else folded.push({ line, count: 1 })
  }
  return folded.map(({ line, count }) =>
    count === 1 ? line : `${line.trimEnd()}, ${count} times\n`,
  )
}

function shorten(lines: readonly string[]): string[] {
  const hidden = lines.length - 2 * SHOWN_FRAMES
  if (hidden <= 1) return [...lines]
  return [
    ...lines.slice(0, SHOWN_FRAMES),
    `  ... ${hidden} frames ...\n`,
    ...lines.slice(-SHOWN_FRAMES),
  ]
}

/** `text` with control characters, and those that change the direction of text, as `\\xNN;`. */
export function escapeControls(text: string, allowed = ''): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    allowed.includes(character)
      ? character
      : `\\x${(character.codePointAt(0) as number).toString(16)};`,
  )
}
