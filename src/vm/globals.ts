// Global variables: names to cells in the cage, and which of them compiled code takes for constant.
//
// A global is constant until it is assigned again after compiled code relied on it (or such code is
// about to assign it): from then on it is a variable for good, so that no loop of invalidations can
// arise. `watched` is the byte that assignments look at.

import { IMMEDIATE } from '../expr/index.ts'
import type { Heap, Slot } from '../heap/index.ts'
import { GuestError } from '../runtime/index.ts'

export class Globals {
  readonly names: string[] = []
  private readonly indices = new Map<string, number>()
  private readonly heap: Heap
  private readonly isVariable: boolean[] = []
  /** Cage offset of the watch bytes. */
  readonly watched: number
  private readonly most: number

  constructor(heap: Heap) {
    this.heap = heap
    this.most = heap.cage.layout.globals.size / 8
    this.watched = heap.allocateStatic(this.most)
  }

  /** The index of global `name`; a new one is unbound. `isNew` says that it was. */
  intern(name: string): { readonly index: number; readonly isNew: boolean } {
    const known = this.indices.get(name)
    if (known !== undefined) return { index: known, isNew: false }
    if (this.names.length >= this.most) {
      throw new GuestError('out-of-memory', 'there is no room for more global variables', true)
    }
    const index = this.names.push(name) - 1
    this.indices.set(name, index)
    this.heap.setImmediate(this.slot(index), IMMEDIATE.unbound)
    return { index, isNew: true }
  }

  slot(index: number): Slot {
    return (this.heap.cage.layout.globals.start + 8 * index) >>> 2
  }

  isBound(index: number): boolean {
    return this.heap.low(this.slot(index)) !== IMMEDIATE.unbound
  }

  /** Whether its present value may be taken for constant. */
  isConstant(index: number): boolean {
    return this.isBound(index) && !this.isVariable[index]
  }

  watch(index: number): void {
    this.heap.u8[this.watched + index] = 1
  }

  /** It has been, or will be, assigned again. */
  makeVariable(index: number): void {
    this.isVariable[index] = true
    this.heap.u8[this.watched + index] = 0
  }
}
