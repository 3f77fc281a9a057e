// Reader of one datum after the other, with its own stack, so that 200,000 parentheses are as good as one.
//
// Each open construct is a frame: a list, vector or bytevector that collects items, or a mark (quote, datum
// comment, label) that waits for one datum. A finished datum is handed to the frame on top, which
// may thereby be finished too.

import type { SourceText } from '../../../base/index.ts'
import { type Datum, listDatum } from './datum.ts'
import { DatumLabels } from './labels.ts'
import { type CloseKind, Lexer, type OpenKind, type Token } from './lexer.ts'
import type { SchemeSyntaxError } from './syntax-error.ts'

interface Frame {
  readonly kind: OpenKind | 'mark' | 'discard' | 'label'
  /** For a mark: the form it abbreviates. */
  readonly name: string
  /** For a label. */
  readonly number: number
  readonly offset: number
  readonly items: Datum[]
  /** Offset of the dot of a dotted list, or -1. */
  dot: number
  /** The datum after the dot. */
  tail: Datum | null
}

/** What a superfluous parenthesis is called. */
export const CLOSES_NOTHING = 'this ) closes nothing'
const closers = { close: ')', 'close-bracket': ']' } as const
const MAX_BYTE = 255

const openers = {
  open: '(',
  'open-bracket': '[',
  'open-vector': '#(',
  'open-bytes': '#u8(',
  mark: 'quotation mark',
  discard: '#;',
  label: 'label',
} as const

const noItems: Datum[] = []

/** Reads the data of a source in order. */
export class DatumReader {
  readonly #lexer: Lexer
  readonly #labels = new DatumLabels()
  #stack: Frame[] = []
  /** Whether the latest datum contains labels. */
  hasLabels = false

  constructor(source: SourceText, offset = 0, foldsCase = false) {
    this.#lexer = new Lexer(source, offset, foldsCase)
  }

  /** The offset behind what has been read. */
  get offset(): number {
    return this.#lexer.offset
  }

  /** Whether `#!fold-case` holds here. */
  get foldsCase(): boolean {
    return this.#lexer.foldsCase
  }

  /** The next datum; null at the end of the text. Throws a SchemeSyntaxError. */
  next(): Datum | null {
    this.#stack = []
    this.#labels.forget()
    this.hasLabels = false
    for (;;) {
      const token = this.#lexer.next()
      if (token.kind === 'end' && this.#stack.length === 0) return null
      const datum = this.#take(token)
      const whole = datum === null ? null : this.#deliver(datum)
      if (whole !== null) return this.#labels.resolve(whole)
    }
  }

  /** The datum that `token` completes; null if it only opens, or stands for, something else. */
  #take(token: Token): Datum | null {
    switch (token.kind) {
      case 'open':
      case 'open-bracket':
      case 'open-vector':
      case 'open-bytes':
        return this.#push(token.kind, token.offset, [])
      case 'mark':
        return this.#push('mark', token.offset, noItems, token.name)
      case 'discard':
        return this.#push('discard', token.offset, noItems)
      case 'label':
        return this.#startLabel(token.number, token.offset)
      case 'reference':
        return this.#refer(token.number, token.offset)
      case 'atom':
        return token.datum
      case 'dot':
        return this.#startTail(this.#stack.at(-1), token.offset)
      case 'close':
      case 'close-bracket':
        return this.#close(this.#stack.pop(), token.kind, token.offset)
      case 'end':
        throw this.#unfinished(this.#stack.at(-1) as Frame, true)
    }
  }

  #push(kind: Frame['kind'], offset: number, items: Datum[], name = '', number = 0): null {
    this.#stack.push({ kind, name, number, offset, items, dot: -1, tail: null })
    return null
  }

  /** `atEnd`: the text ends, so that more of it could help. */
  #unfinished(frame: Frame, atEnd: boolean): SchemeSyntaxError {
    const opener = openers[frame.kind]
    const reason = frame.kind.startsWith('open')
      ? `this ${opener} is never closed`
      : `nothing follows this ${opener}`
    return atEnd
      ? this.#lexer.unfinished(frame.offset, reason)
      : this.#lexer.error(frame.offset, reason)
  }

  /** Gives a datum to the innermost open frame, and on as long as that finishes frames. */
  #deliver(datum: Datum): Datum | null {
    let finished = datum
    for (let frame = this.#stack.at(-1); frame !== undefined; frame = this.#stack.at(-1)) {
      if (frame.kind === 'mark') {
        const mark: Datum = { kind: 'symbol', name: frame.name, offset: frame.offset }
        finished = listDatum([mark, finished], frame.offset)
      } else if (frame.kind === 'label') {
        if (!this.#labels.finish(frame.number, finished)) {
          throw this.#lexer.error(frame.offset, 'this label names nothing but itself')
        }
      } else if (frame.kind === 'discard') {
        this.#stack.pop()
        return null
      } else {
        this.#addItem(frame, finished)
        return null
      }
      this.#stack.pop()
    }
    return finished
  }

  #addItem(frame: Frame, datum: Datum): void {
    if (frame.dot < 0) frame.items.push(datum)
    else if (frame.tail === null) frame.tail = datum
    else throw this.#lexer.error(datum.offset, 'only one datum may follow the dot')
  }

  #startTail(frame: Frame | undefined, offset: number): null {
    const isList = frame?.kind === 'open' || frame?.kind === 'open-bracket'
    if (!isList || frame.items.length === 0 || frame.dot >= 0)
      throw this.#lexer.error(offset, 'misplaced dot')
    frame.dot = offset
    return null
  }

  #startLabel(number: number, offset: number): null {
    this.hasLabels = true
    if (!this.#labels.define(number, offset)) {
      throw this.#lexer.error(offset, `there is a label #${number}= already`)
    }
    return this.#push('label', offset, noItems, '', number)
  }

  #refer(number: number, offset: number): Datum {
    const datum = this.#labels.refer(number, offset)
    if (datum === null) throw this.#lexer.error(offset, `there is no label #${number}=`)
    return datum
  }

  /** The datum that `frame` becomes at a closing parenthesis or bracket. */
  #close(frame: Frame | undefined, kind: CloseKind, offset: number): Datum {
    if (frame === undefined) {
      const reason = kind === 'close' ? CLOSES_NOTHING : 'this ] closes nothing'
      throw this.#lexer.error(offset, reason)
    }
    if (frame.kind.startsWith('open') && (frame.kind === 'open-bracket') !== (kind !== 'close')) {
      const reason = `this ${closers[kind]} does not close what ${openers[frame.kind]} opened`
      throw this.#lexer.error(offset, reason)
    }
    if (frame.kind === 'open-vector') {
      return { kind: 'vector', items: frame.items, offset: frame.offset }
    }
    if (frame.kind === 'open-bytes') return this.#bytevector(frame)
    if (!frame.kind.startsWith('open')) throw this.#unfinished(frame, false)
    if (frame.dot >= 0 && frame.tail === null) {
      throw this.#lexer.error(frame.dot, 'nothing follows this dot')
    }
    return listDatum(frame.items, frame.offset, frame.tail ?? undefined)
  }

  #bytevector(frame: Frame): Datum {
    const bytes = new Uint8Array(frame.items.length)
    frame.items.forEach((item, i) => {
      const value = item.kind === 'fixnum' ? Number(item.value) : -1
      if (value < 0 || value > MAX_BYTE) {
        throw this.#lexer.error(item.offset, 'a bytevector holds integers from 0 to 255')
      }
      bytes[i] = value
    })
    return { kind: 'bytevector', bytes, offset: frame.offset }
  }
}
