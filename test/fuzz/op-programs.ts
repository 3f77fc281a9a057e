// Random bytecode with the answer it must give, by the hand-written meanings of its ops.
//
// A program is a tree of steps over a few registers: ops that test/meanings knows, counted loops,
// branches, calls of procedures that capture, globals. It is grown step by step along a first
// execution, so that most ops get operands they take; then the whole of it is executed over plain values,
// every round of every loop, which gives the answer. Programs whose answer is not certain (the identity
// of numbers) or whose values grow too large are thrown away. Registers 0 to REGISTERS - 1 hold values;
// above are counters of loops and runs of arguments.

import type { CodeTemplate, OpSet, OpSpec } from '../../src/vm/toolkit.ts'
import { isNumber } from '../meanings/complex.ts'
import { Draft } from '../meanings/scenario.ts'
import { meaningOf } from '../meanings/table.ts'
import { everything, fixnum, list, MAX, MIN, textOf, type Value } from '../meanings/values.ts'
import type { Random } from './random.ts'

const REGISTERS = 8
const COUNTERS = REGISTERS
const ARGUMENTS = COUNTERS + 8
const MOST_CAPTURED = 3
/** Rounds of the loop around the main program: enough to be hot. */
const OUTER_ROUNDS = 120
const MOST_STEPS = 400_000

type Step =
  | { readonly kind: 'op'; readonly spec: OpSpec; readonly operands: readonly number[] }
  | { readonly kind: 'loop'; readonly rounds: number; readonly body: Step[] }
  | {
      readonly kind: 'branch'
      readonly spec: OpSpec
      readonly operands: readonly number[]
      readonly body: Step[]
    }
  | {
      readonly kind: 'call'
      readonly procedure: Procedure
      readonly operands: readonly number[]
      readonly captured: readonly number[]
      readonly out: number
    }
  | { readonly kind: 'global-set' | 'global-ref'; readonly name: string; readonly register: number }

interface Procedure {
  readonly name: string
  readonly parameterCount: number
  readonly capturedCount: number
  /** What the registers hold at first; parameters and captured words come over the first. */
  readonly initial: readonly Value[]
  readonly body: Step[]
}

export interface OpProgram {
  readonly main: Procedure
  readonly answer: string
}

/** The answer is not certain, or too much work. */
class Uncertain extends Error {}
class Failed extends Error {
  readonly errorKind: string
  constructor(kind: string) {
    super(kind)
    this.errorKind = kind
  }
}

// Execution over plain values.

interface World {
  readonly globals: Map<string, Value>
  steps: number
  /** The op or branch that was executed last. */
  last: Step | null
}

const sizes = new WeakMap<Value, number>()
const MOST_SIZE = 60
const MOST_BITS = 4000n

/** How much text a value has, about. */
function sizeOf(value: Value): number {
  let size = sizes.get(value)
  if (size !== undefined) return size
  size = 1
  if ('pair' in value) size += sizeOf(value.pair[0]) + sizeOf(value.pair[1])
  if ('vector' in value) for (const element of value.vector) size += sizeOf(element)
  if ('box' in value) size += sizeOf(value.box)
  // How divisions of complex flonums are rounded is not said.
  if ('complex' in value)
    size +=
      'flonum' in value.complex[0] ? Infinity : sizeOf(value.complex[0]) + sizeOf(value.complex[1])
  if ('bignum' in value && BigInt.asIntN(Number(MOST_BITS), value.bignum) !== value.bignum)
    size = Infinity
  if ('ratnum' in value && value.ratnum.some((part) => BigInt.asIntN(200, part) !== part))
    size = Infinity
  sizes.set(value, size)
  return size
}

function apply(spec: OpSpec, operands: readonly number[], registers: readonly Value[]): Value {
  const inputs: Value[] = []
  spec.operands.forEach(({ kind }, i) => {
    if (kind === 'reg') inputs.push(registers[operands[i] as number] as Value)
    else if (kind === 'fixnum') inputs.push(fixnum(operands[i] as number))
  })
  const isIdentity = spec.name.endsWith('eq') || spec.name.endsWith('eq-constant')
  if (isIdentity && inputs.some((v) => isNumber(v) && !('fixnum' in v))) throw new Uncertain()
  const outcome = (meaningOf(spec.name) as NonNullable<ReturnType<typeof meaningOf>>).result(
    ...inputs,
  )
  if ('error' in outcome) throw new Failed(outcome.error)
  const [value, ...others] = outcome.values
  if (others.length > 0 || sizeOf(value as Value) > MOST_SIZE) throw new Uncertain()
  return value as Value
}

