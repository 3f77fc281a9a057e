// The evaluator against expectations written in plain JavaScript: boundary values through whole core
// bodies (arithmetic, comparisons), then objects, control and resume points.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BugError } from '../../../src/base/index.ts'
import {
  type Body,
  doubleOfSelfTagged,
  type EvaluatorHost,
  evaluateBody,
  type Outcome,
  parseBody,
  selfTag,
} from '../../../src/expr/index.ts'
import { coreOps } from '../../../src/ops/index.ts'

const FALSE = 0x06n
const TRUE = 0x0en
const MAX = 2n ** 60n - 1n
const MIN = -(2n ** 60n)

/** A host with operands in order, and memory as a map from address to word or double. */
class PlainHost implements EvaluatorHost {
  readonly operands: readonly bigint[]
  readonly memory = new Map<bigint, bigint | number>()
  readonly globals = new Map<number, bigint>()
  readonly kinds = new Map<bigint, number>()
  private top = 0x1000n

  constructor(...operands: bigint[]) {
    this.operands = operands
  }

  register = (operand: number, offset: number) => this.operands[operand + offset] as bigint
  integer = (operand: number) => this.operands[operand] as bigint
  constant = (operand: number) => this.operands[operand] as bigint
  global = (operand: number) => this.globals.get(operand) as bigint
  storeGlobal = (operand: number, value: bigint) => void this.globals.set(operand, value)
  self = () => 0x5005n
  load = (address: bigint) => this.memory.get(address) as bigint
  loadF64 = (address: bigint) => this.memory.get(address) as number
  store = (address: bigint, value: bigint) => void this.memory.set(address, value)
  loadBytes = () => assert.fail('no raw bytes')
  storeBytes = () => assert.fail('no raw bytes')
  kindOf = (word: bigint) => this.kinds.get(word) as number
  fieldCountOf = () => assert.fail('no headers')
  hasFlag = () => assert.fail('no headers')

  allocatePair = (car: bigint, cdr: bigint) => this.fill([car, cdr], 0n) + 1n

  allocateObject = (kind: number, fields: readonly (bigint | number)[]) => {
    const word = this.fill(fields, 8n) + 2n
    this.kinds.set(word, kind)
    return word
  }

  allocateString = () => assert.fail('no strings')

  allocateProcedure = (fields: readonly bigint[]) => this.fill(fields, 8n) + 5n

  private fill(fields: readonly (bigint | number)[], headerBytes: bigint): bigint {
    const at = this.top
    this.top += 0x100n
    fields.forEach((field, i) => this.memory.set(at + headerBytes + 8n * BigInt(i), field))
    return at
  }
}

function bodyOf(name: string): Body {
  const spec = coreOps.find((op) => op.name === name)
  assert.ok(spec, name)
  return spec.body
}

const run = (name: string, host: PlainHost): Outcome => evaluateBody(bodyOf(name), host)
const fix = (value: bigint) => value << 3n

type GuestNumber = bigint | number

/** The word for a number: a fixnum, a self-tagged or a boxed flonum. */
function wordFor(host: PlainHost, value: GuestNumber): bigint {
  if (typeof value === 'bigint') return fix(value)
  return selfTag(value) ?? host.allocateObject(1, [value])
}

function runNumbers(name: string, a: GuestNumber, b: GuestNumber): Outcome {
  const words = new PlainHost()
  const host = Object.assign(new PlainHost(wordFor(words, a), wordFor(words, b)), {
    load: words.load,
    loadF64: words.loadF64,
    kindOf: words.kindOf,
  })
  return run(name, host)
}

const integers = [
  0n,
  1n,
  -1n,
  2n,
  -2n,
  7n,
  -7n,
  2n ** 30n,
  2n ** 53n + 1n,
  MAX,
  MAX - 1n,
  MIN,
  MIN + 1n,
]
const doubles = [
  0,
  -0,
  1.5,
  -2,
  2 ** -256,
  2 ** 300,
  5e-324,
  Number.MAX_VALUE,
  Infinity,
  -Infinity,
  Number.NaN,
]
const numbers: readonly GuestNumber[] = [...integers, ...doubles]

const arithmetic = {
  add: { exact: (x: bigint, y: bigint) => x + y, double: (x: number, y: number) => x + y },
  subtract: { exact: (x: bigint, y: bigint) => x - y, double: (x: number, y: number) => x - y },
  multiply: { exact: (x: bigint, y: bigint) => x * y, double: (x: number, y: number) => x * y },
}

