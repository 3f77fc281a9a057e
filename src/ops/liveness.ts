// Which registers are live where: backward dataflow over the instructions of a code template.
//
// A set is `wordsPerSet` int32 words; the live-in sets of all instructions lie in one array. Uses,
// definitions and successors all come from op-flow.ts, so a new op needs nothing here. The collector
// asks for (instruction, k): at k = 0 what is live before the instruction, at k >= 1 what the frame
// must still hold while the instruction waits at its resume point k.
//
// Needs: a template that verify-code.ts accepts. Sets that `liveRegisters` returns are shared.

import type { CodeTemplate } from './code-template.ts'
import type { OpFlow, OpFlows } from './op-flow.ts'

export interface Liveness {
  readonly template: CodeTemplate
  readonly flows: readonly OpFlows[]
  readonly wordsPerSet: number
  /** Live-in set of instruction i from `i * wordsPerSet` on. */
  readonly liveIn: Int32Array
  /** Sets asked for at k >= 1, by instruction * RESUME_LIMIT + k. */
  readonly atResume: Map<number, Int32Array>
}

/** More resume points than any body has. */
const RESUME_LIMIT = 64

/** Whether `register` is in `set`. */
export function hasRegister(set: Int32Array, register: number): boolean {
  return (((set[register >>> 5] as number) >>> (register & 31)) & 1) !== 0
}

/** Solves the liveness equations of `template`. */
export function computeLiveness(template: CodeTemplate, flows: readonly OpFlows[]): Liveness {
  const wordsPerSet = Math.max(1, (template.registerCount + 31) >>> 5)
  const count = template.starts.length
  const liveIn = new Int32Array(count * wordsPerSet)
  const liveness = { template, flows, wordsPerSet, liveIn, atResume: new Map() }
  const set = new Int32Array(wordsPerSet)
  const loops = loopHeads(template, flows)
  // Only a set that a jump goes back to is read before it is made.
  for (let again = true; again; ) {
    again = false
    for (let i = count - 1; i >= 0; i--) {
      liveAt(liveness, i, 0, set)
      if (storeIfChanged(liveIn, i * wordsPerSet, set) && loops[i] === 1) again = true
    }
  }
  return liveness
}

/** By instruction, 1: a jump goes back to it, or stays there. */
function loopHeads({ starts, words }: CodeTemplate, flows: readonly OpFlows[]): Uint8Array {
  const heads = new Uint8Array(starts.length)
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number
    const { labels } = (flows[words[start] as number] as OpFlows).at[0] as OpFlow
    for (let n = 0; n < labels.length; n++) {
      const target = words[start + 1 + (labels[n] as number)] as number
      if (target <= i) heads[target] = 1
    }
  }
  return heads
}

/**
 * How many words `computeLiveness` looks at, at most: each time it goes over the code, what is live gets
 * through one more jump back.
 */
export function livenessWork(template: CodeTemplate, flows: readonly OpFlows[]): number {
  const wordsPerSet = Math.max(1, (template.registerCount + 31) >>> 5)
  const heads = loopHeads(template, flows)
  let passes = 2
  for (let i = 0; i < heads.length; i++) passes += heads[i] as number
  return passes * heads.length * wordsPerSet
}

/** The registers live at resume point `k` of an instruction. The caller must not change the set. */
export function liveRegisters(liveness: Liveness, instruction: number, k: number): Int32Array {
  const { wordsPerSet, liveIn, atResume } = liveness
  const at = instruction * wordsPerSet
  if (k === 0) return liveIn.subarray(at, at + wordsPerSet)
  const key = instruction * RESUME_LIMIT + k
  let set = atResume.get(key)
  if (set === undefined) {
    set = new Int32Array(wordsPerSet)
    liveAt(liveness, instruction, k, set)
    atResume.set(key, set)
  }
  return set
}

/** Fills `set` with (what is live after the op) minus its out register, plus what it still reads. */
function liveAt(liveness: Liveness, instruction: number, k: number, set: Int32Array): void {
  const { template, flows, wordsPerSet, liveIn } = liveness
  const start = template.starts[instruction] as number
  const { at, out } = flows[template.words[start] as number] as OpFlows
  const flow = at[k] as OpFlow
  const operands = start + 1
  set.fill(0)
  if (flow.next) {
    addSet(set, liveIn, (instruction + 1) * wordsPerSet)
    if (out >= 0 && flow.delivers) removeRegister(set, template.words[operands + out] as number)
  }
  for (const label of flow.labels) {
    addSet(set, liveIn, (template.words[operands + label] as number) * wordsPerSet)
  }
  for (const { operand, offset } of flow.uses) {
    addRegister(set, (template.words[operands + operand] as number) + offset)
  }
  for (const { base, count } of flow.runs) {
    const first = template.words[operands + base] as number
    const end = first + (template.words[operands + count] as number)
    for (let register = first; register < end; register++) addRegister(set, register)
  }
}

function addSet(set: Int32Array, from: Int32Array, at: number): void {
  for (let i = 0; i < set.length; i++) set[i] = (set[i] as number) | (from[at + i] ?? 0)
}

function addRegister(set: Int32Array, register: number): void {
  set[register >>> 5] = (set[register >>> 5] as number) | (1 << (register & 31))
}

function removeRegister(set: Int32Array, register: number): void {
  set[register >>> 5] = (set[register >>> 5] as number) & ~(1 << (register & 31))
}

function storeIfChanged(target: Int32Array, at: number, set: Int32Array): boolean {
  let changed = false
  for (let i = 0; i < set.length; i++) {
    if (target[at + i] === set[i]) continue
    target[at + i] = set[i] as number
    changed = true
  }
  return changed
}
