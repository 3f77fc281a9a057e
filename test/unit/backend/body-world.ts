// A small world in which a body runs twice: by the evaluator, and as compiled JavaScript.
//
// One portable cage with registers, globals, constants and a heap. Both runs start from the same bytes
// and must leave the same bytes, besides the same log of calls, requests and exits.

import assert from 'node:assert/strict'
import {
  type CompiledBody,
  compileBody,
  type JsTarget,
  type JsWord,
  makeJsSupport,
} from '../../../src/backend/index.ts'
import {
  type Body,
  type EvaluatorHost,
  evaluateBody,
  type Outcome,
  TAG,
} from '../../../src/expr/index.ts'
import {
  fieldCountOfHeader,
  HEADER_HIGH,
  Heap,
  headerLow,
  kindOfHeader,
  kinds,
} from '../../../src/heap/index.ts'
import { openCage } from '../../../src/memory/index.ts'
import type { OpSpec } from '../../../src/ops/index.ts'

const REGISTERS = 32
const HEAP_BYTES = 8192
/** Requests come back with the first of these, then the next, and so on. */
const ANSWERS = [0x06n, 0x0en, 40n]

export class BodyWorld {
  readonly heap: Heap
  /** Slots: registers, then the running procedure and what is delivered. */
  readonly registers: number
  readonly self: number
  readonly result: number
  private readonly globals: number
  private readonly constants: number
  private readonly arguments: number
  private readonly heapStart: number
  private readonly scope: Record<string, unknown>

  constructor() {
    const cage = openCage({ native: 'off', heapBytes: 65536, stackBytes: 65536 })
    const { layout } = cage
    const context = layout.context.start >>> 2
    this.heap = new Heap(cage, context, context + 2)
    this.result = context + 4
    this.arguments = context + 8
    this.registers = layout.stack.start >>> 2
    this.self = this.registers + 2 * REGISTERS
    this.globals = layout.globals.start >>> 2
    this.constants = layout.constants.start >>> 2
    this.heapStart = layout.heapA.start
    this.heap.setPointer(context, this.heapStart)
    this.heap.setPointer(context + 2, layout.heapA.end)
    const scratch = new Float64Array(1)
    const result = new Int32Array(2)
    this.scope = {
      M: cage.i32,
      D: cage.f64,
      U: cage.u8,
      F: scratch,
      I: new Int32Array(scratch.buffer),
      R: result,
      ...makeJsSupport(this.heap, result),
    }
  }

  word(slot: number): bigint {
    return (BigInt(this.heap.high(slot)) << 32n) | BigInt(this.heap.low(slot) >>> 0)
  }

  setWord(slot: number, word: bigint): void {
    this.heap.setWord(slot, Number(BigInt.asIntN(32, word)), Number(word >> 32n))
  }

  setConstant(index: number, word: bigint): void {
    this.setWord(this.constants + 2 * index, word)
  }

  setGlobal(index: number, word: bigint): void {
    this.setWord(this.globals + 2 * index, word)
  }

