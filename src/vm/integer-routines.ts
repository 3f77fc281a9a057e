// When machine code serves requests for arithmetic of integers itself (runtime/native/integers).
//
// The routines are emitted when a program has shown that it needs them: most never do. Until then, and
// for whatever the routines leave to us, requests come to the driver. Deterministic, as policy is: only
// requests are counted, and results are the same either way.

import type { Heap } from '../heap/index.ts'
import type { OpSet } from '../ops/index.ts'
import { contextOffsets, type Language } from '../runtime/index.ts'
import { emitIntegerRoutines, integerRequests } from '../runtime/native/index.ts'
import type { NativeMachine } from './native.ts'

/** So many requests are served here first. */
const PATIENCE = 4

export class IntegerRoutines {
  private readonly heap: Heap
  private readonly native: NativeMachine | null
  private readonly firstSlot: number
  /** Numbers of the requests that routines could serve. */
  private readonly counted: ReadonlySet<number>
  private patience = PATIENCE

  constructor(heap: Heap, language: Language, native: NativeMachine | null, ops: OpSet) {
    this.heap = heap
    this.native = native
    this.firstSlot = (heap.cage.layout.context.start + contextOffsets.integerRoutines) >>> 2
    const names = native !== null && language.hasExactIntegers === true ? integerRequests : []
    this.counted = new Set(names.map((name) => ops.requests.indexOf(name)))
    if (native === null) return
    for (const i of integerRequests.keys()) {
      heap.setPointer(this.firstSlot + 2 * i, native.trampoline.exitHeavy)
    }
  }

  /** A request was served; true if there is code now that was never run. */
  noteServed(request: number): boolean {
    if (this.patience === 0 || this.native === null || !this.counted.has(request)) return false
    this.patience--
    if (this.patience > 0) return false
    const { native, heap, firstSlot } = this
    const { exitHeavy } = native.trampoline
    const asm = native.routines
    emitIntegerRoutines(asm, exitHeavy).forEach((address, i) => {
      heap.setPointer(firstSlot + 2 * i, address)
    })
    return true
  }
}
