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

import type { CodePolicy } from './code-file.ts'
import type { CodeTemplate, Constant } from './code-template.ts'
import { hasRegister } from './liveness.ts'
import type { OpSpec } from './op.ts'
import type { OpFlow, OpFlows } from './op-flow.ts'
import type { OpSet } from './op-set.ts'
import { meetInto } from './register-sets.ts'
import type { CodeProblem } from './verify-code.ts'

const MOST_CAPTURED = 2 ** 16
const MOST_FIELDS = 2 ** 16

export interface TrustProblem extends CodeProblem {
  readonly template: CodeTemplate
}

/** What is known of the captured words of a code's procedures: for each, whether it is a box. */
type Captured = readonly boolean[]

interface Trust {
  readonly ops: OpSet
  readonly flows: readonly OpFlows[]
  readonly policy: CodePolicy
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
  ops: OpSet,
  flows: readonly OpFlows[],
  policy: CodePolicy,
): readonly TrustProblem[] {
  const trust: Trust = { ops, flows, policy, captured: new Map(), problems: [] }
  const root = templates[templates.length - 1]
  if (root !== undefined) trust.captured.set(root, [])
  for (const template of [...templates].reverse()) {
    const captured = trust.captured.get(template)
    if (captured !== undefined) new TemplateTrust(trust, template, captured).verify()
  }
  return trust.problems
}

/** An instruction, taken apart. */
interface Instruction {
  readonly spec: OpSpec
  readonly flow: OpFlow
  /** Register that is written, or -1. */
  readonly out: number
  /** The operand of this name. */
  operand(name: string): number
}

class TemplateTrust {
  private readonly trust: Trust
  private readonly template: CodeTemplate
  private readonly captured: Captured
  /** By instruction: the registers that surely hold boxes; null: not reached. */
  private readonly boxes: (Int32Array | null)[]
  /** By register; several may hold the same. */
  private readonly fresh = new Map<number, Fresh>()

  constructor(trust: Trust, template: CodeTemplate, captured: Captured) {
    this.trust = trust
    this.template = template
    this.captured = captured
    this.boxes = Array.from({ length: template.starts.length }, () => null)
  }

  verify(): void {
    this.findBoxes()
    for (const constant of this.template.constants) {
      if (constant.kind === 'procedure') this.made(constant.template, [])
    }
    for (const name of this.template.globals) {
      if (!this.trust.policy.mayRead(name)) this.complain(-1, `code may not name ${name}`)
    }
    const targets = this.jumpTargets()
    this.boxes.forEach((boxes, i) => {
      if (boxes === null) return
      const instruction = this.instructionAt(i)
      if (targets.has(i) || !keepsFresh(instruction.spec.name)) this.finishFresh()
      this.verifyInstruction(i, instruction, boxes)
      if (!instruction.flow.next) this.finishFresh()
    })
    this.finishFresh()
  }

  private complain(instruction: number, message: string): void {
    this.trust.problems.push({ template: this.template, instruction, message })
  }

  private instructionAt(i: number): Instruction {
    const { template, trust } = this
    const start = template.starts[i] as number
    const index = template.words[start] as number
    const spec = trust.ops.specs[index] as OpSpec
    const { at, out } = trust.flows[index] as OpFlows
    const operandAt = (position: number) => template.words[start + 1 + position] as number
    return {
      spec,
      flow: at[0] as OpFlow,
      out: out >= 0 ? operandAt(out) : -1,
      operand: (name) => operandAt(spec.operands.findIndex((operand) => operand.name === name)),
    }
  }

  private jumpTargets(): ReadonlySet<number> {
    const { template, trust } = this
    const targets = new Set<number>()
    for (const start of template.starts) {
      const { operands } = trust.ops.specs[template.words[start] as number] as OpSpec
      operands.forEach(({ kind }, position) => {
        if (kind === 'label') targets.add(template.words[start + 1 + position] as number)
      })
    }
    return targets
  }

  // Boxes.

  private findBoxes(): void {
    const { boxes, template } = this
    boxes[0] = new Int32Array(Math.max(1, (template.registerCount + 31) >>> 5))
    const work = [0]
    const reach = (target: number, set: Int32Array) => {
      if (target < boxes.length && meetInto(boxes, target, set)) work.push(target)
    }
    for (let i = work.pop(); i !== undefined; i = work.pop()) {
      const before = boxes[i] as Int32Array
      const start = template.starts[i] as number
      const instruction = this.instructionAt(i)
      for (const label of instruction.flow.labels) {
        reach(template.words[start + 1 + label] as number, before)
      }
      if (!instruction.flow.next) continue
      const after = before.slice()
      if (instruction.out >= 0) {
        setRegister(after, instruction.out, this.deliversBox(instruction, before))
      }
      reach(i + 1, after)
    }
  }

  private deliversBox({ spec, operand }: Instruction, before: Int32Array): boolean {
    if (spec.name === 'make-box') return true
    if (spec.name === 'move') return hasRegister(before, operand('a'))
    return spec.name === 'captured-ref' && this.captured[operand('index')] === true
  }

  // Demands.