const outOf = (spec: OpSpec) => spec.operands.findIndex(({ kind }) => kind === 'out')

function execute(step: Step, registers: Value[], world: World): void {
  if (++world.steps > MOST_STEPS) throw new Uncertain()
  if (step.kind === 'op' || step.kind === 'branch' || step.kind === 'global-ref') world.last = step
  switch (step.kind) {
    case 'op':
      registers[step.operands[outOf(step.spec)] as number] = apply(
        step.spec,
        step.operands,
        registers,
      )
      return
    case 'loop':
      for (let i = 0; i < step.rounds; i++)
        for (const each of step.body) execute(each, registers, world)
      return
    case 'branch': {
      const test = apply(step.spec, step.operands, registers)
      if ('boolean' in test && test.boolean)
        for (const each of step.body) execute(each, registers, world)
      return
    }
    case 'call': {
      const pick = (from: readonly number[]) => from.map((r) => registers[r] as Value)
      registers[step.out] = call(step.procedure, pick(step.operands), pick(step.captured), world)
      return
    }
    case 'global-set':
      world.globals.set(step.name, registers[step.register] as Value)
      return
    case 'global-ref':
      if (!world.globals.has(step.name)) throw new Failed('unbound-variable')
      registers[step.register] = world.globals.get(step.name) as Value
  }
}

function call(
  procedure: Procedure,
  operands: readonly Value[],
  captured: readonly Value[],
  world: World,
): Value {
  const registers = startRegisters(procedure, operands, captured)
  for (const step of procedure.body) execute(step, registers, world)
  return registers[0] as Value
}

function startRegisters(
  { initial }: Procedure,
  operands: readonly Value[],
  captured: readonly Value[],
): Value[] {
  return [...operands, ...captured, ...initial].slice(0, REGISTERS)
}

// Growing programs.

const mutating = /^(set-|vector-set|box-|make-box|make-vector|sqrt|divide|expt)/

/** What most programs are made of. */
const common =
  /^(add|subtract|multiply|quotient|remainder|modulo|cons|car|cdr|move|inexact|vector-ref)(-constant)?$/

/** The ops whose meaning is a map of operands. */
function usableOps(ops: OpSet): { values: OpSpec[]; branches: OpSpec[] } {
  const known = ops.specs.filter(
    ({ name, operands }) =>
      meaningOf(name) !== null &&
      !mutating.test(name) &&
      operands.every(({ kind }) => ['reg', 'out', 'fixnum', 'label'].includes(kind)),
  )
  const hasLabel = (spec: OpSpec) => spec.operands.some(({ kind }) => kind === 'label')
  return {
    values: known.filter((spec) => !hasLabel(spec) && outOf(spec) >= 0),
    branches: known.filter(hasLabel),
  }
}

const smallConstants = [0, 1, -1, 2, 3, 7, 100, -128, 1 << 20, 2 ** 31 - 1, -(2 ** 31)]
const numbers: readonly Value[] = [
  ...[0n, 1n, -1n, 2n, 5n, 2n ** 31n, MAX, MIN, MAX - 3n, 2n ** 53n + 1n].map(fixnum),
  ...[0.5, -1.5, 3, 1e300, -0, 4503599627370497].map((flonum) => ({ flonum })),
  { bignum: 2n ** 60n },
  { bignum: -(2n ** 64n) },
]
const anyValue = everything.filter(
  (v) =>
    !('uninitialized' in v) &&
    !('box' in v) &&
    !('unspecified' in v) &&
    !('complex' in v && 'flonum' in v.complex[0]),
)

class Grower {
  private readonly random: Random
  private readonly values: readonly OpSpec[]
  private readonly common: readonly OpSpec[]
  private readonly branches: readonly OpSpec[]
  readonly world: World = { globals: new Map(), steps: 0, last: null }
  private readonly procedures: Procedure[] = []
  private readonly prefix: string

