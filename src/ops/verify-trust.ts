// What ops take for granted because "the compiler made it so", proved for code that comes from a file.
//
// Most bodies test what they touch. These do not, and here is what is demanded of each:
//
//   box-ref, box-set       operand a is a box: forward dataflow over sets of registers that are
//   captured-ref           the index is below the number of captured words, wherever the procedure is made
//   captured-set           a was made just before, nothing but captures has seen it, and it has the word
//   make-procedure...      the constant is code; nowhere else is a constant that
//   runtime-call           the procedure exists, takes so many arguments, and code of files may call it
//   make-record, record-…  counts and indices that a header can hold (the body compares with the header)
//
// A captured word is a box if it is one in every procedure made with the code. Templates are therefore
// taken from the outermost in: code is made only by code that contains it.
//
// A procedure is *fresh* from the op that makes it until anything but captures may see it. Fresh
// ones live through straight runs of ops that neither call nor branch; then their words count as filled.

import type { CodeFormat } from './code-file.ts'
import type { CodeTemplate, Constant } from './code-template.ts'
import type { OpFlow, OpFlows } from './op-flow.ts'
import { type Effort, RegisterSets } from './register-sets.ts'
import type { TrustFacts } from './trust-facts.ts'
import { type CodeProblem, isBelow, TOO_LONG } from './verify-code.ts'

const MOST_CAPTURED = 2 ** 16
const MOST_FIELDS = 2 ** 16

export interface TrustProblem extends CodeProblem {
  readonly template: CodeTemplate
}

/** What is known of the captured words of a code's procedures: for each, whether it is a box. */
type Captured = readonly boolean[]

interface Trust {
  readonly format: CodeFormat
  readonly effort: Effort
  /** By code; none: no procedure is made with it. */
  readonly captured: Map<CodeTemplate, Captured>
  readonly problems: TrustProblem[]
}

/** A procedure that only captures have seen. */
interface Fresh {
  readonly template: CodeTemplate
  /** By captured word, whether it is a box now. */
  readonly boxes: boolean[]
}

/** What is wrong with `templates`, which verify-code.ts accepts; a template comes behind its parts. */
export function verifyTrust(
  templates: readonly CodeTemplate[],
  format: CodeFormat,
  effort: Effort,
): readonly TrustProblem[] {
  const trust: Trust = { format, effort, captured: new Map(), problems: [] }
  const { captured, problems } = trust
  const root = templates[templates.length - 1]
  if (root !== undefined) captured.set(root, [])
  for (let i = templates.length - 1; i >= 0; i--) {
    const template = templates[i] as CodeTemplate
    const words = captured.get(template)
    if (words !== undefined) new TemplateTrust(trust, template, words).verify()
    if (problems.length > 0) break
  }
  return problems
}

class TemplateTrust {
  private readonly trust: Trust
  private readonly template: CodeTemplate
  private readonly captured: Captured
  /** Before each instruction: the registers that surely hold boxes. */
  private readonly boxes: RegisterSets
  /** By register; several may hold the same. */
  private readonly fresh = new Map<number, Fresh>()

  constructor(trust: Trust, template: CodeTemplate, captured: Captured) {
    this.trust = trust
    this.template = template
    this.captured = captured
    this.boxes = new RegisterSets(template, trust.format.flows)
  }

  verify(): void {
    const { template, trust, boxes } = this
    if (!boxes.solve(0, (i) => this.deliversBox(i), trust.effort)) this.complain(-1, TOO_LONG)
    for (const constant of template.constants) {
      if (constant.kind === 'procedure') this.made(constant.template, [])
    }
    for (const name of template.globals) {
      if (!trust.format.policy.mayRead(name)) this.complain(-1, `code may not name ${name}`)
    }
    const targets = this.jumpTargets()
    const { problems } = trust
    for (let i = 0; i < template.starts.length && problems.length === 0; i++) {
      if (!boxes.isReached(i)) continue
      if (targets[i] === 1 || !this.factsAt(i).keepsFresh) this.finishFresh()
      this.verifyInstruction(i)
      if (!this.flowsAt(i).at[0]?.next) this.finishFresh()
    }
    this.finishFresh()
  }

  private complain(instruction: number, message: string): void {
    this.trust.problems.push({ template: this.template, instruction, message })
  }

  /** Pays for work that grows with what code says, not with its length. */
  private spend(work: number): void {
    if (!this.trust.effort.spend(work)) this.complain(-1, TOO_LONG)
  }

  private factsAt(i: number): TrustFacts {
    const { template, trust } = this
    const index = template.words[template.starts[i] as number] as number
    return trust.format.trust[index] as TrustFacts
  }

  private flowsAt(i: number): OpFlows {
    const { template, trust } = this
    return trust.format.flows[template.words[template.starts[i] as number] as number] as OpFlows
  }

  private operandAt(i: number, position: number): number {
    const { starts, words } = this.template
    return words[(starts[i] as number) + 1 + position] as number
  }

  /** By instruction, 1: something jumps there. */
  private jumpTargets(): Uint8Array {
    const count = this.template.starts.length
    const targets = new Uint8Array(count)
    for (let i = 0; i < count; i++) {
      const { labels } = this.factsAt(i)
      for (let n = 0; n < labels.length; n++) {
        targets[this.operandAt(i, labels[n] as number)] = 1
      }
    }
    return targets
  }

  /** Whether the out register of instruction `i` surely holds a box behind it. */
  private deliversBox(i: number): boolean {
    const { result, positions } = this.factsAt(i)
    if (result === 'box') return true
    if (result === 'moved') return this.boxes.has(i, this.operandAt(i, positions.a))
    return result === 'captured word' && this.captured[this.operandAt(i, positions.index)] === true
  }

