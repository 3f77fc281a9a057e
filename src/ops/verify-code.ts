// The bytecode verifier: what a code template must fulfil before it is linked.
//
// Two passes. The first looks at each instruction alone: a known op, the right number of operands,
// each in the range of its kind, backward jumps only to ops that poll. The second is forward
// dataflow: on every path each register is written before it is read, and no path runs off the
// end. Liveness, the collector and every tier rely on both. Templates in the constants are verified
// when they are linked themselves.

import type { CodeTemplate } from './code-template.ts'
import { fits } from './encoding.ts'
import { hasRegister } from './liveness.ts'
import type { OperandSpec, OpSpec } from './op.ts'
import type { OpFlow, OpFlows } from './op-flow.ts'
import type { OpSet } from './op-set.ts'
import { meetInto } from './register-sets.ts'

/** Most arguments of one call, and most parameters: 4 in registers, 60 in the argument area. */
export const MAX_ARGUMENTS = 64

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
): readonly CodeProblem[] {
  const verification: Verification = { template, ops, flows, problems: [] }
  verifyShape(verification)
  // The dataflow pass indexes by operands: it needs them to be in range.
  if (verification.problems.length > 0) return verification.problems
  for (const [i, start] of template.starts.entries()) verifyInstruction(verification, i, start)
  if (verification.problems.length === 0) verifyAssignments(verification)
  return verification.problems
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
  starts.forEach((start, i) => {
    if (start !== end) fail('does not start where the one before it ends', i)
    const spec = ops.specs[words[start] ?? -1]
    if (spec === undefined) fail(`no op has index ${words[start]}`, i)
    end = start + 1 + (spec?.operands.length ?? 0)
  })
  if (end !== words.length) fail('words are left over or missing')
}

function verifyInstruction(verification: Verification, i: number, start: number): void {
  const { template, ops, flows, problems } = verification
  const spec = ops.specs[template.words[start] as number] as OpSpec
  const opFlows = flows[template.words[start] as number] as OpFlows
  const value = (position: number) => template.words[start + 1 + position] as number
  const fail = (message: string) => {
    problems.push({ instruction: i, message })
  }
  spec.operands.forEach((operand, position) => {
    const problem = operandProblem(verification, i, operand, value(position))
    if (problem !== null) fail(`${operand.name}: ${problem}`)
  })
  spec.operands.forEach((_, position) => {
    if (!fitsWide(ops, template.words[start] as number, position, value(position)))
      fail('operand does not fit its encoding')
  })
  for (const { operand, offset } of opFlows.at[0]?.uses ?? []) {
    if (value(operand) + offset >= template.registerCount) fail('reads beyond the last register')
  }
  for (const { base, count } of opFlows.at[0]?.runs ?? []) {
    if (value(count) > MAX_ARGUMENTS) fail(`more than ${MAX_ARGUMENTS} arguments`)
    if (value(base) + value(count) > template.registerCount) fail('passes more than the registers')
  }
}

/** The wide form exists for every op and takes whatever the narrow one does. */
function fitsWide(ops: OpSet, index: number, position: number, value: number): boolean {
  const place = ops.forms[2 * index + 1]?.encoding.places[position]
  return place !== undefined && fits(value, place)
}

/** What is wrong with one operand, or null. */
function operandProblem(
  { template, flows }: Verification,
  i: number,
  operand: OperandSpec,
  value: number,
): string | null {
  const below = (limit: number) => value >= 0 && value < limit
  switch (operand.kind) {
    case 'reg':
    case 'out':
      return below(template.registerCount) ? null : `no register ${value}`
    // A run may be empty, and then lie behind the last register.
    case 'base':
      return below(template.registerCount + 1) ? null : `no register ${value}`
    case 'constant':
      return below(template.constants.length) ? null : `no constant ${value}`
    case 'global':
      return below(template.globals.length) ? null : `no global ${value}`
    case 'label': {
      if (!below(template.starts.length)) return `no instruction ${value}`
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

/** Forward dataflow: the registers surely written before each instruction, all paths considered. */
function verifyAssignments(verification: Verification): void {
  const { template, problems } = verification
  const count = template.starts.length
  const written: (Int32Array | null)[] = Array.from({ length: count }, () => null)
  written[0] = parametersWritten(template)
  const work = [0]
  const reach = (target: number, set: Int32Array) => {
    if (target < count && meetInto(written, target, set)) work.push(target)
  }
  for (let i = work.pop(); i !== undefined; i = work.pop()) {
    const before = written[i] as Int32Array
    const { flow, out, value } = instructionAt(verification, i)
    for (const label of flow.labels) reach(value(label), before)
    if (!flow.next) continue
    const after = before.slice()
    if (out >= 0 && flow.delivers) addRegister(after, value(out))
    if (i + 1 === count && !problems.some((p) => p.instruction === i)) {
      problems.push({ instruction: i, message: 'runs off the end' })
    }
    reach(i + 1, after)
  }
  written.forEach((set, i) => {
    if (set !== null) verifyReads(verification, i, set)
  })
}

function verifyReads(verification: Verification, i: number, written: Int32Array): void {
  const { flow, value } = instructionAt(verification, i)
  const check = (register: number) => {
    if (hasRegister(written, register)) return
    const message = `reads r${register}, which is not written on every path`
    verification.problems.push({ instruction: i, message })
  }
  for (const { operand, offset } of flow.uses) check(value(operand) + offset)
  for (const { base, count } of flow.runs) {
    for (let n = 0; n < value(count); n++) check(value(base) + n)
  }
}

function instructionAt({ template, flows }: Verification, i: number) {
  const start = template.starts[i] as number
  const opFlows = flows[template.words[start] as number] as OpFlows
  const value = (position: number) => template.words[start + 1 + position] as number
  return { flow: opFlows.at[0] as OpFlow, out: opFlows.out, value }
}

function parametersWritten(template: CodeTemplate): Int32Array {
  const set = new Int32Array(Math.max(1, (template.registerCount + 31) >>> 5))
  const parameters = template.parameterCount + (template.hasRest ? 1 : 0)
  for (let register = 0; register < parameters; register++) addRegister(set, register)
  return set
}

function addRegister(set: Int32Array, register: number): void {
  set[register >>> 5] = (set[register >>> 5] as number) | (1 << (register & 31))
}
