// Runs one op on operand tuples in several ways and compares with its meaning.
//
// Ways differ in what a compiler knows of the operands: constants of the pool; opaque elements of a
// vector, in low registers and in registers that need the wide form; results of arithmetic, which
// stay unboxed in registers; parameters of a procedure that is called with all of them. Many cases
// that give values share a piece of code, which puts its results into a vector; errors run alone.

import { CodeBuilder, type CodeTemplate, type Constant, type OpSpec } from '../../src/vm/toolkit.ts'
import type { Bench } from './bench.ts'
import { ValueLoader } from './guest-values.ts'
import type { Outcome } from './outcome.ts'
import { meaningOf } from './table.ts'
import { fixnum, textOf, type Value } from './values.ts'

export const ways = ['constants', 'opaque', 'wide', 'unboxed', 'parameters'] as const
export type Way = (typeof ways)[number]

interface Case {
  readonly operands: readonly Value[]
  readonly outcome: Outcome
  /** Number of the case among all of its op. */
  readonly index: number
}

const BATCH = 150
/** In how many ways each case runs; the ways take turns. */
const waysPerCase = { reference: 1, threaded: 2, lazy: 2, auto: 1 } as const
/** Ops with at most so many cases are tried in all ways. */
const FEW_CASES = 120
const WIDE_BASE = 300
const OUT = 20
const INDEX = 21
const SOURCE = 22
const ONE = 23
const CALLEE = 24
const ARGUMENTS = 25

/** The op's wrong answers, at most `most` of them. */
export function checkOp(bench: Bench, spec: OpSpec, most: number): string[] {
  const meaning = meaningOf(spec.name)
  if (meaning === null) return [`${spec.name} has no meaning`]
  const cases = meaning.cases.map((operands, index): Case => {
    return { operands, outcome: meaning.result(...operands), index }
  })
  const wrong: string[] = []
  for (const way of ways) {
    const mine = cases.filter((one) => cases.length <= FEW_CASES || isTurnOf(way, one, bench))
    const values = mine.filter(({ outcome }) => 'values' in outcome)
    const errors = mine.filter(({ outcome }) => 'error' in outcome)
    for (let start = 0; start < values.length && wrong.length < most; start += BATCH) {
      runBatch(bench, spec, way, values.slice(start, start + BATCH), wrong)
    }
    for (const one of errors) if (wrong.length < most) runAlone(bench, spec, way, one, wrong)
  }
  return wrong
}

function isTurnOf(way: Way, { index }: Case, { engine }: Bench): boolean {
  // Engine auto runs the code of two others: a third of the cases is enough.
  if (engine === 'auto' && index % 3 !== 0) return false
  return (index + ways.indexOf(way)) % ways.length < waysPerCase[engine]
}

function runBatch(
  bench: Bench,
  spec: OpSpec,
  way: Way,
  cases: readonly Case[],
  wrong: string[],
): void {
  bench.refresh()
  const answers = bench.runVector(batchCode(bench, spec, way, cases))
  if (typeof answers === 'string') {
    const before = wrong.length
    for (const one of cases) if (wrong.length < before + 3) runAlone(bench, spec, way, one, wrong)
    if (wrong.length === before) wrong.push(`${spec.name} ${way}, many together: ${answers}`)
    return
  }
  cases.forEach((one, i) => compare(spec, way, one, answers[i] as string, wrong))
}

function runAlone(bench: Bench, spec: OpSpec, way: Way, one: Case, wrong: string[]): void {
  bench.refresh()
  const builder = new CodeBuilder(bench.ops, spec.name, 0, false)
  const code = new CaseCode(bench, spec, way, builder)
  code.sources([one])
  const result = code.emit(one, 0)
  builder.emit('return', [result], 1)
  const answer = bench.run(builder.finish())
  compare(spec, way, one, answer, wrong)
  if (answer.startsWith('failure')) bench.restart()
}

function compare(spec: OpSpec, way: Way, one: Case, answer: string, wrong: string[]): void {
  const { outcome, operands } = one
  const expected =
    'error' in outcome ? [`error: ${outcome.error}`] : outcome.values.map((v) => textOf(v))
  if (expected.includes(answer)) return
  wrong.push(
    `${spec.name} (${operands.map(textOf).join(', ')}) ${way}: ${answer}, not ${expected.join(' or ')}`,
  )
}

/** A procedure that runs itself twice: the second time it is hot. */
function batchCode(bench: Bench, spec: OpSpec, way: Way, cases: readonly Case[]): CodeTemplate {
  const builder = new CodeBuilder(bench.ops, `batch of ${spec.name}`, 0, false)
  const code = new CaseCode(bench, spec, way, builder)
  code.sources(cases)
  const zero: Constant = { kind: 'fixnum', value: 0n }
  const out = builder.constant({ kind: 'vector', elements: cases.map(() => zero) })
  builder.emit('load-constant', [out, OUT], -1)
  cases.forEach((one, k) => {
    const result = code.emit(one, k)
    builder.emit('load-fixnum', [k, INDEX], -1)
    builder.emit('vector-set', [OUT, INDEX, result], -1)
  })
  builder.emit('return', [OUT], -1)
  return bench.engine === 'auto' ? calledTwice(bench, builder.finish()) : builder.finish()
}

function calledTwice(bench: Bench, template: CodeTemplate): CodeTemplate {
  const builder = new CodeBuilder(bench.ops, 'twice', 0, false)
  builder.emit('load-constant', [builder.constant({ kind: 'procedure', template }), 0], -1)
  builder.emit('call', [0, 1, 0, 1], -1)
  builder.emit('call', [0, 1, 0, 1], -1)
  builder.emit('return', [1], -1)
  return builder.finish()
}