function slowOutcome(name: string, a: GuestNumber, b: GuestNumber): Outcome | null {
  const outcome = runNumbers(name, a, b)
  if (outcome.kind !== 'request') return null
  assert.deepEqual([outcome.name, outcome.resume], [name, 1])
  return outcome
}

test('add, subtract, multiply over boundary values', () => {
  for (const [name, meaning] of Object.entries(arithmetic)) {
    for (const a of numbers) {
      for (const b of numbers) {
        const where = `${name} ${a} ${b}`
        if (typeof a === 'bigint' && typeof b === 'bigint') {
          const exact = meaning.exact(a, b)
          if (exact > MAX || exact < MIN) assert.ok(slowOutcome(name, a, b), where)
          else assert.deepEqual(runNumbers(name, a, b), { kind: 'next', value: fix(exact) }, where)
        } else {
          const f64 = meaning.double(Number(a), Number(b))
          assert.deepEqual(runNumbers(name, a, b), { kind: 'next', value: { f64 } }, where)
        }
      }
    }
  }
})

test('divide, quotient, remainder, modulo of fixnums', () => {
  for (const a of integers) {
    for (const b of integers) {
      const trivial = b === 0n || b === -1n
      const expected = {
        divide: trivial || a % b !== 0n ? null : a / b,
        quotient: trivial ? null : a / b,
        remainder: trivial ? null : a % b,
        modulo: trivial ? null : ((a % b) + b) % b,
      }
      for (const [name, value] of Object.entries(expected)) {
        const where = `${name} ${a} ${b}`
        if (value === null) assert.ok(slowOutcome(name, a, b), where)
        else assert.deepEqual(runNumbers(name, a, b), { kind: 'next', value: fix(value) }, where)
      }
    }
  }
})

const comparisons: Record<string, (x: GuestNumber, y: GuestNumber) => boolean> = {
  less: (x, y) => x < y,
  'less-or-equal': (x, y) => x <= y,
  'number-equal': (x, y) => x <= y && y <= x,
}

/** Whether a mixed comparison would round `a` to a double: that is the slow path's. */
const isRounded = (a: GuestNumber, b: GuestNumber) =>
  typeof a === 'bigint' && typeof b === 'number' && (a > 2n ** 53n - 1n || a < -(2n ** 53n) + 1n)

test('comparisons, as values and as branches', () => {
  for (const [name, meaning] of Object.entries(comparisons)) {
    for (const a of numbers) {
      for (const b of numbers) {
        if (isRounded(a, b) || isRounded(b, a)) {
          assert.ok(slowOutcome(name, a, b), `${name} ${a} ${b}`)
          continue
        }
        const holds = meaning(a, b)
        const value = { kind: 'next', value: holds ? TRUE : FALSE }
        const branch = holds ? { kind: 'next', value: null } : { kind: 'goto', operand: 2 }
        assert.deepEqual(runNumbers(name, a, b), value, `${name} ${a} ${b}`)
        assert.deepEqual(runNumbers(`unless-${name}`, a, b), branch, `unless-${name} ${a} ${b}`)
      }
    }
  }
})

test('a comparison goes on after its slow path', () => {
  const outcome = run('less', new PlainHost(fix(1n), FALSE))
  const args = [fix(1n), FALSE]
  assert.deepEqual(outcome, { kind: 'request', name: 'less', args, resume: 1 })
  const after = (name: string, answer: bigint) =>
    evaluateBody(bodyOf(name), new PlainHost(), 1, answer)
  assert.deepEqual(after('less', FALSE), { kind: 'next', value: FALSE })
  assert.deepEqual(after('less', fix(0n)), { kind: 'next', value: TRUE })
  assert.deepEqual(after('unless-less', FALSE), { kind: 'goto', operand: 2 })
})

test('constant forms take the integer of their operand', () => {
  const host = new PlainHost(fix(40n), 2n)
  assert.deepEqual(run('add-constant', host), { kind: 'next', value: fix(42n) })
})

test('square roots and conversions', () => {
  const sqrt = (value: number) => run('sqrt', new PlainHost(selfTag(value) as bigint))
  assert.deepEqual(sqrt(2), { kind: 'next', value: { f64: Math.sqrt(2) } })
  assert.equal(sqrt(-2).kind, 'request')
  assert.deepEqual(run('inexact', new PlainHost(fix(2n ** 53n + 1n))), {
    kind: 'next',
    value: { f64: 2 ** 53 },
  })
})

