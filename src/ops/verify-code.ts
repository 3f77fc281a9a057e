// The bytecode verifier: what a code template must fulfil before it is linked.
//
// Two passes. The first looks at each instruction alone: a known op, the right number of operands,
// each in the range of its kind, backward jumps only to ops that poll. The second is forward
// dataflow: on every path each register is written before it is read, and no path runs off the
// end. Liveness, the collector and every tier rely on both. Templates in the constants are verified
// when they are linked themselves.

import type { CodeTemplate } from './code-template.ts'
import { fits } from './encoding.ts'
import type { OperandKind, OpSpec } from './op.ts'
import type { OpFlow, OpFlows } from './op-flow.ts'
import type { OpSet } from './op-set.ts'
import { Effort, RegisterSets } from './register-sets.ts'

/** Most arguments of one call, and most parameters: 4 in registers, 60 in the argument area. */
export const MAX_ARGUMENTS = 64

/** What is said of code that was made to be verified for ever. */
export const TOO_LONG = 'takes too long to verify'

/** Something wrong in a template; `instruction` is -1 when it concerns the whole. */
export interface CodeProblem {
  readonly instruction: number
  readonly message: string
}

interface Verification {
  readonly template: CodeTemplate
  readonly ops: OpSet
  readonly flows: readonly OpFlows[]
  readonly problems: CodeProblem[]
}

/** Everything that is wrong with `template`; empty if it may be linked. */
export function verifyCode(
  template: CodeTemplate,
  ops: OpSet,
  flows: readonly OpFlows[],
  effort = new Effort(Number.POSITIVE_INFINITY),
): readonly CodeProblem[] {
  const verification: Verification = { template, ops, flows, problems: [] }
  const { problems } = verification
  verifyShape(verification)
  // The dataflow pass indexes by operands: it needs them to be in range.
  if (problems.length > 0) return problems
  for (let i = 0; i < template.starts.length; i++) verifyInstruction(verification, i)
  if (problems.length === 0) verifyAssignments(verification, effort)
  return problems
}

/** Counts, and that `starts` cuts `words` into whole instructions. */
function verifyShape({ template, ops, problems }: Verification): void {
  const { starts, words, parameterCount, hasRest, registerCount } = template
  const fail = (message: string, instruction = -1) => {
    problems.push({ instruction, message })
  }
  if (starts.length === 0) fail('there are no instructions')
  if (template.places.length !== starts.length) fail('places and instructions differ in number')
  if (parameterCount < 0 || parameterCount > MAX_ARGUMENTS) fail('bad parameter count')
  if (registerCount < parameterCount + (hasRest ? 1 : 0)) fail('fewer registers than parameters')
  let end = 0
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number
    if (start !== end) fail('does not start where the one before it ends', i)
    const spec = ops.specs[words[start] ?? -1]
    if (spec === undefined) fail(`no op has index ${words[start]}`, i)
    end = start + 1 + (spec?.operands.length ?? 0)
  }
  if (end !== words.length) fail('words are left over or missing')
}

/** Each operand alone, then the registers that several of them name together. */
function verifyInstruction({ template, ops, flows, problems }: Verification, i: number): void {
  const { words } = template
  const start = template.starts[i] as number
  const index = words[start] as number
  const { operands } = ops.specs[index] as OpSpec
  const places = ops.forms[2 * index + 1]?.encoding.places ?? []
  for (let position = 0; position < operands.length; position++) {
    const { kind, name } = operands[position] as OpSpec['operands'][number]
    const value = words[start + 1 + position] as number
    const message = operandProblem(template, flows, i, kind, value)
    if (message !== null) problems.push({ instruction: i, message: `${name}: ${message}` })
    // The wide form exists for every op and takes whatever the narrow one does.
    const place = places[position]
    if (place === undefined || !fits(value, place)) {
      problems.push({ instruction: i, message: 'operand does not fit its encoding' })
    }
  }
  const { uses, runs } = (flows[index] as OpFlows).at[0] as OpFlow
  for (let n = 0; n < uses.length; n++) {
    const { operand, offset } = uses[n] as OpFlow['uses'][number]
    if ((words[start + 1 + operand] as number) + offset < template.registerCount) continue
    problems.push({ instruction: i, message: 'reads beyond the last register' })
  }
  for (let n = 0; n < runs.length; n++) {
    const run = runs[n] as OpFlow['runs'][number]
    const count = words[start + 1 + run.count] as number
    const end = (words[start + 1 + run.base] as number) + count
    if (count > MAX_ARGUMENTS) {
      problems.push({ instruction: i, message: `more than ${MAX_ARGUMENTS} arguments` })
    }
    if (end > template.registerCount) {
      problems.push({ instruction: i, message: 'passes more than the registers' })
    }
  }
}

