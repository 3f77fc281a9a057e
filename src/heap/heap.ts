// The heap as TypeScript sees it: words at slots, bump allocation, immortal constants.
//
// A *slot* is the int32 index of a word's low half in the cage. High halves of pointers are all
// the same (`baseHigh`), so a pointer is a slot's low half alone. Rule for everyone: reserve first,
// then read. `reserve` is the only place where a collection can happen; after it, allocation up to
// the reserved size cannot fail, and what was read before it may have moved.

import { assert, bug } from '../base/index.ts'
import { BOXED_FLONUM_KIND, IMMEDIATE, TAG, typeOfWord, type WordType } from '../expr/index.ts'
import type { Cage } from '../memory/index.ts'
import { kinds } from './kinds.table.ts'
import { FROZEN_BIT, HEADER_HIGH, headerLow } from './layout.ts'

export type Slot = number

/** Offsets in the statics region of what lives for ever. */
const IMMORTAL_FLONUMS = [0, -0, Infinity, -Infinity, NaN] as const
/** Characters of narrow strings are at most this. */
const MOST_NARROW = 0xff
const IMMORTAL_BYTES = IMMORTAL_FLONUMS.length * 16

/** In the high half of a header. */
const FROZEN = 1 << (FROZEN_BIT - 32)

export class Heap {
  readonly i32: Int32Array
  readonly u8: Uint8Array
  readonly f64: Float64Array
  readonly u64: BigUint64Array
  readonly i64: BigInt64Array
  /** For the magnitudes of two fixnums in halves (bignum-arithmetic.ts). */
  readonly fixnumHalves = new Int32Array(4)
  readonly baseHigh: number
  readonly cage: Cage
  /** Slots where the allocation pointer and its limit lie (low halves are cage offsets). */
  readonly allocationSlot: Slot
  readonly limitSlot: Slot
  /** Set by the collector: makes room for `bytes` or throws a guest error. */
  collect: (bytes: number) => void = () => bug('the heap has no collector')
  /** Set by the VM: long work calls it now and then; throws a guest error if the run is to stop. */
  checkStop: () => void = () => {}
  /** Collect at every reserve. */
  stress = false
  /** How often objects may have moved: who hashes by address looks here. */
  collections = 0
  /** Guest code finds the same number in this word, if there is one. */
  private collectionsSlot: Slot = 0
  /** The last identity hash that was given. */
  identities = 0
  private staticsTop: number
  private readonly scratch = new Float64Array(1)
  private readonly scratchWords = new Int32Array(this.scratch.buffer)

  constructor(cage: Cage, allocationSlot: Slot, limitSlot: Slot) {
    this.cage = cage
    this.i32 = cage.i32
    this.u8 = cage.u8
    this.f64 = cage.f64
    this.u64 = new BigUint64Array(cage.f64.buffer)
    this.i64 = new BigInt64Array(cage.f64.buffer)
    this.baseHigh = cage.baseHigh
    this.allocationSlot = allocationSlot
    this.limitSlot = limitSlot
    this.staticsTop = cage.layout.statics.start
    for (const value of IMMORTAL_FLONUMS) {
      const at = this.allocateStatic(16)
      this.i32[at >> 2] = headerLow(BOXED_FLONUM_KIND, 1)
      this.i32[(at >> 2) + 1] = HEADER_HIGH
      this.f64[(at >> 3) + 1] = value
    }
    assert(this.staticsTop - cage.layout.statics.start === IMMORTAL_BYTES)
  }

  /** The word at `slot`, which never moves, is `collections` from now on. */
  showCollections(slot: Slot): void {
    this.collectionsSlot = slot
    this.setFixnum(slot, this.collections)
  }

  /** A collection is over. */
  countCollection(): void {
    this.collections++
    if (this.collectionsSlot > 0) this.setFixnum(this.collectionsSlot, this.collections)
  }

  /** Bytes that `allocateStatic` can still give. */
  staticRoom(): number {
    return this.cage.layout.statics.end - this.staticsTop
  }

  /** Non-moving memory that lives as long as the VM (cage offset, 8-aligned, zeroed). */
  allocateStatic(bytes: number): number {
    const at = this.staticsTop
    this.staticsTop += (bytes + 7) & ~7
    assert(this.staticsTop <= this.cage.layout.statics.end, 'static space is exhausted')
    return at
  }