/** Emits cases of one op in one way. */
class CaseCode {
  private readonly bench: Bench
  private readonly spec: OpSpec
  private readonly way: Way
  private readonly builder: CodeBuilder
  private readonly callees = new Map<string, number>()
  private sourceIndex = 0

  constructor(bench: Bench, spec: OpSpec, way: Way, builder: CodeBuilder) {
    this.bench = bench
    this.spec = spec
    this.way = way
    this.builder = builder
  }

  private get isOpaque(): boolean {
    return this.way !== 'constants' && this.way !== 'parameters'
  }

  /** Code that makes the vector of the operands of all cases. */
  sources(cases: readonly Case[]): void {
    const { builder } = this
    for (let r = OUT; r <= ARGUMENTS + 4; r++) builder.useRegister(r)
    if (!this.isOpaque) return
    const zero: Constant = { kind: 'fixnum', value: 0n }
    const count = cases.reduce((sum, { operands }) => sum + operands.length, 0)
    const elements = Array.from({ length: count }, () => zero)
    builder.emit('load-constant', [builder.constant({ kind: 'vector', elements }), SOURCE], -1)
    let next = 0
    for (const { operands } of cases) {
      const loader = new ValueLoader(this.bench.ops, builder)
      operands.forEach((operand, i) => {
        const first = operands.indexOf(operand)
        if (first === i) loader.load(operand, INDEX)
        else this.fetch(next - i + first, INDEX)
        builder.emit('load-fixnum', [next++, ONE], -1)
        builder.emit('vector-set', [SOURCE, ONE, INDEX], -1)
      })
    }
    builder.emit('load-constant', [builder.constant({ kind: 'flonum', value: 1 }), ONE], -1)
  }

  private fetch(index: number, register: number): void {
    this.builder.emit('load-fixnum', [index, register], -1)
    this.builder.emit('vector-ref', [SOURCE, register, register], -1)
  }

  /** Code for one case, number `k` here; the register of its result. */
  emit(one: Case, k: number): number {
    const { builder, way } = this
    const base = way === 'wide' ? WIDE_BASE : 0
    const target = way === 'parameters' ? ARGUMENTS : base
    const loader = new ValueLoader(this.bench.ops, builder)
    let register = target
    const registers: number[] = []
    this.valueOperands().forEach((kind, i) => {
      const operand = one.operands[i] as Value
      registers.push(register)
      const source = this.sourceIndex++
      if (kind === 'fixnum') return
      const first = one.operands.indexOf(operand)
      if (this.isOpaque) this.fetch(source, register)
      else if (first < i && 'box' in operand)
        builder.emit('move', [registers[first] as number, register], -1)
      else loader.load(operand, register)
      if (way === 'unboxed') this.unbox(operand, register)
      register++
    })
    if (way === 'parameters') return this.emitCall(one, register - target)
    // Every third result replaces an operand.
    const out = k % 3 === 1 ? base : k % 3 === 2 && register > base + 1 ? base + 1 : base + 5
    return emitOp(builder, this.spec, one.operands, base, out)
  }

  private valueOperands(): string[] {
    return this.spec.operands
      .map((o) => o.kind)
      .filter((kind) => kind === 'reg' || kind === 'fixnum')
  }

  /** Arithmetic that changes nothing, but tells a compiler the type. */
  private unbox(operand: Value, register: number): void {
    if ('flonum' in operand) this.builder.emit('multiply', [register, ONE, register], -1)
    if ('fixnum' in operand) this.builder.emit('add-constant', [register, 0, register], -1)
  }

  private emitCall(one: Case, count: number): number {
    const { builder } = this
    const key = one.operands.slice(count).map(textOf).join()
    let callee = this.callees.get(key)
    if (callee === undefined) {
      const inner = new CodeBuilder(this.bench.ops, `only ${this.spec.name}`, count, false)
      inner.emit('return', [emitOp(inner, this.spec, one.operands, 0, count)], -1)
      callee = builder.constant({ kind: 'procedure', template: inner.finish() })
      this.callees.set(key, callee)
    }
    builder.emit('load-constant', [callee, CALLEE], -1)
    builder.emit('call', [CALLEE, ARGUMENTS, count, 0], -1)
    return 0
  }
}

/** The op with register operands from `base` on; where its result, or what stands for it, is. */
function emitOp(
  builder: CodeBuilder,
  spec: OpSpec,
  operands: readonly Value[],
  base: number,
  out: number,
): number {
  const label = spec.operands.some(({ kind }) => kind === 'label') ? builder.newLabel() : -1
  let register = base
  let position = 0
  const words = spec.operands.map(({ kind }) => {
    if (kind === 'label') return label
    if (kind === 'out') return out
    const operand = operands[position++] ?? fixnum(0)
    return kind === 'reg' ? register++ : Number('fixnum' in operand ? operand.fixnum : 0n)
  })
  builder.emit(spec.name, words, 0)
  if (label < 0) return spec.operands.some(({ kind }) => kind === 'out') ? out : base
  emitBranchResult(builder, label, out)
  return out
}

/** Falling through is #t, jumping is #f. */
function emitBranchResult(builder: CodeBuilder, label: number, out: number): void {
  const end = builder.newLabel()
  const load = (value: Value) => new ValueLoader(undefined as never, builder).load(value, out)
  load({ boolean: true })
  builder.emit('jump', [end], -1)
  builder.bind(label)
  load({ boolean: false })
  builder.bind(end)
  builder.emit('move', [out, out], -1)
}
