// Bodies compiled to JavaScript, run over a small memory with the plainest target there is, against
// BigInt arithmetic.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileBody, type JsTarget, makeJsSupport } from '../../../src/backend/index.ts'
import type { Body } from '../../../src/expr/index.ts'
import { BodyBuilder } from '../../../src/expr/index.ts'
import { FIXNUM_MAX, FIXNUM_MIN, Heap, kinds } from '../../../src/heap/index.ts'
import { openCage } from '../../../src/memory/index.ts'
import { coreOps, type OpSpec } from '../../../src/ops/index.ts'

const ALLOCATION = 16384
const LIMIT = 16386
const REGISTERS = 16400
const RESULT = 16390
const REQUESTS = 16500

const cage = openCage({ native: 'off', heapBytes: 65536, stackBytes: 65536 })
const heap = new Heap(cage, ALLOCATION, LIMIT)

/** Register i is at REGISTERS + 2 * i; operand n of kind fixnum is the variable `small`. */
const target: JsTarget = {
  baseHigh: heap.baseHigh,
  allocationSlot: ALLOCATION,
  resultSlot: RESULT,
  operandValue: () => 'small',
  registerSlot: (operand, offset) => `${REGISTERS + 2 * (operand + offset)}`,
  constantSlot: (operand) => `${REGISTERS + 2 * operand}`,
  globalSlot: (operand) => `${REGISTERS + 2 * operand}`,
  selfSlot: () => `${REGISTERS}`,
  outSlot: () => `${RESULT}`,
  storeGlobal: () => [],
  ensureRoom: () => [],
  restart: () => ["return 'no room'"],
  requestSlot: (index) => `${REQUESTS + 2 * index}`,
  request: (name) => [`return '${name}'`],
  poll: () => [],
  next: () => ["return 'next'"],
  goto: () => ["return 'goto'"],
  call: () => ["return 'call'"],
  tailcall: () => ["return 'tailcall'"],
  return: () => ["return 'return'"],
  cold: (block) => [`return 'cold ${block}'`],
}

function compile(body: Body, cutCold = false): (small?: number) => string {
  const { lines, intCount, doubleCount } = compileBody(body, 0, target, cutCold)
  const names = ['t', 'u', 'q']
  for (let i = 0; i < intCount; i++) names.push(`i${i}`)
  for (let i = 0; i < doubleCount; i++) names.push(`d${i}`)
  const conversion = new Float64Array(1)
  const result = new Int32Array(2)
  const scope = {
    M: heap.i32,
    D: heap.f64,
    F: conversion,
    I: new Int32Array(conversion.buffer),
    R: result,
    ...makeJsSupport(heap, result),
  }
  const text = `return (small) => {\nlet ${names.join(', ')}\n${lines.join('\n')}\n}`
  return new Function(...Object.keys(scope), text)(...Object.values(scope))
}

const op = (name: string) => coreOps.find((spec) => spec.name === name) as OpSpec
const setFixnum = (register: number, value: bigint) =>
  heap.setFixnum(REGISTERS + 2 * register, value)

function startHeap(bytes = 1024): void {
  heap.setPointer(ALLOCATION, cage.layout.heapA.start)
  heap.setPointer(LIMIT, cage.layout.heapA.start + bytes)
}

const edges = [
  0n,
  1n,
  2n,
  3n,
  7n,
  255n,
  2n ** 28n,
  2n ** 29n,
  2n ** 31n,
  2n ** 52n,
  2n ** 53n,
  2n ** 59n,
]
const values = [
  ...new Set(
    edges.flatMap((n) => [n, -n, n - 1n, -n - 1n, n + 1n, -n + 1n]).concat(FIXNUM_MAX, FIXNUM_MIN),
  ),
]
const isFixnum = (n: bigint) => n >= FIXNUM_MIN && n <= FIXNUM_MAX

function checkBinary(name: string, slow: string, meaning: (x: bigint, y: bigint) => bigint | null) {
  const run = compile(op(name).body)
  for (const x of values) {
    for (const y of values) {
      setFixnum(0, x)
      setFixnum(1, y)
      const expected = meaning(x, y)
      const way = run()
      if (expected === null || !isFixnum(expected)) assert.equal(way, slow, `${name} ${x} ${y}`)
      else {
        assert.equal(way, 'next', `${name} ${x} ${y}`)
        assert.equal(heap.fixnumAt(RESULT), expected, `${name} ${x} ${y}`)
      }
    }
  }
}

const divides = (y: bigint) => y !== 0n && y !== -1n

