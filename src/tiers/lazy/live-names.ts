// Which bytecode registers a context must keep at a place, and a frame at a resume point.
//
// At the start of an op that is its live-in set; in the middle, what its resume points still need and
// whatever the next instructions read. The running procedure, if the code uses it, is the last name.
// Lists are ascending, and equal ones of one code object are the same array.

import { NONE } from '../../backend/index.ts'
import { hasRegister } from '../../ops/index.ts'
import { operandAt, specShape } from './code-shape.ts'
import type { PathCompiler } from './path.ts'

/** Registers live at (instruction, block) of the path's code; its op is the one at hand. */
export function findLive(
  path: PathCompiler,
  instruction: number,
  block: number,
): readonly number[] {
  const { code, spec } = path
  const { machine } = path.owner
  const sets: Int32Array[] = []
  const resumes = spec.body.resumes.length
  if (block === 0 || specShape(spec).base !== NONE || resumes === 1) {
    sets.push(machine.liveRegisters(code, instruction, 0))
  } else {
    for (let k = 1; k < resumes; k++) sets.push(machine.liveRegisters(code, instruction, k))
  }
  const live: number[] = []
  for (let r = 0; r < code.registerCount; r++) {
    for (const set of sets) {
      if (!hasRegister(set, r)) continue
      live.push(r)
      break
    }
  }
  if (block !== 0 && resumes > 1) addLiveOut(path, live, instruction)
  return finish(path, live)
}

/** Registers that the frame must hold while the present op waits at resume point `k`. */
export function findLiveAtResume(path: PathCompiler, k: number): readonly number[] {
  const { code } = path
  const set = path.owner.machine.liveRegisters(code, path.instruction, k)
  const live: number[] = []
  for (let r = 0; r < code.registerCount; r++) if (hasRegister(set, r)) live.push(r)
  return finish(path, live)
}

/** Adds what the instructions that may follow read, but for what the op itself writes. */
function addLiveOut(path: PathCompiler, live: number[], instruction: number): void {
  const { code, spec } = path
  const { labels, fallsThrough } = specShape(spec)
  for (const label of labels) addLiveIn(path, live, operandAt(code, instruction, label))
  if (fallsThrough) addLiveIn(path, live, instruction + 1)
}

function addLiveIn(path: PathCompiler, live: number[], target: number): void {
  const { code } = path
  const out = path.outRegister()
  const set = path.owner.machine.liveRegisters(code, target, 0)
  for (let r = 0; r < code.registerCount; r++) {
    if (r !== out && hasRegister(set, r) && !live.includes(r)) live.push(r)
  }
}

function finish(path: PathCompiler, live: number[]): readonly number[] {
  live.sort((a, b) => a - b)
  if (path.shape.usesSelf) live.push(path.selfRegister)
  const { liveLists } = path.shape
  const known = liveLists.find(
    (list) => list.length === live.length && list.every((r, i) => r === live[i]),
  )
  if (known !== undefined) return known
  const exact = live.slice()
  liveLists.push(exact)
  return exact
}
