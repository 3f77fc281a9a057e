// Backtraces: the guest's frames as people see them, taken before the stack is given up.
//
// A frame that waits in a call says who it called. If another procedure runs inside it, the called one
// has ended in a tail call, and its frame is gone: the backtrace says so where it is certain. Frames
// that inlining did away with are shown like any other.

import type { SourceText } from '../base/index.ts'
import { TAG } from '../expr/index.ts'
import { framesAt } from '../ops/index.ts'
import {
  type BacktraceFrame,
  type Code,
  instructionAt,
  placeAt,
  walkFrames,
} from '../runtime/index.ts'
import type { Machine } from './machine.ts'

const MOST_FRAMES = 1000

/** All frames, innermost first; `entering` is code that has no frame yet. */
export function takeBacktrace(machine: Machine, entering?: Code): BacktraceFrame[] {
  const frames: BacktraceFrame[] = []
  let inner: Code | null = null
  if (entering !== undefined) {
    frames.push(...describe(entering, 0, null).slice(-1))
    inner = entering
  }
  walkFrames(machine, ({ map: { code, pc } }) => {
    const replaced = inner === null ? null : findReplaced(machine, code, pc, inner)
    frames.push(...describe(code, pc, replaced))
    inner = code
    return frames.length >= MOST_FRAMES ? 'stop' : undefined
  })
  return frames
}

/** The frames that one frame stands for, innermost first. */
function describe(code: Code, pc: number, replaced: BacktraceFrame['replaced']): BacktraceFrame[] {
  const own = sourceOf(code)
  return framesAt(placeAt(code, pc), code.template.inlineSites).map(({ site, offset }, i) => ({
    procedure: site?.procedure ?? code.name,
    place: offset,
    source: site?.source ?? own,
    replaced: i === 0 ? replaced : null,
  }))
}

const sourceOf = ({ template }: Code): SourceText | null => template.origin?.source ?? null

/** The global procedure that `code` has called at `pc`, if it is not `inner`. */
function findReplaced(
  machine: Machine,
  code: Code,
  pc: number,
  inner: Code,
): BacktraceFrame['replaced'] {
  const called = calledGlobal(machine, code, instructionAt(code, pc))
  if (called === null) return null
  const slot = machine.globals.slot(called)
  if ((machine.heap.low(slot) & 7) !== TAG.procedure) return null
  const target = machine.codeOfProcedure(slot)
  return target === inner ? null : { procedure: target.name, source: sourceOf(target) }
}

/** Index of the global whose value the call at `instruction` calls, read right before it. */
function calledGlobal({ ops }: Machine, code: Code, instruction: number): number | null {
  const { words, starts } = code.template
  const at = starts[instruction] as number
  const previous = starts[instruction - 1]
  if (previous === undefined || ops.specs[words[at] as number]?.name !== 'call') return null
  const [op, global, out] = words.subarray(previous, previous + 3)
  const isRead = ops.specs[op as number]?.name === 'global-ref' && out === words[at + 1]
  return isRead ? (code.globalIndices[global as number] ?? null) : null
}