test('fixnum arithmetic is exact or leaves to the slow path', () => {
  checkBinary('add', 'add', (x, y) => x + y)
  checkBinary('subtract', 'subtract', (x, y) => x - y)
  checkBinary('multiply', 'multiply', (x, y) => x * y)
  checkBinary('quotient', 'quotient', (x, y) => (divides(y) ? x / y : null))
  checkBinary('remainder', 'remainder', (x, y) => (divides(y) ? x % y : null))
  checkBinary('modulo', 'modulo', (x, y) => (divides(y) ? ((x % y) + y) % y : null))
})

test('a constant operand is a number in the text', () => {
  const run = compile(op('subtract-constant').body)
  for (const x of values) {
    for (const small of [0, 1, -1, 127, -128, 32767, 2 ** 31 - 1, -(2 ** 31)]) {
      setFixnum(0, x)
      const expected = x - BigInt(small)
      const way = run(small)
      assert.equal(way, isFixnum(expected) ? 'next' : 'subtract')
      if (way === 'next') assert.equal(heap.fixnumAt(RESULT), expected)
    }
  }
})

test('comparisons of fixnums and of flonums', () => {
  const compare = (name: string, meaning: (x: bigint, y: bigint) => boolean) => {
    const run = compile(op(name).body)
    for (const x of values) {
      for (const y of values) {
        setFixnum(0, x)
        setFixnum(1, y)
        assert.equal(run(), meaning(x, y) ? 'next' : 'goto', `${name} ${x} ${y}`)
      }
    }
  }
  compare('unless-less', (x, y) => x < y)
  compare('unless-less-or-equal', (x, y) => x <= y)
  compare('unless-number-equal', (x, y) => x === y)
  const less = compile(op('unless-less').body)
  startHeap()
  for (const x of [-1.5, 0, 2.25, 1e300, NaN]) {
    for (const y of [-1.5, -0, 2.25, 1e-300, NaN]) {
      heap.setFlonum(REGISTERS, x)
      heap.setFlonum(REGISTERS + 2, y)
      assert.equal(less(), x < y ? 'next' : 'goto')
    }
  }
})

test('flonums are tagged, immortal or boxed; without room the op begins again', () => {
  const add = compile(op('add').body)
  startHeap()
  for (const [x, y] of [
    [0.5, 0.25],
    [1.5, -1.5],
    [-0, -0],
    [1e300, 1e300],
    [1e308, 1e308],
    [5e-324, 0],
  ] as const) {
    heap.setFlonum(REGISTERS, x)
    heap.setFlonum(REGISTERS + 2, y)
    assert.equal(add(), 'next')
    assert.ok(Object.is(heap.flonumAt(RESULT), x + y), `${x} + ${y}`)
  }
  heap.setFlonum(REGISTERS, 1e300)
  heap.setFlonum(REGISTERS + 2, 1)
  startHeap(8)
  assert.equal(add(), 'no room')
})

test('objects are laid out as the heap says', () => {
  startHeap()
  setFixnum(0, 17n)
  setFixnum(1, -18n)
  compile(op('cons').body)()
  heap.copy(REGISTERS + 4, RESULT)
  assert.equal(heap.smallFixnumAt(heap.carSlot(heap.low(RESULT))), 17)
  assert.equal(heap.smallFixnumAt(heap.carSlot(heap.low(RESULT)) + 2), -18)
  compile(op('make-box').body)()
  assert.ok(heap.isKind(RESULT, kinds.box.number))
  heap.copy(REGISTERS, REGISTERS + 4)
  const cdr = compile(op('cdr').body)
  assert.equal(cdr(), 'next')
  assert.equal(heap.smallFixnumAt(RESULT), -18)
  setFixnum(0, 1n)
  assert.equal(cdr(), 'expected-pair')
})

test('cold blocks are left out on demand', () => {
  setFixnum(0, 1n)
  assert.match(compile(op('cdr').body, true)(), /^cold \d+$/)
})

test('raw integers and characters', () => {
  const f = new BodyBuilder()
  const a = f.node('operandReg', [], 0)
  const b = f.node('operandReg', [], 1)
  const sum = f.node('addInt', [f.node('untag', [a]), f.node('untag', [b])])
  const mask = f.node('intConst', [], 2 ** 40 - 1)
  f.next(f.node('tag', [f.node('andInt', [sum, mask])]))
  const run = compile(f.finish())
  for (const x of values) {
    setFixnum(0, x)
    setFixnum(1, x ^ 5n)
    run()
    assert.equal(heap.fixnumAt(RESULT), (x + (x ^ 5n)) & (2n ** 40n - 1n))
  }
  const toCharacter = compile(op('integer-to-char').body)
  setFixnum(0, 0x3bbn)
  assert.equal(toCharacter(), 'next')
  assert.equal(heap.low(RESULT), (0x3bb << 8) | 0x46)
  heap.copy(REGISTERS, RESULT)
  assert.equal(compile(op('char-to-integer').body)(), 'next')
  assert.equal(heap.smallFixnumAt(RESULT), 0x3bb)
})