  // Demands.

  private verifyInstruction(i: number): void {
    const facts = this.factsAt(i)
    const problem = this.codeProblem(i, facts) ?? this.demandProblem(i, facts)
    if (problem !== null) this.complain(i, problem)
    else this.trackFresh(i, facts)
  }

  private demandProblem(i: number, { name, demand, positions }: TrustFacts): string | null {
    switch (demand) {
      case 'none':
        return null
      case 'box': {
        const register = this.operandAt(i, positions.a)
        return this.boxes.has(i, register) ? null : `${name}: r${register} is not surely a box`
      }
      case 'captured-ref': {
        const index = this.operandAt(i, positions.index)
        return isBelow(index, this.captured.length) ? null : `${name}: no captured word ${index}`
      }
      case 'captured-set':
        return this.capture(i, positions)
      case 'runtime-call':
        return this.runtimeCallProblem(i, this.factsAt(i))
      case 'field': {
        const index = this.operandAt(i, positions.index)
        return isBelow(index, MOST_FIELDS) ? null : `${name}: no field ${index}`
      }
      case 'field count': {
        const count = this.operandAt(i, positions.count)
        return isBelow(count, MOST_FIELDS + 1) ? null : `${name}: ${count} fields`
      }
      case 'assignment': {
        const global = this.template.globals[this.operandAt(i, positions.global)] as string
        const { policy } = this.trust.format
        return policy.mayAssign(global) ? null : `${name}: code may not assign ${global}`
      }
    }
  }

  /** A captured word is filled: whether it is a box is known from here on. */
  private capture(i: number, positions: TrustFacts['positions']): string | null {
    const register = this.operandAt(i, positions.a)
    const index = this.operandAt(i, positions.index)
    const fresh = this.fresh.get(register)
    if (fresh === undefined) return `captured-set: r${register} is no procedure made just before`
    if (!isBelow(index, fresh.boxes.length)) return `captured-set: no captured word ${index}`
    fresh.boxes[index] = this.boxes.has(i, this.operandAt(i, positions.value))
    return null
  }

  /** A code cell is the address of something that nobody may touch: only procedures are made of it. */
  private codeProblem(i: number, { name, constants, result }: TrustFacts): string | null {
    for (let n = 0; n < constants.length; n++) {
      const constant = this.template.constants[this.operandAt(i, constants[n] as number)]
      const isCode = constant?.kind === 'code'
      if (isCode !== (result === 'procedure')) {
        return `${name}: the constant is ${isCode ? '' : 'no '}code`
      }
    }
    return null
  }

  private runtimeCallProblem(i: number, { positions, count }: TrustFacts): string | null {
    const { runtimeProcedures, mayCall } = this.trust.format.policy
    const index = this.operandAt(i, positions.index)
    const row = runtimeProcedures[index]
    if (row === undefined) return `no runtime procedure ${index}`
    if (row.argumentCount !== count) {
      return `${row.name} takes ${row.argumentCount} arguments, not ${count}`
    }
    return mayCall(row.name) ? null : `code may not call ${row.name}`
  }

  // Fresh procedures.

  private trackFresh(i: number, facts: TrustFacts): void {
    const { at, out } = this.flowsAt(i)
    const outRegister = out >= 0 ? this.operandAt(i, out) : -1
    if (facts.result === 'procedure') {
      this.make(i, facts, outRegister)
    } else if (this.fresh.size > 0 && facts.result === 'moved') {
      const moved = this.fresh.get(this.operandAt(i, facts.positions.a))
      this.loseFresh(outRegister)
      if (moved !== undefined) this.fresh.set(outRegister, moved)
    } else if (this.fresh.size > 0) {
      const isRead = (at[0] as OpFlow).uses.some(({ operand, offset }) =>
        this.fresh.has(this.operandAt(i, operand) + offset),
      )
      if (isRead && facts.demand !== 'captured-set') this.finishFresh()
      if (outRegister >= 0) this.loseFresh(outRegister)
    }
  }

  private make(i: number, { name, positions, count }: TrustFacts, out: number): void {
    const constant = this.template.constants[this.operandAt(i, positions.code)] as Constant
    if (constant.kind !== 'code') return
    const isCounted = count < 0
    const words = isCounted ? this.operandAt(i, positions.count) : count
    if (!isBelow(words, MOST_CAPTURED + 1))
      return this.complain(i, `${name}: ${words} captured words`)
    this.spend(words)
    const boxes: boolean[] = []
    for (let n = 0; n < words; n++) {
      boxes.push(!isCounted && this.boxes.has(i, this.operandAt(i, positions.base) + n))
    }
    this.loseFresh(out)
    this.fresh.set(out, { template: constant.template, boxes })
  }

  private loseFresh(register: number): void {
    const fresh = this.fresh.get(register)
    if (fresh === undefined) return
    this.fresh.delete(register)
    this.spend(this.fresh.size)
    for (const other of this.fresh.values()) if (other === fresh) return
    this.made(fresh.template, fresh.boxes)
  }

  /** From here on anybody may see the fresh procedures. */
  private finishFresh(): void {
    if (this.fresh.size === 0) return
    for (const register of [...this.fresh.keys()]) this.loseFresh(register)
  }

  /** A procedure of `template` has these captured words. */
  private made(template: CodeTemplate, boxes: readonly boolean[]): void {
    const { captured } = this.trust
    const known = captured.get(template) ?? boxes
    const length = Math.min(known.length, boxes.length)
    this.spend(length)
    captured.set(
      template,
      known.slice(0, length).map((isBox, n) => isBox && boxes[n] === true),
    )
  }
}
