// Print, parse, print is the identity over all core bodies; wrong texts are refused with their line.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BodyBuilder, BodySyntaxError, parseBody, printBody } from '../../../src/expr/index.ts'
import { coreOps } from '../../../src/ops/index.ts'

test('every core body is read back as it was, with and without operand names', () => {
  for (const { name, body, operands } of coreOps) {
    for (const names of [[], operands.map((operand) => operand.name)]) {
      const text = printBody(body, names)
      const again = parseBody(text)
      assert.deepEqual(again, body, name)
      assert.equal(printBody(again, names), text, name)
    }
  }
})

test('the text form of car', () => {
  const car = coreOps.find((op) => op.name === 'car')
  assert.ok(car)
  assert.equal(
    printBody(car.body, ['a', 'out']),
    `operands a out

b0:
  v0 = operandReg a 0
  v1 = isPair v0
  branch v1 b2 b1

b1:
  jump b3

b2:
  v2 = load v0 -1
  next v2

b3: cold
  raise expected-pair v0
`,
  )
})

test('unusual immediates, edge arguments, every terminator and odd names survive', () => {
  const f = new BodyBuilder()
  const join = f.newBlock(['f64', 'word'])
  const word = f.request('->weird name;=', f.node('wordConst', [], -(2 ** 53) + 1))
  const called = f.call(word, 1, 2)
  f.poll()
  f.choose(
    f.isImmediate(f.node('operandReg', [], 0, 3), 6),
    () => f.goto(join, f.node('f64Const', [], -0), f.node('operandReg')),
    () => f.goto(join, f.node('f64Const', [], Number.NaN), f.node('operandReg')),
  )
  f.at(join)
  f.node('storeGlobal', [f.param(join, 1)], 7)
  f.choose(
    f.test('ltF64', f.param(join), f.node('f64Const', [], -Infinity)),
    () => f.tailcall(f.param(join, 1), 0, 1),
    () => {
      f.when(f.isPair(f.param(join, 1))).then(() => f.return(f.param(join, 1)))
      f.when(f.isFixnum(f.param(join, 1))).then(() => f.gotoLabel(5))
      f.next(f.node('f64Const', [], 5e-324))
    },
  )
  const body = f.finish()
  const text = printBody(body)
  assert.ok(called > 0)
  assert.deepEqual(parseBody(text), body)
  assert.equal(printBody(parseBody(text)), text)
})

test('syntax errors name their line', () => {
  const cases: readonly [string, number, RegExp][] = [
    ['', 1, /at least one block/],
    ['b0:', 1, /b0 has no terminator/],
    ['b1:\n next', 1, /expected block b0, not b1/],
    ['next', 1, /expected a block header/],
    ['b0:\n  v0 = frob\n  next', 2, /`frob` is not a node/],
    ['b0:\n  wordConst 0\n  next', 2, /wordConst defines a value/],
    ['b0:\n  v0 = store v1 v1 0\n  next', 2, /store defines no value/],
    ['b0:\n  v0 = wordConst x\n  next', 2, /`x` is not a number/],
    ['b0:\n  v0 = wordConst\n  next', 2, /expected a number/],
    ['b0:\n\n  frob', 3, /neither a node nor a terminator/],
    ['b0:\n  next v0 v1', 2, /unexpected `v1`/],
    ['b0:\n  next\n  next', 3, /has ended already/],
    ['b0:\n  jump 1', 2, /expected a block, not `1`/],
    ['b0:\n  jump b1(v0', 2, /expected `\)`, not `the end`/],
    ['b0:\n  poll b1', 2, /expected `->`, not `b1`/],
    ['b0(v0: addr):\n  next', 1, /`addr` is not a type/],
    ['b0:\n  checked divFixnum v0 v0 -> b1 overflow b2', 2, /is not checked arithmetic/],
    ['b0:\n poll -> b1\nb1: [k1]\n next\nb2: [k1]\n next', 5, /k1 is taken/],
  ]
  for (const [text, line, message] of cases) {
    assert.throws(
      () => parseBody(text),
      (error: unknown) => {
        assert.ok(error instanceof BodySyntaxError)
        assert.match(error.message, message)
        assert.equal(error.line, line, text)
        return true
      },
    )
  }
})