test('self-tagging: exponents -255 to 256 need no box, and all bits survive', () => {
  for (const sign of [1, -1]) {
    for (let exponent = -300; exponent <= 300; exponent++) {
      const double = sign * 1.2345678901234567 * 2 ** exponent
      const word = selfTag(double)
      assert.equal(word !== null, exponent >= -255 && exponent <= 256, String(exponent))
      if (word !== null) assert.equal(doubleOfSelfTagged(word), double)
    }
  }
  for (const double of [0, -0, Infinity, Number.NaN]) assert.equal(selfTag(double), null)
})

test('pairs, vectors and procedures', () => {
  const host = new PlainHost(fix(1n), fix(2n))
  const made = run('cons', host)
  assert.ok(made.kind === 'next' && typeof made.value === 'bigint')
  const read = Object.assign(new PlainHost(made.value), { load: host.load })
  assert.deepEqual(run('car', read), { kind: 'next', value: fix(1n) })
  assert.deepEqual(run('cdr', read), { kind: 'next', value: fix(2n) })
  assert.deepEqual(run('car', new PlainHost(FALSE)), {
    kind: 'request',
    name: 'expected-pair',
    args: [FALSE],
    resume: -1,
  })
})

test('vector-ref checks its index, negative ones too', () => {
  const heap = new PlainHost()
  const vector = heap.allocateObject(2, [fix(2n), fix(10n), fix(11n)])
  const at = (index: bigint) =>
    run(
      'vector-ref',
      Object.assign(new PlainHost(vector, index), { load: heap.load, kindOf: heap.kindOf }),
    )
  assert.deepEqual(at(fix(0n)), { kind: 'next', value: fix(10n) })
  assert.deepEqual(at(fix(1n)), { kind: 'next', value: fix(11n) })
  for (const index of [fix(2n), fix(-1n), fix(MIN), FALSE]) {
    const outcome = at(index)
    assert.equal(outcome.kind === 'request' && outcome.name, 'bad-index')
  }
})

test('globals, calls, polls, characters', () => {
  const host = new PlainHost(fix(5n), 0n)
  assert.deepEqual(run('global-define', host), { kind: 'next', value: null })
  assert.equal(host.globals.get(1), fix(5n))
  assert.deepEqual(run('call', new PlainHost(0x1005n, 0n, 0n)), {
    kind: 'call',
    callee: 0x1005n,
    base: 1,
    count: 2,
    resume: 1,
  })
  assert.deepEqual(evaluateBody(bodyOf('call'), host, 1, TRUE), { kind: 'next', value: TRUE })
  assert.deepEqual(run('tail-call', new PlainHost(0x1005n)), {
    kind: 'tailcall',
    callee: 0x1005n,
    base: 1,
    count: 2,
  })
  assert.deepEqual(run('return', new PlainHost(TRUE)), { kind: 'return', value: TRUE })
  assert.deepEqual(run('loop', host), { kind: 'poll', resume: 1 })
  assert.deepEqual(evaluateBody(bodyOf('loop'), host, 1), { kind: 'next', value: null })
  const letter = (0x3bbn << 8n) | 0x46n
  const [toInteger, toChar] = ['char-to-integer', 'integer-to-char'] as const
  assert.deepEqual(run(toInteger, new PlainHost(letter)), { kind: 'next', value: fix(0x3bbn) })
  assert.deepEqual(run(toChar, new PlainHost(fix(0x3bbn))), { kind: 'next', value: letter })
  assert.equal(run(toChar, new PlainHost(fix(-1n))).kind, 'request')
})

test('raw integers wrap at 64 bits', () => {
  const body = parseBody(`b0:
    v0 = operandInt 0
    v1 = operandInt 1
    v2 = addInt v0 v1
    v3 = andInt v2 v0
    v4 = tag v3
    next v4`)
  const host = new PlainHost(2n ** 63n - 1n, 1n)
  assert.deepEqual(evaluateBody(body, host), { kind: 'next', value: 0n })
})

test('a body that breaks a rule of its nodes is a bug', () => {
  const texts = [
    'b0:\n v0 = wordConst 6\n v1 = fixnumToF64 v0\n next v1',
    'b0:\n v0 = wordConst 8\n v1 = wordConst 0\n v2 = quotientFixnum v0 v1\n next v2',
    'b0:\n v0 = wordConst 8\n v1 = hasKind v0 1\n branch v1 b1 b1\nb1:\n next',
    'b0:\n next v0\nb1:\n v0 = self\n next',
  ]
  for (const text of texts) {
    assert.throws(() => evaluateBody(parseBody(text), new PlainHost()), BugError, text)
  }
})
