// The constant pool: data of programs as words, interned once, at fixed places in the cage.

import { bug } from '../base/index.ts'
import { IMMEDIATE, TAG } from '../expr/index.ts'
import {
  type AnyNumber,
  HEADER_HIGH,
  type Heap,
  headerLow,
  kinds,
  numberBytes,
  type Slot,
  setNumber,
} from '../heap/index.ts'
import type { Constant } from '../ops/index.ts'
import { type Code, GuestError } from '../runtime/index.ts'

export class ConstantPool {
  private readonly heap: Heap
  private readonly scalars = new Map<string, number>()
  private readonly symbols = new Map<string, number>()
  private readonly most: number
  count = 0

  constructor(heap: Heap) {
    this.heap = heap
    this.most = heap.cage.layout.constants.size / 8
  }

  slot(index: number): Slot {
    return (this.heap.cage.layout.constants.start + 8 * index) >>> 2
  }

  /** Index of the word for `constant`. May collect. */
  intern(constant: Constant): number {
    switch (constant.kind) {
      case 'fixnum':
        return this.scalar(`i${constant.value}`, (slot) =>
          this.heap.setFixnum(slot, constant.value),
        )
      case 'flonum': {
        const bits = Object.is(constant.value, -0) ? '-0' : `${constant.value}`
        return this.scalar(`f${bits}`, (slot) => {
          this.heap.reserve(16)
          this.heap.setFlonum(slot, constant.value)
        })
      }
      case 'immediate':
        return this.scalar(`m${constant.word}`, (slot) =>
          this.heap.setImmediate(slot, constant.word),
        )
      case 'symbol':
        return this.symbol(constant.text)
      default:
        return this.fill(constant)
    }
  }

  /** Index of the symbol of this name: one object for ever. */
  symbol(name: string): number {
    let index = this.symbols.get(name)
    if (index === undefined) {
      index = this.newIndex()
      this.symbols.set(name, index)
      const slot = this.slot(index)
      this.heap.reserve(this.heap.stringBytes(name) + 16)
      this.heap.makeString(slot, name)
      const text = this.heap.low(slot)
      this.heap.freeze(slot)
      const at = this.heap.allocateObject(kinds.symbol.number, 1)
      this.heap.setPointer((at + 8) >>> 2, text)
      this.heap.setPointer(slot, at | TAG.object)
    }
    return index
  }

  /** Index of the code cell of `code` as a word: it reads as a fixnum. */
  cell(code: Code): number {
    const index = this.newIndex()
    this.heap.setPointer(this.slot(index), code.cell)
    return index
  }

  /** Index of a fresh procedure that captures nothing. */
  procedure(code: Code): number {
    const index = this.newIndex()
    this.heap.reserve(16)
    const at = this.heap.allocateObject(kinds.procedure.number, 1)
    this.heap.setPointer((at + 8) >>> 2, code.cell)
    this.heap.setPointer(this.slot(index), at | TAG.procedure)
    return index
  }

  private newIndex(): number {
    if (this.count >= this.most) {
      throw new GuestError('out-of-memory', 'there is no room for more constants and symbols', true)
    }
    const index = this.count++
    this.heap.setImmediate(this.slot(index), IMMEDIATE.unspecified)
    return index
  }

  private scalar(key: string, write: (slot: Slot) => void): number {
    let index = this.scalars.get(key)
    if (index === undefined) {
      index = this.newIndex()
      this.scalars.set(key, index)
      write(this.slot(index))
    }
    return index
  }

  private number(value: AnyNumber): number {
    const index = this.newIndex()
    this.heap.reserve(numberBytes(value))
    setNumber(this.heap, this.slot(index), value)
    return index
  }

  /** A structure: parts first, each at a pool index of its own, so a collection finds them. */
  private fill(constant: Constant): number {
    switch (constant.kind) {
      case 'string': {
        const index = this.newIndex()
        this.heap.reserve(this.heap.stringBytes(constant.text))
        this.heap.makeString(this.slot(index), constant.text)
        return index
      }
      case 'bignum':
        return this.number(constant.value)
      case 'ratnum':
      case 'complex':
        return this.number(constant)
      case 'bytes': {
        const index = this.newIndex()
        const { length } = constant.bytes
        this.heap.reserve(16 + ((length + 7) & ~7))
        const at = this.heap.allocate(16 + ((length + 7) & ~7))
        this.heap.setWord(at >>> 2, headerLow(kinds.bytes.number, 0), HEADER_HIGH)
        this.heap.setFixnum((at + 8) >>> 2, length)
        this.heap.u8.set(constant.bytes, at + 16)
        this.heap.setPointer(this.slot(index), at | TAG.object)
        return index
      }
      case 'vector':
      case 'pair':
        return this.structure(constant)
      default:
        return bug(`constant of kind ${constant.kind}`)
    }
  }

  /**
   * A graph of pairs and vectors, which may be deep or contain itself. Its atoms come first, each at an
   * index of its own, so a collection finds them; then there is room for all the rest at once.
   */
  private structure(root: Compound): number {
    const { heap } = this
    const lows = new Map<Constant, number>([[root, 0]])
    const atoms = new Map<Constant, number>()
    let bytes = 0
    for (const constant of lows.keys()) {
      const parts = partsOf(constant)
      bytes += 16 + (constant.kind === 'pair' ? 0 : 8 * parts.length)
      for (const part of parts) {
        if (isCompound(part)) lows.set(part, 0)
        else if (!atoms.has(part)) atoms.set(part, this.intern(part))
      }
    }
    const index = this.newIndex()
    heap.reserve(bytes)
    for (const constant of lows.keys()) lows.set(constant, this.allocate(constant))
    for (const [constant, low] of lows) {
      const first = constant.kind === 'pair' ? heap.carSlot(low) : heap.fieldSlot(low, 1)
      partsOf(constant).forEach((part, i) => {
        const to = first + 2 * i
        if (isCompound(part)) heap.setPointer(to, lows.get(part) as number)
        else heap.copy(to, this.slot(atoms.get(part) as number))
      })
    }
    heap.setPointer(this.slot(index), lows.get(root) as number)
    return index
  }

  /** Low half of the object for a pair or vector, in reserved room and still to be filled. */
  private allocate(constant: Constant): number {
    if (constant.kind === 'pair') return this.heap.allocate(16) | TAG.pair
    return this.heap.allocateVector(partsOf(constant).length) | TAG.object
  }
}

type Compound = Constant & { readonly kind: 'pair' | 'vector' }

const isCompound = (constant: Constant): constant is Compound =>
  constant.kind === 'pair' || constant.kind === 'vector'

function partsOf(constant: Constant): readonly Constant[] {
  if (constant.kind === 'pair') return [constant.car, constant.cdr]
  return constant.kind === 'vector' ? constant.elements : []
}