  // Reading.

  low(slot: Slot): number {
    return this.i32[slot] as number
  }

  high(slot: Slot): number {
    return this.i32[slot + 1] as number
  }

  /** The type atom of the word at `slot`. */
  typeAt(slot: Slot): WordType {
    const low = this.low(slot)
    return typeOfWord(low, (low & 7) === TAG.object ? this.headerOf(low) : 0)
  }

  /** Low half of the header of the object or procedure whose tagged low half is `low`. */
  headerOf(low: number): number {
    return this.i32[(low & ~7) >>> 2] as number
  }

  /** Slot of the car of a pair, given the pair's low half; the cdr's is 2 further. */
  carSlot(low: number): Slot {
    return (low - TAG.pair) >>> 2
  }

  /** Slot of field `index` of an object or procedure, given its low half. */
  fieldSlot(low: number, index: number): Slot {
    return (((low & ~7) >>> 0) + 8 + 8 * index) >>> 2
  }

  isFixnum(slot: Slot): boolean {
    return (this.low(slot) & 7) === TAG.fixnum
  }

  fixnumAt(slot: Slot): bigint {
    return (this.i64[slot >>> 1] as bigint) >> 3n
  }

  /** A fixnum as a number; exact up to 2^53. */
  smallFixnumAt(slot: Slot): number {
    return this.high(slot) * 0x20000000 + (this.low(slot) >>> 3)
  }

  isFlonum(slot: Slot): boolean {
    const low = this.low(slot)
    if (((low + 5) & 6) === 0) return true
    return (low & 7) === TAG.object && ((this.headerOf(low) >>> 3) & 31) === BOXED_FLONUM_KIND
  }

  flonumAt(slot: Slot): number {
    const low = this.low(slot)
    if ((low & 7) === TAG.object) return this.f64[(low - TAG.object + 8) >>> 3] as number
    const high = this.high(slot)
    this.scratchWords[0] = (low >>> 4) | (high << 28)
    this.scratchWords[1] = (high >>> 4) | (low << 28)
    return this.scratch[0] as number
  }

  isKind(slot: Slot, kind: number): boolean {
    const low = this.low(slot)
    return (low & 7) === TAG.object && ((this.headerOf(low) >>> 3) & 31) === kind
  }

  vectorLength(low: number): number {
    return this.smallFixnumAt(this.fieldSlot(low, 0))
  }

  /** The text of a string object. */
  stringAt(slot: Slot): string {
    const low = this.low(slot)
    const payload = this.low(this.fieldSlot(low, 1))
    const length = this.smallFixnumAt(this.fieldSlot(low, 0))
    const start = ((payload & ~7) >>> 0) + 16
    const width = this.smallFixnumAt(this.fieldSlot(payload, 0)) === length ? 1 : 4
    let text = ''
    for (let i = 0; i < length; i++) {
      text += String.fromCodePoint(
        width === 1 ? (this.u8[start + i] as number) : (this.i32[(start >>> 2) + i] as number),
      )
    }
    return text
  }

  // Writing.

  setWord(slot: Slot, low: number, high: number): void {
    this.i32[slot] = low
    this.i32[slot + 1] = high
  }

  copy(to: Slot, from: Slot): void {
    this.setWord(to, this.low(from), this.high(from))
  }

  setPointer(slot: Slot, low: number): void {
    this.setWord(slot, low, this.baseHigh)
  }

  setImmediate(slot: Slot, word: number): void {
    this.setWord(slot, word, 0)
  }

  setBoolean(slot: Slot, value: boolean): void {
    this.setImmediate(slot, value ? IMMEDIATE.true : IMMEDIATE.false)
  }

  /** Writes an integer in fixnum range. */
  setFixnum(slot: Slot, value: number | bigint): void {
    if (typeof value === 'number' && (value | 0) === value)
      this.setWord(slot, value << 3, value >> 29)
    else this.i64[slot >>> 1] = BigInt(value) << 3n
  }

  /** Writes a flonum; 16 bytes must be reserved, as rare exponents are boxed. */
  setFlonum(slot: Slot, value: number): void {
    this.scratch[0] = value
    const bitsLow = this.scratchWords[0] as number
    const bitsHigh = this.scratchWords[1] as number
    const low = (bitsLow << 4) | (bitsHigh >>> 28)
    if (((low + 5) & 6) === 0) {
      this.setWord(slot, low, (bitsHigh << 4) | (bitsLow >>> 28))
      return
    }
    this.setPointer(slot, this.boxedFlonum(value) | TAG.object)
  }

