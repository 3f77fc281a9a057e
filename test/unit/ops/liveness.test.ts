// Liveness: op flows of known ops, resume points, and random code against a search over paths that
// knows the few ops it uses by a table of its own.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CodeBuilder,
  type CodeTemplate,
  computeLiveness,
  computeOpFlows,
  coreOps,
  hasRegister,
  liveRegisters,
  makeOpSet,
  verifyCode,
} from '../../../src/ops/index.ts'

const ops = makeOpSet(coreOps)
const flows = computeOpFlows(ops)

function registersIn(set: Int32Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((register) => hasRegister(set, register))
}

function liveAt(template: CodeTemplate, instruction: number, k = 0): number[] {
  const liveness = computeLiveness(template, flows)
  return registersIn(liveRegisters(liveness, instruction, k), template.registerCount)
}

test('flows are read off the bodies', () => {
  const flowsOf = (name: string) => flows[ops.indexOf.get(name) as number]
  assert.deepEqual(
    flowsOf('less')?.at[0]?.uses.map((use) => use.operand),
    [0, 1],
  )
  assert.deepEqual(flowsOf('less')?.at[1]?.uses, [])
  assert.equal(flowsOf('less')?.at[1]?.delivers, true)
  assert.deepEqual(flowsOf('unless-less')?.at[1]?.labels, [2])
  assert.equal(flowsOf('unless-less')?.at[1]?.next, true)
  assert.equal(flowsOf('return')?.at[0]?.next, false)
  assert.equal(flowsOf('loop')?.pollsFirst, true)
  assert.equal(flowsOf('jump')?.pollsFirst, false)
  assert.deepEqual(
    flowsOf('make-procedure-3')?.at[0]?.uses.map((use) => use.offset),
    [0, 1, 2],
  )
  assert.deepEqual(flowsOf('call')?.at[0]?.runs, [{ base: 1, count: 2 }])
  assert.deepEqual(flowsOf('call')?.at[1]?.runs, [])
})

test('arguments and callee are dead while a call runs, what is used later is live', () => {
  const code = new CodeBuilder(ops, 'f', 2, false)
  code.useRegister(5)
  code.emit('global-ref', [code.global('g'), 2], -1)
  code.emit('move', [0, 3], -1)
  code.emit('load-fixnum', [7, 4], -1)
  code.emit('call', [2, 3, 2, 5], -1)
  code.emit('add', [5, 1, 5], -1)
  code.emit('return', [5], -1)
  const template = code.finish()
  assert.deepEqual(verifyCode(template, ops, flows), [])
  assert.deepEqual(liveAt(template, 0), [0, 1])
  assert.deepEqual(liveAt(template, 3), [1, 2, 3, 4])
  assert.deepEqual(liveAt(template, 3, 1), [1])
  assert.deepEqual(liveAt(template, 4, 1), [])
})

test('a loop keeps alive what its next round reads', () => {
  const code = new CodeBuilder(ops, 'count', 2, false)
  const head = code.newLabel()
  const done = code.newLabel()
  code.bind(head)
  code.emit('loop', [], -1)
  code.emit('unless-less-constant', [0, 10, done], -1)
  code.emit('add-constant', [0, 1, 0], -1)
  code.emit('jump', [head], -1)
  code.bind(done)
  code.emit('return', [1], -1)
  const template = code.finish()
  assert.deepEqual(liveAt(template, 0, 1), [0, 1])
  assert.deepEqual(liveAt(template, 3), [0, 1])
  assert.deepEqual(liveAt(template, 4), [1])
})

test('sets of more than 32 registers', () => {
  const code = new CodeBuilder(ops, 'wide', 1, false)
  for (let i = 1; i < 70; i++) code.emit('move', [0, i], -1)
  code.emit('add', [69, 31, 69], -1)
  code.emit('return', [69], -1)
  const template = code.finish()
  assert.deepEqual(liveAt(template, 69), [31, 69])
  assert.deepEqual(liveAt(template, 69, 1), [])
})

// Random code.

function makeRandom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const REGISTERS = 6

/** What the test knows of the ops it uses: reads, write, ways to go on. */
interface Known {
  readonly reads: readonly number[]
  readonly write: number
  readonly to: readonly number[]
}

function randomCode(seed: number): { template: CodeTemplate; known: Known[] } {
  const random = makeRandom(seed)
  const register = () => random(REGISTERS)
  const code = new CodeBuilder(ops, 'random', REGISTERS, false)
  const count = 5 + random(20)
  const labels = Array.from({ length: count }, () => code.newLabel())
  const known: Known[] = []
  for (let i = 0; i < count; i++) {
    code.bind(labels[i] as number)
    const target = random(count)
    const [a, b, out] = [register(), register(), register()]
    const choice = i === count - 1 ? 5 : random(5)
    if (choice === 0) code.emit('add', [a, b, out], -1)
    else if (choice === 1) code.emit('unless-less', [a, b, labels[target] as number], -1)
    else if (choice === 2) code.emit('load-fixnum', [1, out], -1)
    else if (choice === 3) code.emit('jump', [labels[target] as number], -1)
    else if (choice === 4) code.emit('call', [a, 1, 2, out], -1)
    else code.emit('return', [a], -1)
    known.push(
      [
        { reads: [a, b], write: out, to: [i + 1] },
        { reads: [a, b], write: -1, to: [i + 1, target] },
        { reads: [], write: out, to: [i + 1] },
        { reads: [], write: -1, to: [target] },
        { reads: [a, 1, 2], write: out, to: [i + 1] },
        { reads: [a], write: -1, to: [] },
      ][choice] as Known,
    )
  }
  return { template: code.finish(), known }
}

/** Whether some path from `start` reads `register` before it writes it. */
function isReadLater(known: readonly Known[], start: number, register: number): boolean {
  const seen = new Set([start])
  for (const i of seen) {
    const { reads, write, to } = known[i] as Known
    if (reads.includes(register)) return true
    if (write !== register) for (const target of to) seen.add(target)
  }
  return false
}

test('random code: live means read later on some path', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { template, known } = randomCode(seed)
    const liveness = computeLiveness(template, flows)
    known.forEach((_, i) => {
      const set = liveRegisters(liveness, i, 0)
      for (let register = 0; register < REGISTERS; register++) {
        const expected = isReadLater(known, i, register)
        assert.equal(hasRegister(set, register), expected, `seed ${seed} @${i} r${register}`)
      }
    })
  }
})
