// The JavaScript backend against the evaluator: every core op, from its start and from each resume
// point, over boundary words, with the same log and the same bytes in memory afterwards.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TAG } from '../../../src/expr/index.ts'
import { kinds } from '../../../src/heap/index.ts'
import { coreOps, type OperandKind, type OpSpec } from '../../../src/ops/index.ts'
import { BodyWorld } from './body-world.ts'

const BASE_REGISTER = 8
const OUT_REGISTER = 20

const integers = [
  0n,
  1n,
  -1n,
  3n,
  -8n,
  2n ** 28n,
  -(2n ** 28n) - 1n,
  2n ** 29n - 1n,
  2n ** 32n + 5n,
  2n ** 53n + 1n,
  -(2n ** 53n) + 1n,
  2n ** 60n - 1n,
  -(2n ** 60n),
]
const doubles = [0, -0, 1, -1.5, 2 ** -300, 1e300, 2 ** 53, Infinity, -Infinity, Number.NaN, 0.1]
const immediates = [0x06n, 0x0en, 0x16n, 0x26n, 0x3en, (0x3bbn << 8n) | 0x46n]

/** Words of every kind; what they point to lies in the world's heap. */
function makeWords(world: BodyWorld): bigint[] {
  const { heap } = world
  const flonums = doubles.map((value) => {
    heap.setFlonum(world.registers, value)
    return world.word(world.registers)
  })
  const pair = heap.allocate(16)
  const filled = (kind: number, ...fields: readonly bigint[]) => {
    const at = heap.allocateObject(kind, fields.length)
    fields.forEach((field, i) => world.setWord((at >>> 2) + 2 + 2 * i, field))
    return BigInt(at)
  }
  world.setWord(pair >>> 2, 8n)
  world.setWord((pair >>> 2) + 2, 0x16n)
  return [
    ...integers.map((value) => value << 3n),
    ...flonums,
    ...immediates,
    BigInt(pair + TAG.pair),
    filled(kinds.vector.number, 3n << 3n, 8n, 16n, 24n) + BigInt(TAG.object),
    filled(kinds.box.number, 48n) + BigInt(TAG.object),
    filled(kinds.box.number, 0x3en) + BigInt(TAG.object),
    ...makeText(world),
    filled(kinds.procedure.number, 0x8000n, 80n, 88n) + BigInt(TAG.procedure),
  ]
}

/** A narrow string, a wide one of one character, and a bytevector. */
function makeText(world: BodyWorld): bigint[] {
  const { heap, registers } = world
  const made = ['abcd', '\u{1d11e}'].map((text) => {
    heap.makeString(registers, text)
    return world.word(registers)
  })
  const payload = heap.low(heap.fieldSlot(heap.low(registers), 1))
  heap.setPointer(registers, payload)
  return [...made, world.word(registers)]
}

/** Values to try for an operand that is no register. */
function operandChoices(kind: OperandKind): readonly number[] {
  if (kind === 'fixnum') return [0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)]
  return kind === 'count' ? [2] : [1]
}

/** Every choice of operands; the register of a `reg` operand is its position. */
function operandLists(spec: OpSpec): number[][] {
  return spec.operands.reduce<number[][]>(
    (lists, { kind }, position) => {
      if (kind === 'reg') return lists.map((list) => [...list, position])
      if (kind === 'base') return lists.map((list) => [...list, BASE_REGISTER])
      if (kind === 'out') return lists.map((list) => [...list, OUT_REGISTER])
      return operandChoices(kind).flatMap((value) => lists.map((list) => [...list, value]))
    },
    [[]],
  )
}

function shown(word: bigint): string {
  return `0x${BigInt.asUintN(64, word).toString(16)}`
}

/** Runs both and compares; false if the words break an assumption of the op's body. */
function agrees(
  world: BodyWorld,
  spec: OpSpec,
  operands: readonly number[],
  k: number,
  compiled: (delivered: bigint) => string[],
  delivered: bigint,
): boolean {
  const before = world.snapshot()
  let expected: string[]
  try {
    expected = world.evaluate(spec, operands, k, delivered)
  } catch {
    world.restore(before)
    return false
  }
  const wanted = world.snapshot()
  world.restore(before)
  const actual = compiled(delivered)
  const got = world.snapshot()
  world.restore(before)
  const words = [0, 1, 2].map((i) => shown(world.word(world.registers + 2 * i)))
  const where = `${spec.name} (${operands.join(' ')}) k${k} of ${words.join(' ')} ${shown(delivered)}`
  assert.equal(actual.join('; '), expected.join('; '), where)
  if (Buffer.compare(Buffer.from(got.buffer), Buffer.from(wanted.buffer)) !== 0) {
    const at = got.findIndex((value, i) => value !== wanted[i])
    assert.fail(`${where}: int32 ${at} is ${got[at]}, not ${wanted[at]}`)
  }
  return true
}

function checkOp(spec: OpSpec): void {
  const world = new BodyWorld()
  const words = makeWords(world)
  const procedure = words[words.length - 1] as bigint
  world.setWord(world.self, procedure)
  world.setConstant(1, words[0] as bigint)
  for (let i = 0; i < 8; i++) {
    world.setWord(world.registers + 2 * (BASE_REGISTER + i), words[i + 10] as bigint)
  }
  const registers = spec.operands.flatMap(({ kind }, i) => (kind === 'reg' ? [i] : []))
  const pairs = registers.length > 1 ? words : [0n]
  let runs = 0
  for (const operands of operandLists(spec)) {
    for (let k = 0; k < spec.body.resumes.length; k++) {
      const compiled = world.compile(spec, operands, k)
      for (const [i, first] of (registers.length > 0 ? words : [0n]).entries()) {
        for (const second of pairs) {
          const more = [7, 11, 13].map((step) => words[(i * step) % words.length] as bigint)
          const values = [first, second, ...more]
          registers.forEach((register, n) => {
            world.setWord(world.registers + 2 * register, values[n] as bigint)
          })
          world.setGlobal(1, i % 2 === 0 ? 0x26n : first)
          const delivered = k === 0 ? 0n : (words[(i * 5) % words.length] as bigint)
          if (agrees(world, spec, operands, k, compiled, delivered)) runs++
        }
      }
    }
  }
  assert.ok(runs > 0, `${spec.name} never ran`)
}

for (const spec of coreOps) {
  test(`${spec.name} does what the evaluator says`, () => checkOp(spec))
}
