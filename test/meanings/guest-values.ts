// Between plain JavaScript values and guest words: constants for code, canonical texts of results.

import { IMMEDIATE } from '../../src/expr/index.ts'
import {
  CodeBuilder,
  type Constant,
  type Heap,
  kinds,
  type OpSet,
  type Slot,
} from '../../src/vm/toolkit.ts'
import { flonumText, type Value } from './values.ts'

/** Loads values into registers of one piece of code: the same Value is the same guest object. */
export class ValueLoader {
  private readonly indices = new Map<Value, number>()
  private readonly ops: OpSet
  private readonly builder: CodeBuilder

  constructor(ops: OpSet, builder: CodeBuilder) {
    this.ops = ops
    this.builder = builder
  }

  load(value: Value, register: number): void {
    if ('box' in value) {
      this.load(value.box, register)
      this.builder.emit('make-box', [register, register], -1)
      return
    }
    let index = this.indices.get(value)
    if (index === undefined) {
      index = this.builder.constant(this.constantOf(value))
      this.indices.set(value, index)
    }
    this.builder.emit('load-constant', [index, register], -1)
  }

  private constantOf(value: Value): Constant {
    if ('fixnum' in value) return { kind: 'fixnum', value: value.fixnum }
    if ('flonum' in value) return { kind: 'flonum', value: value.flonum }
    if ('character' in value) return { kind: 'immediate', word: (value.character << 8) | 0x46 }
    if ('string' in value) return { kind: 'string', text: value.string }
    if ('symbol' in value) return { kind: 'symbol', text: value.symbol }
    if ('pair' in value) {
      return {
        kind: 'pair',
        car: this.constantOf(value.pair[0]),
        cdr: this.constantOf(value.pair[1]),
      }
    }
    if ('vector' in value) {
      return { kind: 'vector', elements: value.vector.map((element) => this.constantOf(element)) }
    }
    if ('procedure' in value)
      return { kind: 'procedure', template: this.returning(value.procedure) }
    return { kind: 'immediate', word: immediateWord(value) }
  }

  private returning(value: bigint) {
    const builder = new CodeBuilder(this.ops, `returns ${value}`, 0, false)
    builder.emit('load-fixnum', [Number(value), 0], -1)
    builder.emit('return', [0], -1)
    return builder.finish()
  }
}

function immediateWord(value: Value): number {
  if ('boolean' in value) return value.boolean ? IMMEDIATE.true : IMMEDIATE.false
  if ('null' in value) return IMMEDIATE.null
  if ('unspecified' in value) return IMMEDIATE.unspecified
  if ('uninitialized' in value) return IMMEDIATE.uninitialized
  throw new Error('no immediate')
}

const immediateTexts: ReadonlyMap<number, string> = new Map([
  [IMMEDIATE.true, '#t'],
  [IMMEDIATE.false, '#f'],
  [IMMEDIATE.null, '()'],
  [IMMEDIATE.unspecified, 'unspecified'],
  [IMMEDIATE.uninitialized, 'uninitialized'],
])

/** The canonical text of the guest word at `slot`; at most `depth` levels of structure. */
export function guestText(heap: Heap, slot: Slot, depth = 1000): string {
  if (depth === 0) return '...'
  const low = heap.low(slot)
  const inner = (at: Slot) => guestText(heap, at, depth - 1)
  if (heap.isFixnum(slot)) return String(heap.fixnumAt(slot))
  if (heap.isFlonum(slot)) return flonumText(heap.flonumAt(slot))
  switch (low & 7) {
    case 1:
      return `(${inner(heap.carSlot(low))} . ${inner(heap.carSlot(low) + 2)})`
    case 5:
      return 'procedure'
    case 6:
      if ((low & 0xff) === 0x46) return `character ${low >>> 8}`
      return immediateTexts.get(low) ?? `immediate ${low}`
  }
  if (heap.isKind(slot, kinds.vector.number)) {
    const elements = Array.from({ length: heap.vectorLength(low) }, (_, i) =>
      inner(heap.fieldSlot(low, 1 + i)),
    )
    return `#(${elements.join(' ')})`
  }
  if (heap.isKind(slot, kinds.string.number)) return `string ${heap.stringAt(slot)}`
  if (heap.isKind(slot, kinds.symbol.number)) {
    return `symbol ${heap.stringAt(heap.fieldSlot(low, 0))}`
  }
  if (heap.isKind(slot, kinds.box.number)) return `box ${inner(heap.fieldSlot(low, 0))}`
  return `object ${low & 7}`
}
