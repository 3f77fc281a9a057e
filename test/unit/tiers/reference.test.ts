// The reference engine alone: calls and returns in all their forms, deep stacks, wide ops, requests,
// collections at every allocation, and the hand-over to another tier.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CodeBuilder, type CodeTemplate } from '../../../src/ops/index.ts'
import { cellOffsets, FRAME_HEADER_BYTES, portableStubs } from '../../../src/runtime/index.ts'
import { ops, ReferenceWorld } from './reference-world.ts'

type Fill = (code: CodeBuilder, emit: (op: string, ...operands: number[]) => void) => void

function template(name: string, parameters: number, fill: Fill, hasRest = false): CodeTemplate {
  const code = new CodeBuilder(ops, name, parameters, hasRest)
  fill(code, (op, ...operands) => code.emit(op, operands, -1))
  return code.finish()
}

/** fib: registers n, answer of the first call, callee, argument. */
const fib = template('fib', 1, (code, emit) => {
  const recur = code.newLabel()
  emit('unless-less-constant', 0, 2, recur)
  emit('return', 0)
  code.bind(recur)
  const self = code.global('fib')
  for (const [less, out] of [
    [1, 1],
    [2, 2],
  ] as const) {
    emit('global-ref', self, 2)
    emit('subtract-constant', 0, less, 3)
    emit('call', 2, 3, 1, out)
  }
  emit('add', 1, 2, 1)
  emit('return', 1)
})

/** sum: n + (n - 1) + ... by recursion that is not a tail call. */
const sum = template('sum', 1, (code, emit) => {
  const recur = code.newLabel()
  emit('unless-number-equal-constant', 0, 0, recur)
  emit('return', 0)
  code.bind(recur)
  emit('global-ref', code.global('sum'), 1)
  emit('subtract-constant', 0, 1, 2)
  emit('call', 1, 2, 1, 3)
  emit('add', 0, 3, 3)
  emit('return', 3)
})

test('fib, with the stack as it was before', () => {
  const world = new ReferenceWorld()
  world.define('fib', fib)
  assert.equal(world.call('fib', 20), 6765)
  assert.equal(world.call('fib', 1), 1)
  assert.deepEqual(world.served, [])
})

test('recursion deeper than the stack goes through heap frames', () => {
  const world = new ReferenceWorld()
  world.define('sum', sum)
  assert.equal(world.call('sum', 100), 5050)
  assert.equal(world.restoredFrames, 0)
  assert.equal(world.call('sum', 10_000), 50_005_000)
  assert.ok(world.restoredFrames > 5000)
})

/** spin(n, a): n times a tail call with arguments that overlap their registers. */
const spin = template('spin', 2, (code, emit) => {
  const done = code.newLabel()
  const more = code.newLabel()
  emit('unless-number-equal-constant', 0, 0, more)
  emit('jump', done)
  code.bind(more)
  emit('global-ref', code.global('spin'), 4)
  emit('subtract-constant', 0, 1, 2)
  emit('add', 1, 0, 3)
  emit('tail-call', 4, 2, 2)
  code.bind(done)
  emit('return', 1)
})

test('tail calls need no stack', () => {
  const world = new ReferenceWorld()
  world.define('spin', spin)
  assert.equal(world.call('spin', 50_000, 0), 1_250_025_000)
  assert.equal(world.restoredFrames, 0)
})

test('a loop with backward jumps', () => {
  const world = new ReferenceWorld()
  const loop = template('loop', 1, (code, emit) => {
    const [head, more] = [code.newLabel(), code.newLabel()]
    emit('load-fixnum', 0, 1)
    code.bind(head)
    emit('loop')
    emit('unless-less-constant', 0, 1, more)
    emit('return', 1)
    code.bind(more)
    emit('add', 0, 1, 1)
    emit('subtract-constant', 0, 1, 0)
    emit('jump', head)
  })
  world.define('loop', loop)
  assert.equal(world.call('loop', 100_000), 5_000_050_000)
})

/** count(a, . rest): a plus the number of further arguments. */
const count = template(
  'count',
  1,
  (code, emit) => {
    const [head, more] = [code.newLabel(), code.newLabel()]
    code.bind(head)
    emit('loop')
    emit('unless-null', 1, more)
    emit('return', 0)
    code.bind(more)
    emit('cdr', 1, 1)
    emit('add-constant', 0, 1, 0)
    emit('jump', head)
  },
  true,
)

test('rest lists, many arguments, wrong numbers of them', () => {
  const world = new ReferenceWorld()
  world.define('count', count)
  world.define('fib', fib)
  assert.equal(world.call('count', 7), 7)
  assert.equal(world.call('count', 7, 1, 1), 9)
  const caller = template('caller', 1, (code, emit) => {
    for (let i = 0; i < 64; i++) emit('move', 0, 2 + i)
    emit('global-ref', code.global('count'), 1)
    emit('call', 1, 2, 64, 1)
    emit('return', 1)
  })
  world.define('caller', caller)
  assert.equal(world.call('caller', 100), 163)
  assert.throws(() => world.call('fib'), /arity of fib/)
  assert.throws(() => world.call('fib', 1, 2), /arity of fib/)
  assert.throws(() => world.call('count'), /arity of count/)
})

