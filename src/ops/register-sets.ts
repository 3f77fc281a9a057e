// Sets of registers as bits, one for each instruction, for forward dataflow: where flows meet, a
// register stays in the set only if every flow brings it.
//
// `solve` goes over the instructions in their order, and again only if a backward jump has changed a
// set, so that code without loops is looked at once. Who wrote the code may want this to last: every
// set that is looked at is paid for with effort.

import type { CodeTemplate } from './code-template.ts'
import type { OpFlow, OpFlows } from './op-flow.ts'

/** How much work may still be done for code that nobody vouches for. */
export class Effort {
  private left: number

  constructor(most: number) {
    this.left = most
  }

  /** Whether there was enough left for `work`, in words looked at. */
  spend(work: number): boolean {
    this.left -= work
    return this.left >= 0
  }
}

/** Whether the out register of `instruction` is in the set behind it; `before`: whether it was before. */
export type Delivers = (instruction: number, before: boolean) => boolean

export class RegisterSets {
  readonly template: CodeTemplate
  private readonly flows: readonly OpFlows[]
  private readonly wordsPerSet: number
  private readonly words: Int32Array
  private readonly reached: Uint8Array
  /** What holds behind the instruction that is looked at. */
  private readonly after: Int32Array

  constructor(template: CodeTemplate, flows: readonly OpFlows[]) {
    this.template = template
    this.flows = flows
    this.wordsPerSet = Math.max(1, (template.registerCount + 31) >>> 5)
    this.words = new Int32Array(template.starts.length * this.wordsPerSet)
    this.reached = new Uint8Array(template.starts.length)
    this.after = new Int32Array(this.wordsPerSet)
  }

  /** Whether any path leads to `instruction`. */
  isReached(instruction: number): boolean {
    return this.reached[instruction] === 1
  }

  /** Whether `register` is in the set before `instruction`. */
  has(instruction: number, register: number): boolean {
    const word = this.words[instruction * this.wordsPerSet + (register >>> 5)] as number
    return ((word >>> (register & 31)) & 1) !== 0
  }

  /**
   * Solves the equations: at the start registers below `first` are in the set; behind an instruction its
   * out register is as `delivers` says. False: the effort did not suffice.
   */
  solve(first: number, delivers: Delivers, effort: Effort): boolean {
    for (let register = 0; register < first; register++) setBit(this.words, register, true)
    const count = this.reached.length
    if (count > 0) this.reached[0] = 1
    for (let again = true; again; ) {
      if (!effort.spend(count * this.wordsPerSet)) return false
      again = false
      for (let i = 0; i < count; i++) {
        if (this.reached[i] === 1 && this.leave(i, delivers)) again = true
      }
    }
    return true
  }

  /** Brings what holds behind `instruction` to all that may follow; whether something before it changed. */
  private leave(instruction: number, delivers: Delivers): boolean {
    const { starts, words } = this.template
    const start = starts[instruction] as number
    const { at, out } = this.flows[words[start] as number] as OpFlows
    const { labels, next } = at[0] as OpFlow
    const { after, wordsPerSet } = this
    const from = instruction * wordsPerSet
    for (let i = 0; i < wordsPerSet; i++) after[i] = this.words[from + i] as number
    let isAgain = false
    for (let i = 0; i < labels.length; i++) {
      const target = words[start + 1 + (labels[i] as number)] as number
      if (this.meet(target) && target <= instruction) isAgain = true
    }
    if (!next || instruction + 1 === this.reached.length) return isAgain
    if (out >= 0) {
      const register = words[start + 1 + out] as number
      setBit(after, register, delivers(instruction, this.has(instruction, register)))
    }
    this.meet(instruction + 1)
    return isAgain
  }

  /** Cuts the set at `target` down to what `after` has too; whether that changed anything. */
  private meet(target: number): boolean {
    const { after, words, wordsPerSet } = this
    const to = target * wordsPerSet
    if (this.reached[target] === 0) {
      this.reached[target] = 1
      words.set(after, to)
      return true
    }
    let changed = false
    for (let i = 0; i < wordsPerSet; i++) {
      const known = words[to + i] as number
      const both = known & (after[i] as number)
      if (both === known) continue
      words[to + i] = both
      changed = true
    }
    return changed
  }
}

function setBit(words: Int32Array, register: number, value: boolean): void {
  const bit = 1 << (register & 31)
  const index = register >>> 5
  const word = words[index] as number
  words[index] = value ? word | bit : word & ~bit
}
