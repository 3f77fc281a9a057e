// The roots of a running VM: frames on the stack, the context block, globals, constant pool.
//
// Heap frames are not walked here: they are objects, reached from the context block, and the
// kernel asks for their live words when it scans them. All request arguments are words.

import type { Slot } from '../heap/index.ts'
import { MAX_ARGUMENTS } from '../ops/index.ts'
import {
  type ContextField,
  contextOffsets,
  type FrameRuntime,
  MAX_REQUEST_ARGUMENTS,
  REGISTER_ARGUMENTS,
  visitFrameWords,
  walkStackFrames,
} from '../runtime/index.ts'
import type { Roots } from './collector.ts'

/** How far the tables of the VM are filled, and what else it holds. */
export interface RootTables {
  /** Number of words in use at the start of `layout.globals`. */
  globalCount(): number
  /** Number of words in use at the start of `layout.constants`. */
  constantCount(): number
  /** Any other slots: registers that a light request saved, host handles. */
  extraRoots?(visit: (slot: Slot) => void): void
  /** See `Roots`. */
  sweep?(survivor: (low: number) => number): void
}

type Visit = (slot: Slot) => void

/** The roots of the fiber and the tables of `runtime`'s VM. */
export function makeRuntimeRoots(runtime: FrameRuntime, tables: RootTables): Roots {
  const { layout } = runtime.heap.cage
  return {
    visitRoots(visit) {
      walkStackFrames(runtime, ({ base, map }) => {
        for (const word of map.words) visit(base + word)
      })
      visitContext(runtime, visit)
      visitRun(layout.globals.start, tables.globalCount(), visit)
      visitRun(layout.constants.start, tables.constantCount(), visit)
      tables.extraRoots?.(visit)
    },
    sweep: (survivor) => tables.sweep?.(survivor),
    visitFrame: (base, resume, visit) => visitFrameWords(runtime.maps, base, resume, visit),
  }
}

function visitContext({ heap, context }: FrameRuntime, visit: Visit): void {
  const at = (field: ContextField) => context + contextOffsets[field]
  const count = (field: ContextField, most: number) => Math.min(heap.low(at(field) >>> 2), most)
  const argumentCount = count('argumentCount', MAX_ARGUMENTS)
  visitRun(at('result'), 1, visit)
  visitRun(at('procedure'), 1, visit)
  visitRun(at('heapFrames'), 1, visit)
  visitRun(at('argumentRegisters'), Math.min(argumentCount, REGISTER_ARGUMENTS), visit)
  visitRun(at('argumentArea'), argumentCount - REGISTER_ARGUMENTS, visit)
  visitRun(at('requestArguments'), count('requestArgumentCount', MAX_REQUEST_ARGUMENTS), visit)
}

function visitRun(start: number, count: number, visit: Visit): void {
  for (let i = 0; i < count; i++) visit((start + 8 * i) >>> 2)
}