test('wide forms: far registers, large constants, long jumps', () => {
  const world = new ReferenceWorld()
  const wide = template('wide', 1, (code, emit) => {
    const far = code.newLabel()
    emit('move', 0, 300)
    emit('load-constant', code.constant({ kind: 'fixnum', value: 5n }), 301)
    emit('load-fixnum', 1_000_000, 302)
    emit('unless-eq', 300, 300, far)
    emit('unless-null', 300, far)
    for (let i = 0; i < 40_000; i++) emit('move', 0, 1)
    code.bind(far)
    emit('add', 300, 301, 300)
    emit('add', 300, 302, 300)
    emit('return', 300)
  })
  const code = world.define('wide', wide)
  assert.ok(code.unitCount > wide.starts.length)
  assert.equal(world.call('wide', 3), 1_000_008)
})

test('a request finds the frame at its position and delivers to the out register', () => {
  const world = new ReferenceWorld()
  const slow = template('slow', 1, (code, emit) => {
    emit('load-constant', code.constant({ kind: 'fixnum', value: 2n ** 60n - 1n }), 1)
    emit('add', 0, 1, 1)
    emit('add-constant', 1, 1, 1)
    emit('return', 1)
  })
  world.define('slow', slow)
  assert.equal(world.call('slow', 1), 1001)
  assert.deepEqual(world.served, ['add in slow at 1 k1'])
})

test('a collection at every allocation moves what frames hold', () => {
  const world = new ReferenceWorld({ stress: true })
  const build = template('build', 1, (code, emit) => {
    const [head, more] = [code.newLabel(), code.newLabel()]
    emit('global-ref', code.global('nil'), 1)
    code.bind(head)
    emit('loop')
    emit('unless-less-constant', 0, 1, more)
    emit('global-ref', code.global('count'), 2)
    emit('load-fixnum', 0, 3)
    emit('car', 1, 4)
    emit('call', 2, 3, 2, 0)
    emit('return', 0)
    code.bind(more)
    emit('make-box', 0, 2)
    emit('cons', 2, 1, 1)
    emit('box-ref', 2, 0)
    emit('subtract-constant', 0, 1, 0)
    emit('jump', head)
  })
  world.define('count', count)
  world.define('build', build)
  world.heap.setImmediate(world.globalSlot('nil'), 0x16)
  const before = world.collector.statistics.collections
  assert.equal(world.call('build', 50), 1)
  assert.ok(world.collector.statistics.collections >= before + 100)
})

test('flonums are boxed where their exponents ask for it, and read back', () => {
  for (const stress of [false, true]) {
    const world = new ReferenceWorld({ stress })
    const shrink = template('shrink', 1, (code, emit) => {
      const [head, done] = [code.newLabel(), code.newLabel()]
      emit('inexact', 0, 1)
      emit('load-fixnum', 1024, 2)
      emit('load-fixnum', 0, 3)
      code.bind(head)
      emit('loop')
      emit('unless-less-constant', 3, 100, done)
      emit('divide', 1, 2, 1)
      emit('add-constant', 3, 1, 3)
      emit('unless-number-equal-constant', 1, 0, head)
      code.bind(done)
      emit('return', 3)
    })
    world.define('shrink', shrink)
    // 1024^-100 = 2^-1000 is far out of the self-tagged range, and still not 0.
    assert.equal(world.call('shrink', 1), 100)
  }
})

test('calls of code that another tier runs, and returns into it', () => {
  const foreignCells = new Set<number>()
  const world = new ReferenceWorld({ foreignCells })
  const { heap } = world
  const outer = template('outer', 1, (code, emit) => {
    emit('global-ref', code.global('inner'), 1)
    emit('move', 0, 2)
    emit('call', 1, 2, 1, 1)
    emit('add', 1, 0, 1)
    emit('return', 1)
  })
  const inner = template('inner', 1, (_, emit) => emit('return', 0))
  foreignCells.add(world.define('inner', inner).cell)
  const { cell } = world.define('outer', outer)
  assert.equal(world.start('outer', 20), 'native-entry')
  // The call is in the context block; the return address is at the stack pointer.
  assert.equal(heap.smallFixnumAt(world.callArgument(0)), 20)
  assert.equal(heap.low(world.slot('argumentCount')), 1)
  const at = heap.low(world.slot('stackPointer'))
  assert.equal(heap.low(at >>> 2), portableStubs.referenceReturn)
  // The other tier returns 22 to the frame above, whose own return address is then a native one.
  heap.setPointer(world.slot('stackPointer'), at + 8)
  heap.setFixnum(world.slot('result'), 22)
  const native = 0x123450
  const size = heap.low((cell + cellOffsets.frameBytes) >>> 2)
  assert.ok(size >= FRAME_HEADER_BYTES)
  heap.setPointer((at + 8 + size) >>> 2, native)
  assert.equal(world.engine.run(), 'native-return')
  assert.equal(heap.low(world.slot('resume')), native)
  assert.equal(heap.smallFixnumAt(world.slot('result')), 42)
  assert.equal(heap.low(world.slot('stackPointer')), world.stackTop)
})
