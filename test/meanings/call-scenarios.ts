// Calls: 0 to 64 arguments, rest lists, arity errors, tail calls, what is no procedure.

import type { CodeTemplate, OpSet } from '../../src/vm/toolkit.ts'
import { Draft, type Scenario } from './scenario.ts'
import {
  fixnum,
  flonum,
  flonumText,
  list,
  sampleOthers,
  someOfEach,
  textOf,
  type Value,
} from './values.ts'

const COUNTS = Array.from({ length: 65 }, (_, n) => n)
const TIMES = 3

/** Argument `i`: integers, and every third a double. */
const argument = (i: number): Value => (i % 3 === 2 ? flonum(i + 0.5) : fixnum(i + 1))

/** Returns its parameters as a list, the rest list last if there is one. */
function collector(ops: OpSet, count: number, hasRest: boolean): CodeTemplate {
  const code = new Draft(ops, `collect ${count}`, count, hasRest)
  const list = count + 1
  if (hasRest) code.emit('move', count, list)
  else code.load({ null: true }, list)
  for (let i = count - 1; i >= 0; i--) code.emit('cons', i, list, list)
  return code.return(list)
}

function callAll(code: Draft, callee: number, base: number, count: number, out: number): Draft {
  for (let i = 0; i < count; i++) code.load(argument(i), base + i)
  for (let k = 0; k < TIMES; k++) code.emit('call', callee, base, count, out)
  return code
}

const calls = COUNTS.flatMap((count) =>
  [2, 290].map(
    (base): Scenario => ({
      name: `call with ${count} arguments from register ${base}`,
      ops: ['call'],
      answer: textOf(list(...COUNTS.slice(0, count).map(argument))),
      build: (ops) => {
        const code = new Draft(ops).procedure(collector(ops, count, false), 0)
        return callAll(code, 0, base, count, 1).return(1)
      },
    }),
  ),
)

const tailCalls = COUNTS.map(
  (count): Scenario => ({
    name: `tail call with ${count} arguments`,
    ops: ['tail-call'],
    answer: textOf(list(...COUNTS.slice(0, count).map(argument))),
    build: (ops) => {
      const middle = new Draft(ops, 'middle').procedure(collector(ops, count, false), 0)
      const base = count % 2 === 0 ? 1 : 300
      for (let i = 0; i < count; i++) middle.load(argument(i), base + i)
      middle.emit('tail-call', 0, base, count)
      return callAll(new Draft(ops).procedure(middle.finish(), 0), 0, 1, 0, 1).return(1)
    },
  }),
)

const rests = [0, 1, 2, 3, 4, 5, 6, 20].flatMap((parameters) =>
  [0, 1, 2, 3, 5, 30].map(
    (extra): Scenario => ({
      name: `${parameters} parameters and a rest list of ${extra}`,
      ops: ['call'],
      answer: textOf(list(...COUNTS.slice(0, parameters + extra).map(argument))),
      build: (ops) => {
        const code = new Draft(ops).procedure(collector(ops, parameters, true), 0)
        return callAll(code, 0, 2, parameters + extra, 1).return(1)
      },
    }),
  ),
)

const arity = [0, 1, 3, 4, 5, 6, 7, 20].flatMap((parameters) =>
  [parameters - 1, parameters + 1]
    .filter((given) => given >= 0)
    .flatMap((given) =>
      (['call', 'tail-call'] as const).flatMap((op) =>
        [false, true]
          .filter((hasRest) => !hasRest || given < parameters)
          .map(
            (hasRest): Scenario => ({
              name: `${op} with ${given} arguments for ${hasRest ? 'at least ' : ''}${parameters}`,
              ops: [op],
              answer: 'error: arity',
              build: (ops) => {
                const code = new Draft(ops).procedure(collector(ops, parameters, hasRest), 0)
                for (let i = 0; i < given; i++) code.load(argument(i), 2 + i)
                if (op === 'tail-call') return code.emit(op, 0, 2, given).finish()
                return code.emit(op, 0, 2, given, 1).return(1)
              },
            }),
          ),
      ),
    ),
)

const noProcedure = [...someOfEach.slice(0, 4), ...sampleOthers]
  .filter((value) => !('procedure' in value))
  .flatMap((value) =>
    (['call', 'tail-call'] as const).map(
      (op): Scenario => ({
        name: `${op} of ${textOf(value)}`,
        ops: [op],
        answer: 'error: wrong-type',
        build: (ops) => {
          const code = new Draft(ops).load(value, 0)
          return op === 'call'
            ? code.emit(op, 0, 1, 0, 1).return(1)
            : code.emit(op, 0, 1, 0).finish()
        },
      }),
    ),
  )

/** Counts down in tail calls, or in calls that each add a double; deeper than the stack is. */
const recursions = (['call', 'tail-call'] as const).map(
  (op): Scenario => ({
    name: `a recursion of 20000 by ${op}`,
    ops: [op, 'self'],
    answer: op === 'call' ? flonumText(10_000) : flonumText(0),
    build: (ops) => {
      const code = new Draft(ops, 'down', 1)
      const more = code.label()
      code
        .load(flonum(0), 2)
        .emit('unless-number-equal-constant', 0, 0, more)
        .emit('return', 2)
        .bind(more)
      code.emit('subtract-constant', 0, 1, 1).emit('self', 3).load(flonum(0.5), 5)
      if (op === 'tail-call') code.emit(op, 3, 1, 1)
      else code.emit(op, 3, 1, 1, 4).emit('add', 4, 5, 4).emit('return', 4)
      return new Draft(ops)
        .procedure(code.finish(), 0)
        .load(fixnum(20_000), 1)
        .emit('call', 0, 1, 1, 2)
        .return(2)
    },
  }),
)

/** Values of all kinds stay what they are in registers across a call. */
const survivors: Scenario = {
  name: 'live values across a call',
  ops: ['call'],
  answer: textOf(list(...someOfEach.map((value) => value))),
  build: (ops) => {
    const nothing = new Draft(ops, 'nothing').load(fixnum(0), 0).return(0)
    const code = new Draft(ops).load(flonum(1), 0)
    someOfEach.forEach((value, i) => {
      code.load(value, 10 + i)
      if ('flonum' in value) code.emit('multiply', 10 + i, 0, 10 + i)
    })
    code.procedure(nothing, 1).emit('call', 1, 2, 0, 2).load({ null: true }, 2)
    for (let i = someOfEach.length - 1; i >= 0; i--) code.emit('cons', 10 + i, 2, 2)
    return code.return(2)
  },
}

export const callScenarios: readonly Scenario[] = [
  ...calls,
  ...tailCalls,
  ...rests,
  ...arity,
  ...noProcedure,
  ...recursions,
  survivors,
]
