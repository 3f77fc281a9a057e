// Hints: what an error message cannot say because it does not know the program.
//
// Where a name comes from or was meant to be, where a procedure is defined, what was called. They are
// worked out after the run, from the message, the place and the program's names.

import { formatPlace, lineAt, type SourceText } from '../../base/index.ts'
import type { BacktraceFrame, GuestError } from '../../vm/index.ts'
import type { Program } from './expand/program.ts'
import { libraryExports } from './library/exports.table.ts'
import { nearNames } from './near-names.ts'
import { printDatum } from './read/print-datum.ts'
import { readDatumAt } from './read/read.ts'

/** How the system's own texts are called (library/prelude.ts). */
const SYSTEM_TEXT = /^prelude (.+)$/
const MAX_TEXT = 40

/** What other languages say and Scheme calls differently. */
const otherNames: Readonly<Record<string, string>> = {
  print: 'display prints a value',
  println: 'display prints a value, newline ends the line',
  printf: 'display prints a value',
  nil: "the empty list is '()",
  null: "the empty list is '()",
  true: 'true is #t',
  false: 'false is #f',
  '==': 'numbers are compared with =, other data with equal?',
  '!=': 'there is (not (= a b))',
  '%': 'the remainder is (remainder a b) or (modulo a b)',
  '++': '(+ n 1) is the next number, string-append joins strings',
  def: 'definitions begin with define',
  defun: 'definitions begin with define',
  fn: 'procedures are made with lambda',
  return: 'the value of a procedure is that of its last expression',
  elif: 'cond has any number of cases',
  while: 'loops are written with do or a named let',
  for: 'loops are written with do, a named let or for-each',
}

/** The procedure of the system that `source` is the text of; null: it is the user's. */
export function systemProcedure(source: SourceText | null): string | null {
  return source === null ? null : (SYSTEM_TEXT.exec(source.name)?.[1] ?? null)
}

/** The innermost frame of the user's that has a place. */
export function innermostFrame({ backtrace }: GuestError): BacktraceFrame | null {
  const isUsers = ({ source, place }: BacktraceFrame) =>
    source !== null && place >= 0 && systemProcedure(source) === null
  return backtrace.find(isUsers) ?? null
}

/** A sentence that helps with `error`, whose innermost frame of the user's is `frame`; or null. */
export function hintFor(
  error: GuestError,
  frame: BacktraceFrame | null,
  program: Program,
): string | null {
  const { kind, message } = error
  const unbound = /^variable (.+) is not defined$/.exec(message)?.[1]
  if (kind === 'unbound-variable' && unbound !== undefined) {
    return hintForName(unbound, frame, program)
  }
  if (kind === 'arity') return hintForArity(error)
  if (kind === 'wrong-type' && message.startsWith('call: ')) return hintForCall(frame)
  if (kind === 'wrong-type' && /^\+: expected a number, got "/.test(message)) {
    return 'string-append joins strings'
  }
  return null
}

function hintForName(name: string, frame: BacktraceFrame | null, program: Program): string | null {
  if (program.globalKey(name) !== null) {
    return `${name} is defined further on: its definition has not run yet`
  }
  const library = [...libraryExports].find(([, names]) => names.includes(name))?.[0]
  if (library !== undefined) {
    return program.isSystemName(name)
      ? `${name} is exported by ${library}: import it`
      : `${name} belongs to ${library}, but is not supported yet`
  }
  if (program.isSystemName(name)) return `${name} is exported by (lazuli base): import it`
  if (frame?.source?.text.startsWith('(set!', frame.place) === true) {
    return 'set! changes variables that exist; define makes them'
  }
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined
  if (other !== undefined) return other
  const near = nearNames(name, program.visibleNames)
  return near.length === 0 ? null : `did you mean ${orList(near)}?`
}

const orList = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

function hintForArity({ callee }: GuestError): string | null {
  if (callee === null || systemProcedure(callee.source) !== null) return null
  const { source, offset } = callee
  return `it is defined at ${formatPlace(source, offset)}: ${cut(lineAt(source, offset).trim())}`
}

/** What stands where a procedure is expected. */
function hintForCall(frame: BacktraceFrame | null): string | null {
  if (frame?.source?.text[frame.place] !== '(') return null
  const operator = readDatumAt(frame.source, frame.place + 1)
  if (operator === null) return null
  const text = cut(printDatum(operator))
  const { kind } = operator
  if (kind === 'pair') return `the value of ${text} is called here: are there too many parentheses?`
  if (kind === 'symbol') return `${text} is called here, but its value is not a procedure`
  return `${text} is called here: a list of data is quoted, as in '(${text} ...)`
}

const cut = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 3)}...`