  /** Address of the immortal boxed flonum for `value`, or -1 if there is none. */
  immortalFlonum(value: number): number {
    const index = IMMORTAL_FLONUMS.findIndex((other) => Object.is(other, value))
    return index < 0 ? -1 : this.cage.layout.statics.start + 16 * index
  }

  /** Address of a boxed flonum: an immortal one if there is one for `value`, else a fresh one. */
  private boxedFlonum(value: number): number {
    const immortal = this.immortalFlonum(value)
    if (immortal >= 0) return immortal
    const at = this.allocateObject(BOXED_FLONUM_KIND, 1)
    this.f64[(at + 8) >>> 3] = value
    return at
  }

  // Allocating.

  /** Bytes that can be allocated without a collection. */
  free(): number {
    return (this.low(this.limitSlot) >>> 0) - (this.low(this.allocationSlot) >>> 0)
  }

  /** Makes room for `bytes`; may collect, so it comes before any read. Guest error if impossible. */
  reserve(bytes: number): void {
    if (this.stress || this.free() < bytes) this.collect(bytes)
  }

  /** `bytes` of reserved memory (cage offset); the caller fills all of it at once. */
  allocate(bytes: number): number {
    const at = this.low(this.allocationSlot) >>> 0
    const size = (bytes + 7) & ~7
    assert(at + size <= this.low(this.limitSlot) >>> 0, 'allocation without reserve')
    this.i32[this.allocationSlot] = at + size
    return at
  }

  /** A headered object of `fieldCount` fields, fields still to be filled; its untagged address. */
  allocateObject(kind: number, fieldCount: number): number {
    const at = this.allocate(8 + 8 * fieldCount)
    this.setWord(at >>> 2, headerLow(kind, fieldCount), HEADER_HIGH)
    return at
  }

  /** A vector of `length` elements, still to be filled; its untagged address. */
  allocateVector(length: number): number {
    const at = this.allocate(16 + 8 * length)
    this.setWord(at >>> 2, headerLow(kinds.vector.number, 1 + length), HEADER_HIGH)
    this.setFixnum((at + 8) >>> 2, length)
    return at
  }

  /** Marks the object at `slot` as one that must not change (strings alone are asked). */
  freeze(slot: Slot): void {
    const at = this.headerHighSlot(slot)
    this.i32[at] = (this.i32[at] as number) | FROZEN
  }

  isFrozen(slot: Slot): boolean {
    return ((this.i32[this.headerHighSlot(slot)] as number) & FROZEN) !== 0
  }

  private headerHighSlot(slot: Slot): Slot {
    return ((this.low(slot) & ~7) >>> 2) + 1
  }

  /** Bytes to reserve before `makeString(text)`. */
  stringBytes(text: string): number {
    return 24 + 16 + 4 * text.length + 8
  }

  /** A string object for `text` at `slot`; reserve `stringBytes(text)` before. */
  makeString(slot: Slot, text: string): void {
    let isNarrow = true
    let length = 0
    for (let i = 0; i < text.length; length++) {
      const point = text.codePointAt(i) as number
      if (point > MOST_NARROW) isNarrow = false
      i += point > 0xffff ? 2 : 1
    }
    const bytes = isNarrow ? length : 4 * length
    const payload = this.allocate(16 + ((bytes + 7) & ~7))
    this.setWord(payload >>> 2, headerLow(kinds.bytes.number, 0), HEADER_HIGH)
    this.setFixnum((payload + 8) >>> 2, bytes)
    const first = payload + 16
    for (let i = 0, at = 0; at < length; at++) {
      const point = text.codePointAt(i) as number
      if (isNarrow) this.u8[first + at] = point
      else this.i32[(first >>> 2) + at] = point
      i += point > 0xffff ? 2 : 1
    }
    const string = this.allocateObject(kinds.string.number, 2)
    this.setFixnum((string + 8) >>> 2, length)
    this.setPointer((string + 16) >>> 2, payload | TAG.object)
    this.setPointer(slot, string | TAG.object)
  }
}
