// Printer of guest values, for `display`, `write` and error messages. No host recursion.
//
// Labels say where a structure contains itself (`write-shared`: where any part appears again). To find
// them takes a walk of its own, so small values are first printed without: if that comes to an end soon,
// there was no cycle.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import { GuestError } from '../../../vm/index.ts'
import { type ProcedureNames, printWord } from './print-word.ts'
import { type RecordText, recordText } from './record-text.ts'
import { findShared } from './sharing.ts'

export type PrintMode = 'display' | 'write' | 'write-shared' | 'write-simple'

/** Steps of printing before anyone asks whether there are cycles. */
const SMALL = 1000
/** For error messages: characters, and containers looked at for cycles. */
const BRIEF_LENGTH = 200
const BRIEF_CONTAINERS = 2000
/** No text of this length can be made. */
const LONGEST = 2 ** 28
/** Of `write-simple`, which does not see cycles: characters, and numbers on the stack of tasks. */
const LONGEST_SIMPLE = 2 ** 24
const DEEPEST = 2 ** 24
/** Steps between two looks whether the run is to stop; a power of 2. */
const UNWATCHED = 2 ** 16
/** Pieces are joined when they have this many characters together. */
const CHUNK = 8192

const noLabels: ReadonlySet<number> = new Set()

/** The text of the word at `slot`. */
export function printValue(
  heap: Heap,
  slot: Slot,
  mode: PrintMode,
  procedureName?: ProcedureNames,
): string {
  const low = heap.low(slot)
  if ((low & 7) !== TAG.pair && (low & 7) !== TAG.object) {
    return printWord(heap, slot, mode !== 'display', procedureName)
  }
  const printer = new Printer(heap, mode !== 'display', procedureName)
  if (mode === 'write-simple')
    return complete(printer.print(slot, noLabels, Infinity, LONGEST_SIMPLE))
  if (mode !== 'write-shared') {
    const text = printer.print(slot, noLabels, SMALL, LONGEST)
    if (text !== null) return text
  }
  const labelled = findShared(heap, slot, mode === 'write-shared', Infinity) ?? noLabels
  return complete(printer.print(slot, labelled, Infinity, LONGEST))
}

/** The text that `write` shows, cut off when it gets long. */
export function printBriefly(heap: Heap, slot: Slot, procedureName?: ProcedureNames): string {
  const printer = new Printer(heap, true, procedureName)
  const labelled = findShared(heap, slot, false, BRIEF_CONTAINERS) ?? noLabels
  const text = printer.print(slot, labelled, Infinity, BRIEF_LENGTH)
  return text ?? `${printer.text.slice(0, BRIEF_LENGTH)}...`
}

function complete(text: string | null): string {
  if (text !== null) return text
  throw new GuestError('too-large', "the value's text is too long, or it has no end")
}

/** What is still to be printed; the numbers behind a task lie below it on the stack. */
const TASK = {
  /** slot */
  value: 0,
  /** slot of a cdr */
  rest: 1,
  /** slot of the next element, how many are left; later ones follow a blank */
  first: 2,
  elements: 3,
  /** slot of the next field, how many are left, slot of its name */
  fields: 4,
} as const

class Printer {
  /** What has been printed so far; complete only after `print`. */
  text = ''
  private readonly heap: Heap
  private readonly reads: boolean
  private readonly procedureName: ProcedureNames | undefined
  private parts: string[] = []
  private partsLength = 0
  private readonly pending: number[] = []
  private labelled: ReadonlySet<number> = noLabels
  private readonly labels = new Map<number, number>()
  /** Texts of symbols by their low halves: most appear again. */
  private readonly symbolTexts = new Map<number, string>()

  constructor(heap: Heap, reads: boolean, procedureName: ProcedureNames | undefined) {
    this.heap = heap
    this.reads = reads
    this.procedureName = procedureName
  }