  constructor(ops: OpSet, random: Random, prefix: string) {
    this.random = random
    this.prefix = prefix
    const usable = usableOps(ops)
    this.values = usable.values
    this.common = usable.values.filter(({ name }) => common.test(name))
    this.branches = usable.branches
  }

  program(): Procedure {
    for (let i = 0; i < 2; i++)
      this.procedures.push(
        this.procedure(`f${i}`, this.random.below(4), this.random.below(MOST_CAPTURED + 1)),
      )
    const main = this.procedure('main', 0, 0)
    return { ...main, body: [{ kind: 'loop', rounds: OUTER_ROUNDS, body: main.body }] }
  }

  private procedure(name: string, parameterCount: number, capturedCount: number): Procedure {
    const pick = () =>
      this.random.chance(0.75) ? this.random.pick(numbers) : this.random.pick(anyValue)
    const initial = Array.from({ length: REGISTERS }, pick)
    const registers = Array.from({ length: REGISTERS }, pick)
    const isMain = name === 'main'
    const body = this.steps(isMain ? [...initial] : registers, 8 + this.random.below(14), 2)
    return { name: `${this.prefix}${name}`, parameterCount, capturedCount, initial, body }
  }

  private steps(registers: Value[], count: number, depth: number): Step[] {
    const steps: Step[] = []
    for (let i = 0; i < count * 3 && steps.length < count; i++) {
      const step = this.step(registers, depth)
      const before = [...registers]
      try {
        if (step.kind !== 'loop') execute(step, registers, this.world)
        steps.push(step)
      } catch (problem) {
        if (!(problem instanceof Failed || problem instanceof Uncertain)) throw problem
        registers.splice(0, REGISTERS, ...before)
        // Once in a while what fails is left in.
        if (problem instanceof Failed && this.random.chance(0.003)) steps.push(step)
      }
    }
    return steps
  }

  private step(registers: Value[], depth: number): Step {
    const { random } = this
    const any = () => random.below(REGISTERS)
    const choice = random.below(30)
    if (depth > 0 && choice === 0) {
      const inner = this.steps(registers, 3 + random.below(5), depth - 1)
      return { kind: 'loop', rounds: 1 + random.below(4), body: inner }
    }
    if (depth > 0 && choice < 6) {
      const spec = random.pick(this.branches)
      const body = this.steps([...registers], 1 + random.below(4), depth - 1)
      return { kind: 'branch', spec, operands: this.operandsFor(spec), body }
    }
    if (choice < 8 && this.procedures.length > 0) {
      const procedure = random.pick(this.procedures)
      const some = (count: number) => Array.from({ length: count }, any)
      return {
        kind: 'call',
        procedure,
        operands: some(procedure.parameterCount),
        captured: some(procedure.capturedCount),
        out: any(),
      }
    }
    if (choice === 8) {
      const name = `${this.prefix}g${random.below(3)}`
      const isSet = !this.world.globals.has(name) || random.chance(0.4)
      return { kind: isSet ? 'global-set' : 'global-ref', name, register: any() }
    }
    const spec = random.pick(random.chance(0.7) ? this.common : this.values)
    return { kind: 'op', spec, operands: this.operandsFor(spec) }
  }

  private operandsFor(spec: OpSpec): number[] {
    return spec.operands.map(({ kind }) =>
      kind === 'fixnum'
        ? this.random.pick(smallConstants)
        : kind === 'label'
          ? 0
          : this.random.below(REGISTERS),
    )
  }
}

/** A random program and its answer. Names of globals begin with `prefix`: programs may share a machine. */
export function makeOpProgram(ops: OpSet, random: Random, prefix: string): OpProgram {
  for (;;) {
    const main = new Grower(ops, random, prefix).program()
    const keepsErrors = random.chance(0.05)
    for (let i = 0; i < MOST_REPAIRS; i++) {
      const { answer, culprit } = answerOf(main)
      if (answer === null && culprit === null) break
      if (answer !== null && (keepsErrors || culprit === null)) return { main, answer }
      leaveOut(main.body, culprit as Step)
    }
  }
}