  private verifyInstruction(i: number, instruction: Instruction, boxes: Int32Array): void {
    const { spec, operand } = instruction
    const { name } = spec
    const below = (index: number, limit: number) => index >= 0 && index < limit
    const demand = (holds: boolean, message: string) => {
      if (!holds) this.complain(i, `${name}: ${message}`)
    }
    this.verifyCodeConstants(i, instruction)
    if (name === 'box-ref' || name === 'box-set') {
      demand(hasRegister(boxes, operand('a')), `r${operand('a')} is not surely a box`)
    } else if (name === 'captured-ref') {
      demand(below(operand('index'), this.captured.length), `no captured word ${operand('index')}`)
    } else if (name === 'captured-set') {
      const fresh = this.fresh.get(operand('a'))
      demand(fresh !== undefined, `r${operand('a')} is no procedure made just before`)
      if (fresh === undefined) return
      demand(below(operand('index'), fresh.boxes.length), `no captured word ${operand('index')}`)
      fresh.boxes[operand('index')] = hasRegister(boxes, operand('value'))
    } else if (name.startsWith('runtime-call-')) {
      this.verifyRuntimeCall(i, instruction)
    } else if (name === 'record-ref' || name === 'record-set') {
      demand(below(operand('index'), MOST_FIELDS), `no field ${operand('index')}`)
    } else if (name === 'make-record') {
      demand(below(operand('count'), MOST_FIELDS + 1), `${operand('count')} fields`)
    } else if (name === 'global-set' || name === 'global-define') {
      const global = this.template.globals[operand('global')] as string
      demand(this.trust.policy.mayAssign(global), `code may not assign ${global}`)
    }
    this.trackFresh(i, instruction, boxes)
  }

  /** A code cell is the address of something that nobody may touch: only procedures are made of it. */
  private verifyCodeConstants(i: number, { spec, operand }: Instruction): void {
    for (const { name, kind } of spec.operands) {
      if (kind !== 'constant') continue
      const isCode = this.template.constants[operand(name)]?.kind === 'code'
      if (isCode !== spec.name.startsWith('make-procedure')) {
        this.complain(i, `${spec.name}: the constant is ${isCode ? '' : 'no '}code`)
      }
    }
  }

  private verifyRuntimeCall(i: number, { spec, operand }: Instruction): void {
    const { runtimeProcedures, mayCall } = this.trust.policy
    const row = runtimeProcedures[operand('index')]
    const count = Number(spec.name.slice('runtime-call-'.length))
    if (row === undefined) this.complain(i, `no runtime procedure ${operand('index')}`)
    else if (row.argumentCount !== count) {
      this.complain(i, `${row.name} takes ${row.argumentCount} arguments, not ${count}`)
    } else if (!mayCall(row.name)) this.complain(i, `code may not call ${row.name}`)
  }

  // Fresh procedures.

  private trackFresh(i: number, instruction: Instruction, boxes: Int32Array): void {
    const { spec, operand, out, flow } = instruction
    if (spec.name === 'move') {
      const moved = this.fresh.get(operand('a'))
      this.loseFresh(out)
      if (moved !== undefined) this.fresh.set(out, moved)
      return
    }
    if (!spec.name.startsWith('make-procedure')) {
      const isRead = flow.uses.some((use) => {
        const { name } = spec.operands[use.operand] as OpSpec['operands'][number]
        return this.fresh.has(operand(name) + use.offset)
      })
      if (isRead && spec.name !== 'captured-set') this.finishFresh()
      if (out >= 0) this.loseFresh(out)
      return
    }
    const constant = this.template.constants[operand('code')] as Constant
    if (constant.kind !== 'code') return
    const words: boolean[] = []
    if (spec.name === 'make-procedure') {
      const count = operand('count')
      if (count < 0 || count > MOST_CAPTURED) {
        this.complain(i, `${spec.name}: ${count} captured words`)
        return
      }
      for (let n = 0; n < count; n++) words.push(false)
    } else {
      const count = Number(spec.name.slice('make-procedure-'.length))
      const base = operand('base')
      for (let n = 0; n < count; n++) words.push(hasRegister(boxes, base + n))
    }
    this.loseFresh(out)
    this.fresh.set(out, { template: constant.template, boxes: words })
  }

  private loseFresh(register: number): void {
    const fresh = this.fresh.get(register)
    if (fresh === undefined) return
    this.fresh.delete(register)
    for (const other of this.fresh.values()) if (other === fresh) return
    this.made(fresh.template, fresh.boxes)
  }

  /** From here on anybody may see the fresh procedures. */
  private finishFresh(): void {
    for (const register of [...this.fresh.keys()]) this.loseFresh(register)
  }

  /** A procedure of `template` has these captured words. */
  private made(template: CodeTemplate, boxes: readonly boolean[]): void {
    const { captured } = this.trust
    const known = captured.get(template) ?? boxes
    const length = Math.min(known.length, boxes.length)
    captured.set(
      template,
      known.slice(0, length).map((isBox, n) => isBox && boxes[n] === true),
    )
  }
}

/** Ops that run no code of the guest and lead to the next instruction. */
const straight: ReadonlySet<string> = new Set([
  'captured-set',
  'captured-ref',
  'load-constant',
  'load-fixnum',
  'make-box',
  'move',
  'self',
])

const keepsFresh = (name: string) => straight.has(name) || name.startsWith('make-procedure')

function setRegister(set: Int32Array, register: number, value: boolean): void {
  const bit = 1 << (register & 31)
  const word = set[register >>> 5] as number
  set[register >>> 5] = value ? word | bit : word & ~bit
}
