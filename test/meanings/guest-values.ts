// Between plain JavaScript values and guest words: constants for code, canonical texts of results.

import { IMMEDIATE } from '../../src/expr/index.ts'
import {
  CodeBuilder,
  type Constant,
  type Heap,
  kinds,
  type OpSet,
  type RealNumber,
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
    if ('bignum' in value) return { kind: 'bignum', value: value.bignum }
    if ('ratnum' in value) {
      return { kind: 'ratnum', numerator: value.ratnum[0], denominator: value.ratnum[1] }
    }
    if ('flonum' in value) return { kind: 'flonum', value: value.flonum }
    if ('complex' in value) {
      const [real, imaginary] = value.complex.map(realOf) as [RealNumber, RealNumber]
      return { kind: 'complex', real, imaginary }
    }
    if ('character' in value) return { kind: 'immediate', word: (value.character << 8) | 0x46 }
    if ('string' in value) return { kind: 'string', text: value.string }
    if ('symbol' in value) return { kind: 'symbol', text: value.symbol }
    if ('bytes' in value) return { kind: 'bytes', bytes: Uint8Array.from(value.bytes) }
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

function realOf(value: Value): RealNumber {
  if ('flonum' in value) return value.flonum
  if ('ratnum' in value) return { numerator: value.ratnum[0], denominator: value.ratnum[1] }
  return 'bignum' in value ? value.bignum : 'fixnum' in value ? value.fixnum : Number.NaN
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
  if (heap.isKind(slot, kinds.bignum.number)) return bignumText(heap, low)
  if (heap.isKind(slot, kinds.ratnum.number)) {
    return `${inner(heap.fieldSlot(low, 0))}/${inner(heap.fieldSlot(low, 1))}`
  }
  if (heap.isKind(slot, kinds.complex.number)) {
    return `complex ${inner(heap.fieldSlot(low, 0))} ${inner(heap.fieldSlot(low, 1))}`
  }
  if (heap.isKind(slot, kinds.string.number)) return `string ${heap.stringAt(slot)}`
  if (heap.isKind(slot, kinds.symbol.number)) {
    return `symbol ${heap.stringAt(heap.fieldSlot(low, 0))}`
  }
  if (heap.isKind(slot, kinds.bytes.number)) {
    const length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
    const start = 4 * heap.fieldSlot(low, 1)
    return `bytes ${heap.u8.subarray(start, start + length).join(' ')}`
  }
  if (heap.isKind(slot, kinds.box.number)) return `box ${inner(heap.fieldSlot(low, 0))}`
  return `object ${low & 7}`
}

/** Digit by digit of 32 bits, as the layout says; a bignum that should be a fixnum is shown as one. */
function bignumText(heap: Heap, low: number): string {
  const length = heap.fieldSlot(low, 0)
  const digits = (heap.smallFixnumAt(length) - 8) / 4
  let magnitude = 0n
  for (let i = digits - 1; i >= 0; i--) {
    magnitude = magnitude * 2n ** 32n + BigInt(heap.low(length + 4 + i) >>> 0)
  }
  const value = heap.low(length + 2) === 1 ? -magnitude : magnitude
  const isNormal = BigInt.asIntN(61, value) !== value && magnitude >> BigInt(32 * digits - 64) > 0n
  return isNormal ? String(value) : `bignum that is not normal: ${value}`
}
