// Printer of guest values, for `display`, `write` and error messages. No host recursion.
//
// A pair or vector that is met again inside itself is printed as `...`, so cyclic data end; output of
// unreasonable size (shared structure can be exponential) ends in `...` too.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import { printFlonum } from '../read/number-text.ts'
import { printCharacter, printQuoted, printSymbol } from '../read/print-datum.ts'

export type PrintMode = 'display' | 'write'

/** Values printed before the printer gives up. */
const PRINT_LIMIT = 20_000_000
/** For error messages. */
const BRIEF_LIMIT = 200

interface Task {
  /** `leave` ends the printing of the containers in `path` from `count` on. */
  readonly kind: 'value' | 'rest' | 'element' | 'leave'
  /** Slot of the word; for elements, of the vector's next element. */
  readonly slot: Slot
  readonly count: number
}

/** The text of the word at `slot`. */
export function printValue(heap: Heap, slot: Slot, mode: PrintMode): string {
  return print(heap, slot, mode, PRINT_LIMIT)
}

/** The same, cut off when it gets long. */
export function printBriefly(heap: Heap, slot: Slot): string {
  return print(heap, slot, 'write', BRIEF_LIMIT)
}

function print(heap: Heap, start: Slot, mode: PrintMode, limit: number): string {
  const out: string[] = []
  const path: number[] = []
  const open = new Set<number>()
  const pending: Task[] = [{ kind: 'value', slot: start, count: 0 }]
  const push = (kind: Task['kind'], slot: Slot, count = 0) => pending.push({ kind, slot, count })
  const enter = (low: number) => {
    path.push(low)
    open.add(low)
  }
  const value = (slot: Slot) => {
    const low = heap.low(slot)
    const isPair = (low & 7) === TAG.pair
    if (!isPair && !heap.isKind(slot, kinds.vector.number)) out.push(printAtom(heap, slot, mode))
    else if (open.has(low)) out.push('...')
    else {
      push('leave', 0, path.length)
      enter(low)
      if (isPair) {
        out.push('(')
        push('rest', heap.carSlot(low) + 2)
        push('value', heap.carSlot(low))
      } else {
        out.push('#(')
        push('element', heap.fieldSlot(low, 1), heap.vectorLength(low))
      }
    }
  }
  const rest = (slot: Slot) => {
    const low = heap.low(slot)
    if ((low & 7) === TAG.pair && !open.has(low)) {
      enter(low)
      out.push(' ')
      push('rest', heap.carSlot(low) + 2)
      push('value', heap.carSlot(low))
    } else if (low !== IMMEDIATE.null) {
      out.push(' . ')
      push('value', slot)
    }
  }
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    if (out.length > limit) return `${out.join('')}...`
    if (task.kind === 'value') value(task.slot)
    else if (task.kind === 'rest') rest(task.slot)
    else if (task.kind === 'leave') {
      out.push(')')
      while (path.length > task.count) open.delete(path.pop() as number)
    } else if (task.count > 0) {
      push('element', task.slot + 2, task.count - 1)
      if (out.at(-1) !== '#(' || path.length === 0) out.push(' ')
      push('value', task.slot)
    }
  }
  return out.join('')
}

function printAtom(heap: Heap, slot: Slot, mode: PrintMode): string {
  const low = heap.low(slot)
  if (heap.isFixnum(slot)) return String(heap.fixnumAt(slot))
  if (heap.isFlonum(slot)) return printFlonum(heap.flonumAt(slot))
  if ((low & 7) === TAG.procedure) return '#<procedure>'
  if (heap.isKind(slot, kinds.string.number)) {
    const text = heap.stringAt(slot)
    return mode === 'write' ? printQuoted(text, '"') : text
  }
  if (heap.isKind(slot, kinds.symbol.number)) {
    const name = heap.stringAt(heap.fieldSlot(low, 0))
    return mode === 'write' ? printSymbol(name) : name
  }
  return printImmediate(low, mode)
}

const immediateTexts: ReadonlyMap<number, string> = new Map([
  [IMMEDIATE.true, '#t'],
  [IMMEDIATE.false, '#f'],
  [IMMEDIATE.null, '()'],
  [IMMEDIATE.unspecified, '#<unspecified>'],
  [IMMEDIATE.eof, '#<eof>'],
  [IMMEDIATE.default, '#<default>'],
])

const CHARACTER_SHIFT = 8

function printImmediate(low: number, mode: PrintMode): string {
  const known = immediateTexts.get(low)
  if (known !== undefined) return known
  if ((low & 7) !== TAG.immediate) return '#<object>'
  const codePoint = low >>> CHARACTER_SHIFT
  return mode === 'write' ? printCharacter(codePoint) : String.fromCodePoint(codePoint)
}