  /** All bytes that a run may change. */
  snapshot(): Int32Array {
    const { i32 } = this.heap
    const parts = this.parts().map(([start, slots]) => i32.slice(start, start + slots))
    const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  restore(snapshot: Int32Array): void {
    let at = 0
    for (const [start, slots] of this.parts()) {
      this.heap.i32.set(snapshot.subarray(at, at + slots), start)
      at += slots
    }
  }

  private parts(): [number, number][] {
    return [
      [this.heap.allocationSlot, 2],
      [this.registers, 2 * REGISTERS],
      [this.globals, 8],
      [this.heapStart >>> 2, HEAP_BYTES / 4],
    ]
  }

  /** Runs the body by the evaluator, through requests and polls, to its end. */
  evaluate(spec: OpSpec, operands: readonly number[], k: number, delivered: bigint): string[] {
    const host = this.host(operands)
    const log: string[] = []
    const answers = [...ANSWERS]
    const isDelivered = (k: number) => resumeTakesWord(spec.body, k)
    let outcome = evaluateBody(spec.body, host, k, isDelivered(k) ? delivered : undefined)
    for (;;) {
      log.push(this.outcomeText(outcome, operands, spec))
      if (outcome.kind !== 'request' && outcome.kind !== 'poll') return log
      if (outcome.resume < 0) return log
      const answer = outcome.kind === 'poll' ? undefined : answers.shift()
      outcome = evaluateBody(spec.body, host, outcome.resume, answer)
    }
  }

  private outcomeText(outcome: Outcome, operands: readonly number[], spec: OpSpec): string {
    switch (outcome.kind) {
      case 'next': {
        const out = spec.operands.findIndex((operand) => operand.kind === 'out')
        const slot = this.registers + 2 * (operands[out] ?? 0)
        if (outcome.value !== null && typeof outcome.value === 'object') {
          this.heap.setFlonum(slot, outcome.value.f64)
        } else if (outcome.value !== null) this.setWord(slot, outcome.value)
        return 'next'
      }
      case 'goto':
        return `goto ${outcome.operand}`
      case 'call':
      case 'tailcall': {
        const resume = outcome.kind === 'call' ? outcome.resume : -1
        return `call ${BigInt.asIntN(32, outcome.callee)} ${outcome.base} ${outcome.count} k${resume}`
      }
      case 'return':
        return `return ${outcome.value}`
      case 'request':
        return `request ${outcome.name} ${outcome.args.join(' ')} k${outcome.resume}`
      case 'poll':
        return `poll k${outcome.resume}`
    }
  }

  private host(operands: readonly number[]): EvaluatorHost {
    const { heap } = this
    const slot = (address: bigint) => {
      const at = Number(address)
      assert.ok(at >= 0 && at % 8 === 0 && at < heap.cage.layout.end, `no word at ${address}`)
      return at / 4
    }
    const fill = (at: number, fields: readonly bigint[]) =>
      fields.forEach((field, i) => this.setWord((at >>> 2) + 2 * i, field))
    const headered = (kind: number, fields: readonly bigint[], tag: number) => {
      const at = heap.allocateObject(kind, fields.length)
      fill(at + 8, fields)
      return BigInt(at + tag)
    }
    return {
      register: (operand, offset) =>
        this.word(this.registers + 2 * ((operands[operand] as number) + offset)),
      integer: (operand) => BigInt(operands[operand] as number),
      constant: (operand) => this.word(this.constants + 2 * (operands[operand] as number)),
      global: (operand) => this.word(this.globals + 2 * (operands[operand] as number)),
      storeGlobal: (operand, value) =>
        this.setWord(this.globals + 2 * (operands[operand] as number), value),
      self: () => this.word(this.self),
      load: (address) => this.word(slot(address)),
      loadF64: (address) => heap.f64[slot(address) / 2] as number,
      store: (address, value) => this.setWord(slot(address), value),
      loadBytes: (address, count) => this.bytes(address, count),
      storeBytes: (address, count, value) => this.setBytes(address, count, value),
      kindOf: (word) => kindOfHeader(heap.headerOf(Number(BigInt.asIntN(32, word)))),
      fieldCountOf: (word) =>
        fieldCountOfHeader(heap.headerOf(Number(BigInt.asIntN(32, word))) >>> 0),
      hasFlag: (word, bit) =>
        ((heap.i32[(Number(BigInt.asUintN(32, word)) + 4 - TAG.object) >>> 2] as number) &
          (1 << (bit - 32))) !==
        0,
      allocatePair(car, cdr) {
        const at = heap.allocate(16)
        fill(at, [car, cdr])
        return BigInt(at + TAG.pair)
      },
      allocateObject: (kind, fields) => headered(kind, fields, TAG.object),
      allocateProcedure: (fields) => headered(kinds.procedure.number, fields, TAG.procedure),
      allocateString(points) {
        const words = Math.ceil(points.length / 8)
        const at = heap.allocate(16 + 8 * words)
        heap.setWord(at >>> 2, headerLow(kinds.bytes.number, 0), HEADER_HIGH)
        heap.setFixnum((at + 8) >>> 2, points.length)
        heap.u8.fill(points[0] ?? 0, at + 16, at + 16 + 8 * words)
        return headered(
          kinds.string.number,
          [BigInt(8 * points.length), BigInt(at + TAG.object)],
          TAG.object,
        )
      },
    }
  }

  private bytes(address: bigint, count: number): bigint {
    const at = this.rawBytes(address, count)
    return [...this.heap.u8.subarray(at, at + count)].reduceRight(
      (sum, byte) => sum * 256n + BigInt(byte),
      0n,
    )
  }

  private setBytes(address: bigint, count: number, value: bigint): void {
    const at = this.rawBytes(address, count)
    for (let i = 0; i < count; i++) {
      this.heap.u8[at + i] = Number((value >> BigInt(8 * i)) & 255n)
    }
  }

  private rawBytes(address: bigint, count: number): number {
    const at = Number(address)
    const { layout } = this.heap.cage
    assert.ok(at >= 0 && at % count === 0 && at < layout.end, `no bytes at ${address}`)
    return at
  }

  /** The body as a function that writes the same log. */
  compile(spec: OpSpec, operands: readonly number[], k: number): (delivered: bigint) => string[] {
    const target = this.target(spec, operands)
    const entry = spec.body.resumes[k] as number
    const source = functionText(compileBody(spec.body, entry, target, false))
    let log: string[] = []
    let answers: bigint[] = []
    const argument = (i: number) => this.word(this.arguments + 2 * i)
    const scope: Record<string, unknown> = {
      ...this.scope,
      log: (text: string) => log.push(text),
      halves: (low: number, high: number) => (BigInt(high) << 32n) | BigInt(low >>> 0),
      request: (name: string, count: number, resume: number) => {
        const args = Array.from({ length: count }, (_, i) => argument(i))
        log.push(`request ${name} ${args.join(' ')} k${resume}`)
        if (resume >= 0) this.setWord(this.result, answers.shift() as bigint)
      },
    }
    const make = new Function(...Object.keys(scope), `'use strict'\nreturn ${source}`)
    const run = make(...Object.values(scope)) as () => void
    return (delivered) => {
      log = []
      answers = [...ANSWERS]
      this.setWord(this.result, delivered)
      run()
      return log
    }
  }

  private target(spec: OpSpec, operands: readonly number[]): JsTarget {
    const value = (operand: number) => operands[operand] as number
    const register = (operand: number, offset: number) =>
      `${this.registers + 2 * (value(operand) + offset)}`
    const globalSlot = (operand: number) => `${this.globals + 2 * value(operand)}`
    const out = spec.operands.findIndex((operand) => operand.kind === 'out')
    const end = (text: string) => [`log(\`${text}\`)`, 'return']
    const call = (callee: string, base: number, count: number, k: number) =>
      end(`call \${${callee}} ${base} ${count} k${k}`)
    return {
      baseHigh: this.heap.baseHigh,
      allocationSlot: this.heap.allocationSlot,
      resultSlot: this.result,
      operandValue: (operand) => `(${value(operand)})`,
      registerSlot: register,
      constantSlot: (operand) => `${this.constants + 2 * value(operand)}`,
      globalSlot,
      selfSlot: () => `${this.self}`,
      outSlot: () => register(out, 0),
      requestSlot: (index) => `${this.arguments + 2 * index}`,
      storeGlobal: (operand, { low, high }) => [
        `M[${globalSlot(operand)}] = ${low}`,
        `M[${globalSlot(operand)} + 1] = ${high}`,
      ],
      ensureRoom: () => [],
      restart: () => end('restart'),
      request: (name, count, k) =>
        k < 0
          ? [`request('${name}', ${count}, -1)`, 'return']
          : [`request('${name}', ${count}, ${k})`],
      poll: (k) => [`log('poll k${k}')`],
      next: () => end('next'),
      goto: (operand) => end(`goto ${operand}`),
      call: (callee, { base, count }, k) => call(callee, base, count, k),
      tailcall: (callee, { base, count }) => call(callee, base, count, -1),
      return: ({ low, high }: JsWord) => end(`return \${halves(${low}, ${high})}`),
      cold: () => assert.fail('nothing is cut'),
    }
  }
}

/** Whether the resume point `k` of `body` takes a delivered word. */
export const resumeTakesWord = (body: Body, k: number) =>
  (body.blocks[body.resumes[k] as number]?.params.length ?? 0) > 0

function functionText({ lines, intCount, doubleCount }: CompiledBody): string {
  const names = (prefix: string, count: number, value: string) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i} = ${value}`)
  const variables = ['t = 0', 'u = 0', 'q = 0']
    .concat(names('i', intCount, '0'), names('d', doubleCount, '0.5'))
    .join(', ')
  return `() => {\nlet ${variables}\n${lines.join('\n')}\n}`
}