  /**
   * The text of the word at `start`, with labels for what is in `labelled`; null if that takes more
   * than `mostSteps` steps or `longest` characters.
   */
  print(
    start: Slot,
    labelled: ReadonlySet<number>,
    mostSteps: number,
    longest: number,
  ): string | null {
    const { pending } = this
    this.labelled = labelled
    this.labels.clear()
    this.text = ''
    this.parts = []
    this.partsLength = 0
    let steps = 0
    pending.length = 0
    pending.push(start, TASK.value)
    for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
      const slot = pending.pop() as Slot
      if (task === TASK.value) this.value(slot)
      else if (task === TASK.rest) this.rest(slot)
      else if (task === TASK.fields) this.field(slot)
      else this.element(slot, task)
      const isTooLong = this.partsLength + this.text.length > longest
      if (++steps > mostSteps || isTooLong || pending.length > DEEPEST) {
        this.finish()
        return null
      }
      if (steps % UNWATCHED === 0) this.heap.checkStop()
    }
    return this.finish()
  }

  private finish(): string {
    this.parts.push(this.text)
    this.text = this.parts.join('')
    this.parts = []
    return this.text
  }

  private emit(text: string): void {
    this.text += text
    if (this.text.length < CHUNK) return
    this.parts.push(this.text)
    this.partsLength += this.text.length
    this.text = ''
  }

  private value(slot: Slot): void {
    const { heap } = this
    const low = heap.low(slot)
    const tag = low & 7
    if (tag === TAG.pair) {
      if (!this.label(low)) this.openPair('(', low)
    } else if (tag !== TAG.object) this.word(slot)
    else if (heap.isKind(slot, kinds.vector.number)) this.vector(low)
    else if (heap.isKind(slot, kinds.record.number)) this.record(slot, low)
    else if (heap.isKind(slot, kinds.symbol.number)) this.symbol(slot, low)
    else this.word(slot)
  }

  private word(slot: Slot): void {
    this.emit(printWord(this.heap, slot, this.reads, this.procedureName))
  }

  private symbol(slot: Slot, low: number): void {
    let text = this.symbolTexts.get(low)
    if (text === undefined) {
      text = printWord(this.heap, slot, this.reads)
      this.symbolTexts.set(low, text)
    }
    this.emit(text)
  }

  /** Prints the label of the container `low` if it has one; true if it has been printed before. */
  private label(low: number): boolean {
    if (!this.labelled.has(low)) return false
    const known = this.labels.get(low)
    if (known !== undefined) {
      this.emit(`#${known}#`)
      return true
    }
    this.emit(`#${this.labels.size}=`)
    this.labels.set(low, this.labels.size)
    return false
  }

  private openPair(before: string, low: number): void {
    const car = this.heap.carSlot(low)
    this.emit(before)
    this.pending.push(car + 2, TASK.rest, car, TASK.value)
  }

  private rest(slot: Slot): void {
    const { heap } = this
    const low = heap.low(slot)
    if ((low & 7) === TAG.pair && !this.labelled.has(low)) this.openPair(' ', low)
    else if (low === IMMEDIATE.null) this.emit(')')
    else {
      this.emit(' . ')
      // The end of a list without elements: just the parenthesis.
      this.pending.push(0, slot, TASK.first, slot, TASK.value)
    }
  }

  private vector(low: number): void {
    if (this.label(low)) return
    this.emit('#(')
    this.pending.push(this.heap.vectorLength(low), this.heap.fieldSlot(low, 1), TASK.first)
  }

  private element(slot: Slot, task: number): void {
    const left = this.pending.pop() as number
    if (left === 0) {
      this.emit(')')
      return
    }
    if (task === TASK.elements) this.emit(' ')
    this.pending.push(left - 1, slot + 2, TASK.elements, slot, TASK.value)
  }

  private record(slot: Slot, low: number): void {
    const text: RecordText = recordText(this.heap, slot)
    if (text.fieldCount === 0) {
      this.emit(`#<${text.name}>`)
      return
    }
    if (this.label(low)) return
    this.emit(`#<${text.name}`)
    this.pending.push(text.firstName, text.fieldCount, this.heap.fieldSlot(low, 1), TASK.fields)
  }

  private field(slot: Slot): void {
    const { heap, pending } = this
    const left = pending.pop() as number
    const name = pending.pop() as Slot
    if (left === 0) {
      this.emit('>')
      return
    }
    this.emit(` ${printWord(heap, name, false)}: `)
    pending.push(name + 2, left - 1, slot + 2, TASK.fields, slot, TASK.value)
  }
}
