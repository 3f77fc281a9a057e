// Errors as the user sees them: place, kind, message, source line with a caret, hint, guest frames.
//
//   fib.scm:3:8: error[wrong-type]: car: expected a pair, got 5
//   (define (f x) (car x))
//                 ^
//     at f (fib.scm:3:15)
//     in map
//     at top level (fib.scm:9:1)
//
// Procedures of the system have no place: those that stand between the user's show as `in NAME`.
// Program text and values may hold anything: control characters never reach the terminal.

import { formatExcerpt, formatPlace, type SourceText } from '../base/index.ts'
import { type SchemeSyntaxError, systemProcedure } from '../lang/scheme/index.ts'
import type { CodeFileError } from '../ops/index.ts'
import type { BacktraceFrame, GuestError } from '../vm/index.ts'

/** Frames shown at either end of a long backtrace. */
const SHOWN_FRAMES = 10
/** What raises an error is no news. */
const raisers: ReadonlySet<string> = new Set(['error', 'raise', 'raise-continuable'])

/** What the user wrote where the expander calls these. */
const formNames: Readonly<Record<string, string>> = {
  '%with-guard': 'guard',
  '%parameterize': 'parameterize',
}

const RED = '\x1b[1;31m'
const BOLD = '\x1b[1m'
const PLAIN = '\x1b[0m'

export interface ErrorStyle {
  readonly hasColour: boolean
}

/** Colours on standard error if it is a terminal and nobody has asked for none. */
export function chooseErrorStyle(): ErrorStyle {
  return { hasColour: process.stderr.isTTY === true && !process.env.NO_COLOR }
}

/** The text for a program that is none. */
export function printSyntaxError(error: SchemeSyntaxError, style: ErrorStyle): string {
  const { source, offset, reason } = error
  return printAt({ source, place: offset }, 'syntax', reason, style)
}

/** The text for a file that should be code, called `name`. */
export function printCodeError(
  { message }: CodeFileError,
  name: string,
  style: ErrorStyle,
): string {
  return printAt({ source: null, place: -1, name }, 'code-file', message, style)
}

/** The text for an error of a running program called `name`, whose innermost frame is `frame`. */
export function printGuestError(
  error: GuestError,
  frame: BacktraceFrame | null,
  name: string,
  hint: string | null,
  style: ErrorStyle,
): string {
  const { kind, message, backtrace } = error
  const { source, place } = frame ?? { source: null, place: -1 }
  const lines = shorten(foldRepeats(frameLines(backtrace)))
  const advice = hint === null ? '' : `  hint: ${escapeControls(hint)}\n`
  return printAt({ source, place, name }, kind, message, style) + advice + lines.join('')
}

interface ErrorPlace {
  readonly source: SourceText | null
  readonly place: number
  /** Of the program, if there is no place. */
  readonly name?: string
}

function printAt(at: ErrorPlace, kind: string, message: string, { hasColour }: ErrorStyle): string {
  const { source, place, name = '' } = at
  const paint = (colour: string, text: string) => (hasColour ? colour + text + PLAIN : text)
  const where = escapeControls(source === null ? name : formatPlace(source, place))
  const head = `${paint(BOLD, `${where}:`)} ${paint(RED, `error[${escapeControls(kind)}]:`)}`
  const text = `${head} ${escapeControls(message)}\n`
  // Compiled programs may come without their text.
  if (source === null || source.text === '') return text
  const excerpt = escapeControls(formatExcerpt(source, place), '\n\t')
  return `${text}${excerpt.slice(0, -1)}${paint(RED, '^')}\n`
}

/** One line a frame of the user's, one for the system's frames between two of them. */
function frameLines(backtrace: readonly BacktraceFrame[]): string[] {
  const lines: string[] = []
  let system: string[] = []
  backtrace.forEach((frame, i) => {
    const name = systemProcedure(frame.source)
    if (name !== null) {
      system.push(name)
      return
    }
    if (system.length > 0) lines.push(...systemLine(system))
    const { replaced } = frame
    if (replaced !== null && systemProcedure(replaced.source) === null) {
      lines.push(
        `  (${escapeControls(replaced.procedure)} ended in a tail call: its frame is gone)\n`,
      )
    }
    system = []
    lines.push(`  at ${escapeControls(frameText(frame, i === backtrace.length - 1))}\n`)
  })
  return lines
}

/** The outermost of them is what the user called; `%map1` is the `map` of one list. */
function systemLine(names: readonly string[]): string[] {
  const called = names.map((each) => formNames[each] ?? /^%(.+)\d$/.exec(each)?.[1] ?? each)
  const name = called.findLast((each) => !each.startsWith('%') && !raisers.has(each))
  return name === undefined ? [] : [`  in ${name}\n`]
}

function frameText({ procedure, place, source }: BacktraceFrame, isOutermost: boolean): string {
  const where = place < 0 || source === null ? '' : ` (${formatPlace(source, place)})`
  if (procedure === 'program' && isOutermost) return `top level${where}`
  return `${procedure === '' ? 'lambda' : procedure}${where}`
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