/** What is wrong with one operand, or null. */
function operandProblem(
  template: CodeTemplate,
  flows: readonly OpFlows[],
  i: number,
  kind: OperandKind,
  value: number,
): string | null {
  switch (kind) {
    case 'reg':
    case 'out':
      return isBelow(value, template.registerCount) ? null : `no register ${value}`
    // A run may be empty, and then lie behind the last register.
    case 'base':
      return isBelow(value, template.registerCount + 1) ? null : `no register ${value}`
    case 'constant':
      return isBelow(value, template.constants.length) ? null : `no constant ${value}`
    case 'global':
      return isBelow(value, template.globals.length) ? null : `no global ${value}`
    case 'label': {
      if (!isBelow(value, template.starts.length)) return `no instruction ${value}`
      const target = flows[template.words[template.starts[value] as number] as number]
      if (value <= i && target?.pollsFirst !== true) return 'backward jump to an op without a poll'
      return null
    }
    case 'count':
    case 'int':
      return value >= 0 ? null : 'is negative'
    case 'fixnum':
      return null
  }
}

export const isBelow = (value: number, limit: number): boolean => value >= 0 && value < limit

/** Forward dataflow: the registers surely written before each instruction, all paths considered. */
function verifyAssignments(verification: Verification, effort: Effort): void {
  const { template, flows, problems } = verification
  const { starts, words, parameterCount, hasRest } = template
  const flowAt = (i: number) => flows[words[starts[i] as number] as number] as OpFlows
  const written = new RegisterSets(template, flows)
  const parameters = parameterCount + (hasRest ? 1 : 0)
  // What a register held stays there, written or not, when an op does not deliver.
  const delivers = (i: number, before: boolean) => before || (flowAt(i).at[0] as OpFlow).delivers
  if (!written.solve(parameters, delivers, effort)) {
    problems.push({ instruction: -1, message: TOO_LONG })
    return
  }
  const last = starts.length - 1
  if (written.isReached(last) && flowAt(last).at[0]?.next) {
    problems.push({ instruction: last, message: 'runs off the end' })
  }
  for (let i = 0; i <= last; i++) {
    if (written.isReached(i)) verifyReads(verification, i, written)
  }
}

function verifyReads(
  { template, flows, problems }: Verification,
  i: number,
  written: RegisterSets,
): void {
  const { words } = template
  const start = template.starts[i] as number
  const { uses, runs } = (flows[words[start] as number] as OpFlows).at[0] as OpFlow
  const check = (register: number) => {
    if (written.has(i, register)) return
    const message = `reads r${register}, which is not written on every path`
    problems.push({ instruction: i, message })
  }
  for (let n = 0; n < uses.length; n++) {
    const { operand, offset } = uses[n] as OpFlow['uses'][number]
    check((words[start + 1 + operand] as number) + offset)
  }
  for (let n = 0; n < runs.length; n++) {
    const { base, count } = runs[n] as OpFlow['runs'][number]
    const first = words[start + 1 + base] as number
    const end = first + (words[start + 1 + count] as number)
    for (let register = first; register < end; register++) check(register)
  }
}