const MOST_REPAIRS = 80

/** What executing gives; `culprit` is the step that failed or whose value is not certain. */
function answerOf(main: Procedure): { answer: string | null; culprit: Step | null } {
  const world: World = { globals: new Map(), steps: 0, last: null }
  try {
    const registers = startRegisters(main, [], [])
    for (const step of main.body) execute(step, registers, world)
    return { answer: textOf(list(...registers)), culprit: null }
  } catch (problem) {
    if (problem instanceof Failed)
      return { answer: `error: ${problem.errorKind}`, culprit: world.last }
    if (problem instanceof Uncertain)
      return { answer: null, culprit: world.steps > MOST_STEPS ? null : world.last }
    if (problem instanceof TypeError) return { answer: null, culprit: null }
    throw problem
  }
}

/** Takes `culprit` out of `steps` and of all that they contain or call. */
function leaveOut(steps: Step[], culprit: Step): void {
  const at = steps.indexOf(culprit)
  if (at >= 0) steps.splice(at, 1)
  for (const step of steps) {
    if (step.kind === 'loop' || step.kind === 'branch') leaveOut(step.body, culprit)
    else if (step.kind === 'call') leaveOut(step.procedure.body, culprit)
  }
}

// Bytecode.

export function emitOpProgram(ops: OpSet, main: Procedure): CodeTemplate {
  return new Emitter(ops).code(main, true)
}

class Emitter {
  private readonly ops: OpSet
  private readonly made = new Map<Procedure, CodeTemplate>()

  constructor(ops: OpSet) {
    this.ops = ops
  }

  code(procedure: Procedure, isMain: boolean): CodeTemplate {
    const known = this.made.get(procedure)
    if (known !== undefined) return known
    const { name, parameterCount, capturedCount, initial, body } = procedure
    const draft = new Draft(this.ops, name, parameterCount)
    for (let i = 0; i < capturedCount; i++) draft.emit('captured-ref', i, parameterCount + i)
    const given = parameterCount + capturedCount
    for (let r = given; r < REGISTERS; r++) draft.load(initial[r - given] as Value, r)
    this.steps(draft, body, 0)
    if (isMain) {
      draft.load({ null: true }, COUNTERS)
      for (let r = REGISTERS - 1; r >= 0; r--) draft.emit('cons', r, COUNTERS, COUNTERS)
    }
    const template = draft.return(isMain ? COUNTERS : 0)
    this.made.set(procedure, template)
    return template
  }

  private steps(draft: Draft, steps: readonly Step[], loops: number): void {
    for (const step of steps) this.step(draft, step, loops)
  }

  private step(draft: Draft, step: Step, loops: number): void {
    switch (step.kind) {
      case 'op':
        draft.emit(step.spec.name, ...step.operands)
        return
      case 'loop':
        draft.repeat(COUNTERS + 2 * loops, step.rounds, () =>
          this.steps(draft, step.body, loops + 1),
        )
        return
      case 'branch': {
        const end = draft.label()
        const operands = step.operands.map((value, i) =>
          step.spec.operands[i]?.kind === 'label' ? end : value,
        )
        draft.emit(step.spec.name, ...operands)
        this.steps(draft, step.body, loops)
        draft.bind(end)
        return
      }
      case 'call':
        this.call(draft, step)
        return
      case 'global-set':
        draft.emit('global-define', step.register, draft.global(step.name))
        return
      case 'global-ref':
        draft.emit('global-ref', draft.global(step.name), step.register)
    }
  }

  private call(
    draft: Draft,
    { procedure, operands, captured, out }: Step & { kind: 'call' },
  ): void {
    const template = this.code(procedure, false)
    const callee = ARGUMENTS + 8
    captured.forEach((register, i) => draft.emit('move', register, ARGUMENTS + i))
    if (captured.length === 0) draft.procedure(template, callee)
    else draft.emit(`make-procedure-${captured.length}`, draft.code(template), ARGUMENTS, callee)
    operands.forEach((register, i) => draft.emit('move', register, ARGUMENTS + i))
    draft.emit('call', callee, ARGUMENTS, operands.length, out)
  }
}
