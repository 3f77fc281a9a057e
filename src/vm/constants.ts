// The constant pool: data of programs as words, interned once, at fixed places in the cage.

import { assert, bug } from '../base/index.ts'
import { IMMEDIATE, TAG } from '../expr/index.ts'
import { type Heap, kinds, type Slot } from '../heap/index.ts'
import type { Constant } from '../ops/index.ts'
import type { Code } from '../runtime/index.ts'

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
    assert(this.count < this.most, 'the constant pool is full')
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

  /** A structure: parts first, each at a pool index of its own, so a collection finds them. */
  private fill(constant: Constant): number {
    switch (constant.kind) {
      case 'string': {
        const index = this.newIndex()
        this.heap.reserve(this.heap.stringBytes(constant.text))
        this.heap.makeString(this.slot(index), constant.text)
        return index
      }
      case 'vector': {
        const parts = constant.elements.map((element) => this.intern(element))
        const index = this.newIndex()
        this.heap.reserve(16 + 8 * parts.length)
        const at = this.heap.allocateVector(parts.length)
        parts.forEach((part, i) => this.heap.copy((at + 16 + 8 * i) >>> 2, this.slot(part)))
        this.heap.setPointer(this.slot(index), at | TAG.object)
        return index
      }
      case 'pair':
        return this.list(constant)
      default:
        return bug(`constant of kind ${constant.kind}`)
    }
  }

  /** A pair, along its cdrs by a loop: quoted lists may be long. */
  private list(constant: Constant): number {
    const cars: number[] = []
    let rest: Constant = constant
    while (rest.kind === 'pair') {
      cars.push(this.intern(rest.car))
      rest = rest.cdr
    }
    const tail = this.intern(rest)
    const index = this.newIndex()
    const slot = this.slot(index)
    this.heap.reserve(16 * cars.length)
    this.heap.copy(slot, this.slot(tail))
    for (const car of cars.reverse()) {
      const at = this.heap.allocate(16)
      this.heap.copy(at >>> 2, this.slot(car))
      this.heap.copy((at + 8) >>> 2, slot)
      this.heap.setPointer(slot, at | TAG.pair)
    }
    return index
  }
}
