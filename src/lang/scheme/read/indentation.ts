// Indentation as evidence: where a text with too few or too many parentheses probably goes wrong.
//
// Programmers (and their editors) indent what is inside a list further than its parenthesis, and what
// follows a datum in the same list no further than that datum. The first line that breaks one of these rules
// is where the writer's idea of the nesting and the text part.

import { locate, type SourceText } from '../../../base/index.ts'
import { Lexer, type Token } from './lexer.ts'
import { SchemeSyntaxError } from './syntax-error.ts'

interface OpenList {
  readonly offset: number
  readonly column: number
  readonly line: number
  /** Column of the latest datum of this list that starts a line; 0 if there is none. */
  siblingColumn: number
}

/** The tokens of `source` as far as there are any. */
function* tokensOf(source: SourceText): Generator<Token> {
  const lexer = new Lexer(source)
  try {
    for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) yield token
  } catch (error) {
    if (!(error instanceof SchemeSyntaxError)) throw error
  }
}

const opens = (token: Token) => token.kind.startsWith('open')
const closes = (token: Token) => token.kind.startsWith('close')

function startsLine(source: SourceText, token: Token): boolean {
  const lineStart = source.text.lastIndexOf('\n', token.offset - 1) + 1
  return source.text.slice(lineStart, token.offset).trim() === ''
}

/** For a text with a list that is not closed: where a ) is probably missing; '' for no idea. */
export function adviseOnUnclosed(source: SourceText): string {
  const stack: OpenList[] = []
  for (const token of tokensOf(source)) {
    const { line, column } = locate(source, token.offset)
    const top = stack.at(-1)
    const isSuspicious =
      top !== undefined && !closes(token) && line > top.line && column <= top.column
    if (isSuspicious && startsLine(source, token)) {
      const opener = `${top.line}:${top.column}`
      return `line ${line} starts no further right than the ( at ${opener}, which is still open there: a ) is probably missing before line ${line}`
    }
    if (opens(token)) stack.push({ offset: token.offset, line, column, siblingColumn: 0 })
    else if (closes(token)) stack.pop()
  }
  return ''
}

/** For a text with a superfluous ): where there is probably one too many; '' for no idea. */
export function adviseOnSuperfluous(source: SourceText): string {
  const outside: OpenList = { offset: -1, line: 0, column: 0, siblingColumn: 1 }
  const stack: OpenList[] = [outside]
  let lastClose = 0
  for (const token of tokensOf(source)) {
    const { line, column } = locate(source, token.offset)
    const top = stack.at(-1) ?? outside
    if (closes(token)) {
      if (stack.length === 1) return ''
      stack.pop()
      lastClose = line
      continue
    }
    if (startsLine(source, token)) {
      if (top.siblingColumn !== 0 && column > top.siblingColumn && lastClose > 0) {
        return `line ${line} starts further right than what is before it in the same list: there is probably one ) too many on line ${lastClose}`
      }
      top.siblingColumn = column
    }
    if (opens(token)) stack.push({ offset: token.offset, line, column, siblingColumn: 0 })
  }
  return ''
}
