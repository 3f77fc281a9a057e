// Procedures as objects: captured words, filled later, and the running procedure itself.

import type { CodeTemplate, OpSet } from '../../src/vm/toolkit.ts'
import { Draft, type Scenario } from './scenario.ts'
import { fixnum, flonum, list, pair, textOf, type Value } from './values.ts'

const captured = (i: number): Value =>
  [fixnum(i), flonum(i + 0.5), pair(fixnum(i), flonum(1e300))][i % 3] as Value

/** Returns its captured words as a list. */
function revealer(ops: OpSet, count: number): CodeTemplate {
  const code = new Draft(ops, `reveal ${count}`).load({ null: true }, 0)
  for (let i = count - 1; i >= 0; i--) code.emit('captured-ref', i, 1).emit('cons', 1, 0, 0)
  return code.return(0)
}

const expected = (count: number, from = 0): string =>
  textOf(list(...Array.from({ length: count }, (_, i) => captured(from + i))))

/** Doubles are made by arithmetic, so that a compiler has them unboxed. */
function loadCaptured(code: Draft, value: Value, register: number): void {
  code.load(value, register)
  if ('flonum' in value)
    code.load(flonum(1), register + 1).emit('multiply', register, register + 1, register)
}

const made = Array.from({ length: 8 }, (_, i) => i + 1).flatMap((count) =>
  [5, 300].map(
    (base): Scenario => ({
      name: `a procedure that captures ${count} words from register ${base}`,
      ops: [`make-procedure-${count}`, 'captured-ref'],
      answer: expected(count),
      build: (ops) => {
        const code = new Draft(ops)
        for (let i = 0; i < count; i++) loadCaptured(code, captured(i), base + i)
        code.emit(`make-procedure-${count}`, code.code(revealer(ops, count)), base, 1)
        code.emit('call', 1, 0, 0, 2).emit('call', 1, 0, 0, 2)
        return code.return(2)
      },
    }),
  ),
)

const filled = Array.from({ length: 20 }, (_, i) => i + 1).map(
  (count): Scenario => ({
    name: `a procedure that is filled with ${count} words`,
    ops: ['make-procedure', 'captured-set', 'captured-ref'],
    answer: expected(count),
    build: (ops) => {
      const code = new Draft(ops).emit('load-fixnum', 0, 0)
      code.emit('make-procedure', code.code(revealer(ops, count)), count, 1)
      for (let i = 0; i < count; i++) {
        loadCaptured(code, captured(i), 3)
        code.emit('captured-set', 1, i, 3)
      }
      return code.emit('call', 1, 0, 0, 2).emit('call', 1, 0, 0, 2).return(2)
    },
  }),
)

const others: Scenario[] = [
  {
    name: 'a captured word is replaced in a procedure made in line',
    ops: ['captured-set'],
    answer: expected(3, 1),
    build: (ops) => {
      const code = new Draft(ops)
      for (let i = 0; i < 3; i++) code.load(captured(i), 5 + i)
      code.emit('make-procedure-3', code.code(revealer(ops, 3)), 5, 1).emit('call', 1, 0, 0, 2)
      for (let i = 0; i < 3; i++) code.load(captured(i + 1), 5).emit('captured-set', 1, i, 5)
      return code.emit('call', 1, 0, 0, 2).return(2)
    },
  },
  {
    name: 'self is the procedure that was called',
    ops: ['self'],
    answer: '(#t . #f)',
    build: (ops) => {
      const me = new Draft(ops, 'me').emit('self', 0).return(0)
      const code = new Draft(ops).load(fixnum(1), 5)
      code
        .emit('make-procedure-1', code.code(me), 5, 0)
        .emit('make-procedure-1', code.code(me), 5, 1)
      code.emit('call', 0, 2, 0, 2).emit('call', 1, 3, 0, 3)
      return code.emit('eq', 0, 2, 4).emit('eq', 0, 3, 5).emit('cons', 4, 5, 0).return(0)
    },
  },
  {
    name: 'self in a wide register, of a procedure that captures nothing',
    ops: ['self'],
    answer: '#t',
    build: (ops) => {
      const me = new Draft(ops, 'me').emit('self', 300).return(300)
      const code = new Draft(ops).procedure(me, 0).emit('call', 0, 2, 0, 2)
      return code.emit('eq', 0, 2, 4).return(4)
    },
  },
  {
    name: 'two procedures that capture each other',
    ops: ['captured-set', 'captured-ref', 'make-procedure-1'],
    answer: '(#t . #t)',
    build: (ops) => {
      const other = new Draft(ops, 'other').emit('captured-ref', 0, 0).return(0)
      const code = new Draft(ops).load(fixnum(0), 5)
      code
        .emit('make-procedure-1', code.code(other), 5, 0)
        .emit('make-procedure-1', code.code(other), 0, 1)
      code.emit('captured-set', 0, 0, 1).emit('call', 0, 2, 0, 2).emit('call', 1, 3, 0, 3)
      return code.emit('eq', 2, 1, 2).emit('eq', 3, 0, 3).emit('cons', 2, 3, 0).return(0)
    },
  },
]

const inLoop: Scenario = {
  name: 'procedures made in a loop keep their own words',
  ops: ['make-procedure-2', 'captured-ref'],
  answer: textOf(list(...Array.from({ length: 30 }, (_, i) => flonum(29 - i + (29 - i) * 0.5)))),
  build: (ops) => {
    const sum = new Draft(ops, 'sum').emit('captured-ref', 0, 0).emit('captured-ref', 1, 1)
    const template = sum.emit('add', 0, 1, 0).return(0)
    const code = new Draft(ops).load({ null: true }, 0).load(flonum(0.5), 9)
    code.repeat(1, 30, () => {
      code.emit('move', 1, 5).emit('multiply', 1, 9, 6)
      code.emit('make-procedure-2', code.code(template), 5, 7).emit('cons', 7, 0, 0)
    })
    // The list of procedures, newest first, becomes the list of what they return, oldest first.
    code.load({ null: true }, 10)
    code.repeat(1, 30, () => {
      code.emit('car', 0, 7).emit('cdr', 0, 0).emit('call', 7, 8, 0, 7).emit('cons', 7, 10, 10)
    })
    code.load({ null: true }, 11)
    code.repeat(1, 30, () => {
      code.emit('car', 10, 7).emit('cdr', 10, 10).emit('cons', 7, 11, 11)
    })
    return code.return(11)
  },
}

export const closureScenarios: readonly Scenario[] = [...made, ...filled, ...others, inLoop]
