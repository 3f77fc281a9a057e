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
  const { base, labels, fallsThrough } = specShape(spec)
  const resumes = spec.body.resumes.length
  const out = path.outRegister()
  const live: number[] = path.scratch
  live.length = 0
  for (let first = 0; first < code.registerCount; first += 32) {
    const word = first >>> 5
    const inWord = (at: number, k: number) => machine.liveRegisters(code, at, k)[word] as number
    let mask = 0
    // What the op still reads counts in any case, what comes after it unless the op writes it.
    if (block !== 0 && resumes > 1) {
      for (const label of labels) mask |= inWord(operandAt(code, instruction, label), 0)
      if (fallsThrough) mask |= inWord(instruction + 1, 0)
      if (out >= first && out < first + 32) mask &= ~(1 << (out & 31))
    }
    if (block === 0 || base !== NONE || resumes === 1) mask |= inWord(instruction, 0)
    else for (let k = 1; k < resumes; k++) mask |= inWord(instruction, k)
    for (; mask !== 0; mask &= mask - 1) live.push(first + 31 - Math.clz32(mask & -mask))
  }
  return finish(path, live)
}

/** Registers that the frame must hold while the present op waits at resume point `k`. */
export function findLiveAtResume(path: PathCompiler, k: number): readonly number[] {
  const { code } = path
  const set = path.owner.machine.liveRegisters(code, path.instruction, k)
  const live = path.scratch
  live.length = 0
  for (let r = 0; r < code.registerCount; r++) if (hasRegister(set, r)) live.push(r)
  return finish(path, live)
}

function finish(path: PathCompiler, live: number[]): readonly number[] {
  if (path.shape.usesSelf) live.push(path.selfRegister)
  const { liveLists } = path.shape
  for (const list of liveLists) if (isEqual(list, live)) return list
  const exact = live.slice()
  liveLists.push(exact)
  return exact
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
