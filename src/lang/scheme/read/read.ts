// Reader: text to data, with its own stack, so that 200,000 parentheses are as good as one.
//
// Each open construct is a frame: a list or vector that collects items, or a mark (quote, datum
// comment) that waits for one datum. A finished datum is handed to the frame on top, which may thereby
// be finished too.

import type { SourceText } from '../../../base/index.ts'
import { type Datum, listDatum } from './datum.ts'
import { Lexer } from './lexer.ts'
import { SchemeSyntaxError } from './syntax-error.ts'

interface Frame {
  readonly kind: 'list' | 'vector' | 'mark' | 'discard'
  /** For a mark: the form it abbreviates. */
  readonly name: string
  readonly offset: number
  readonly items: Datum[]
  /** Offset of the dot of a dotted list, or -1. */
  dot: number
  /** The datum after the dot. */
  tail: Datum | null
}

const openers = { list: '(', vector: '#(', mark: 'quotation mark', discard: '#;' } as const

/** All data of `source`, in order. Throws SchemeSyntaxError. */
export function read(source: SourceText): Datum[] {
  const lexer = new Lexer(source)
  const data: Datum[] = []
  const stack: Frame[] = []
  const push = (kind: Frame['kind'], offset: number, name = '') =>
    stack.push({ kind, name, offset, items: [], dot: -1, tail: null })
  for (;;) {
    const token = lexer.next()
    switch (token.kind) {
      case 'open':
        push('list', token.offset)
        break
      case 'open-vector':
        push('vector', token.offset)
        break
      case 'mark':
        push('mark', token.offset, token.name)
        break
      case 'discard':
        push('discard', token.offset)
        break
      case 'atom':
        deliver(source, token.datum, stack, data)
        break
      case 'dot':
        startTail(source, stack.at(-1), token.offset)
        break
      case 'close':
        deliver(source, close(source, stack.pop(), token.offset), stack, data)
        break
      case 'end': {
        const open = stack.at(-1)
        if (open === undefined) return data
        throw new SchemeSyntaxError(source, open.offset, unfinished(open))
      }
    }
  }
}

function unfinished(frame: Frame): string {
  const opener = openers[frame.kind]
  return frame.kind === 'list' || frame.kind === 'vector'
    ? `this ${opener} is never closed`
    : `nothing follows this ${opener}`
}

/** Gives a finished datum to the innermost open frame, and on as long as that finishes frames. */
function deliver(source: SourceText, datum: Datum, stack: Frame[], data: Datum[]): void {
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    if (frame.kind === 'list' || frame.kind === 'vector') {
      addItem(source, frame, datum)
      return
    }
    stack.pop()
    if (frame.kind === 'discard') return
    const mark: Datum = { kind: 'symbol', name: frame.name, offset: frame.offset }
    datum = listDatum([mark, datum], frame.offset)
  }
  data.push(datum)
}

function addItem(source: SourceText, frame: Frame, datum: Datum): void {
  if (frame.dot < 0) frame.items.push(datum)
  else if (frame.tail === null) frame.tail = datum
  else throw new SchemeSyntaxError(source, datum.offset, 'only one datum may follow the dot')
}

function startTail(source: SourceText, frame: Frame | undefined, offset: number): void {
  const first = frame !== undefined && frame.kind === 'list' && frame.items.length > 0
  if (!first || frame.dot >= 0) throw new SchemeSyntaxError(source, offset, 'misplaced dot')
  frame.dot = offset
}

/** The datum that `frame` becomes at a closing parenthesis. */
function close(source: SourceText, frame: Frame | undefined, offset: number): Datum {
  if (frame === undefined) throw new SchemeSyntaxError(source, offset, 'this ) closes nothing')
  if (frame.kind === 'mark' || frame.kind === 'discard') {
    throw new SchemeSyntaxError(source, frame.offset, unfinished(frame))
  }
  if (frame.dot >= 0 && frame.tail === null) {
    throw new SchemeSyntaxError(source, frame.dot, 'nothing follows this dot')
  }
  if (frame.kind === 'vector') return { kind: 'vector', items: frame.items, offset: frame.offset }
  return listDatum(frame.items, frame.offset, frame.tail ?? undefined)
}
