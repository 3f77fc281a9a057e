// Globals: defining, reading, assigning, and changing them under compiled code that relies on them.

import { Draft, type Scenario } from './scenario.ts'
import { fixnum, flonum, flonumText, list, pair, someOfEach, textOf } from './values.ts'

const ROUNDS = 40

const defined = someOfEach.map(
  (value): Scenario => ({
    name: `define and read ${textOf(value)}`,
    ops: ['global-define', 'global-ref'],
    answer: `(${textOf(value)} . ${textOf(value)})`,
    build: (ops, own) => {
      const code = new Draft(ops)
      const g = code.global(own('g'))
      code
        .load(value, 0)
        .emit('global-define', 0, g)
        .emit('global-ref', g, 1)
        .emit('global-ref', g, 300)
      return code.emit('cons', 1, 300, 0).return(0)
    },
  }),
)

const unbound: Scenario[] = [
  {
    name: 'an unbound global is read',
    ops: ['global-ref'],
    answer: 'error: unbound-variable',
    build: (ops, own) => {
      const code = new Draft(ops)
      return code.emit('global-ref', code.global(own('missing')), 0).return(0)
    },
  },
  {
    name: 'an unbound global is assigned',
    ops: ['global-set'],
    answer: 'error: unbound-variable',
    build: (ops, own) => {
      const code = new Draft(ops).load(fixnum(1), 0)
      return code.emit('global-set', 0, code.global(own('missing'))).return(0)
    },
  },
  {
    name: 'an unbound global is read in a callee that was compiled before, and after its definition',
    ops: ['global-ref', 'global-define'],
    answer: '(5 . 6)',
    build: (ops, own) => {
      const callee = new Draft(ops, 'reader', 1)
      const skip = callee.label()
      callee
        .emit('unless-true', 0, skip)
        .emit('global-ref', callee.global(own('late')), 0)
        .bind(skip)
      const code = new Draft(ops).procedure(callee.return(0), 0)
      const late = code.global(own('late'))
      code.load({ boolean: false }, 1).emit('call', 0, 1, 1, 2).load({ boolean: true }, 3)
      code.load(fixnum(5), 4).emit('global-define', 4, late).emit('call', 0, 3, 1, 5)
      code.load(fixnum(6), 4).emit('global-set', 4, late).emit('call', 0, 3, 1, 6)
      return code.emit('cons', 5, 6, 0).return(0)
    },
  },
]

/** A loop that reads a global each round and changes it in one of them. */
const changedInLoop = (['global-set', 'global-define'] as const).flatMap((op) =>
  [0, 1, 20, ROUNDS - 1].map(
    (round): Scenario => ({
      name: `${op} in round ${round} of a loop that reads the global`,
      ops: [op, 'global-ref'],
      // Rounds up to and with `round` read 1, later ones 2.5.
      answer:
        round === ROUNDS - 1 ? String(ROUNDS) : flonumText(round + 1 + (ROUNDS - 1 - round) * 2.5),
      build: (ops, own) => {
        const code = new Draft(ops).load(fixnum(1), 0)
        const g = code.global(own('g'))
        code.emit('global-define', 0, g).load(fixnum(0), 1).load(flonum(2.5), 2)
        code.repeat(5, ROUNDS, () => {
          const skip = code.label()
          code.emit('global-ref', g, 3).emit('add', 1, 3, 1)
          code.emit('unless-number-equal-constant', 5, round, skip).emit(op, 2, g).bind(skip)
        })
        return code.return(1)
      },
    }),
  ),
)

/** f calls g, and g's last call defines another f or the global f adds: f is returned into. */
const changedInCallee = [1, 3, ROUNDS - 1].map(
  (round): Scenario => ({
    name: `a value changed in round ${round} inside a callee that is returned into`,
    ops: ['global-set', 'global-ref', 'call'],
    // f(i) = touch(i) + g, where touch(round) sets g from 1 to 2.5.
    answer: flonumText(round + (ROUNDS - round) * 2.5),
    build: (ops, own) => {
      const touch = new Draft(ops, 'touch', 1)
      const skip = touch.label()
      touch.emit('unless-number-equal-constant', 0, round, skip)
      touch
        .load(flonum(2.5), 1)
        .emit('global-set', 1, touch.global(own('g')))
        .bind(skip)
      touch.load(fixnum(0), 1)
      const f = new Draft(ops, 'f', 1)
      f.emit('global-ref', f.global(own('touch')), 1).emit('call', 1, 0, 1, 2)
      f.emit('global-ref', f.global(own('g')), 3).emit('add', 2, 3, 2)
      const result = new Draft(ops)
      result.load(fixnum(1), 0).emit('global-define', 0, result.global(own('g')))
      result.procedure(touch.return(1), 0).emit('global-define', 0, result.global(own('touch')))
      result
        .procedure(f.return(2), 0)
        .emit('global-define', 0, result.global(own('f')))
        .load(fixnum(0), 1)
      result.repeat(5, ROUNDS, () => {
        result.emit('move', 5, 10).emit('global-ref', result.global(own('f')), 11)
        result.emit('call', 11, 10, 1, 12).emit('add', 1, 12, 1)
      })
      return result.return(1)
    },
  }),
)

/** The procedure in a global is replaced by another while its caller loops. */
const redefined = [1, 20].map(
  (round): Scenario => ({
    name: `the procedure in a global is replaced in round ${round}`,
    ops: ['global-define', 'call'],
    answer: flonumText(round + 1 + (ROUNDS - 1 - round) * 0.5),
    build: (ops, own) => {
      const one = new Draft(ops, 'one').load(fixnum(1), 0).return(0)
      const half = new Draft(ops, 'half').load(flonum(0.5), 0).return(0)
      const code = new Draft(ops).procedure(one, 0)
      const f = code.global(own('f'))
      code.emit('global-define', 0, f).procedure(half, 1).load(fixnum(0), 2)
      code.repeat(5, ROUNDS, () => {
        const skip = code.label()
        code.emit('global-ref', f, 3).emit('call', 3, 4, 0, 3).emit('add', 2, 3, 2)
        code
          .emit('unless-number-equal-constant', 5, round, skip)
          .emit('global-define', 1, f)
          .bind(skip)
      })
      return code.return(2)
    },
  }),
)

const replacedByAnything: Scenario = {
  name: 'a global procedure becomes a pair: the call fails',
  ops: ['global-set', 'call'],
  answer: 'error: wrong-type',
  build: (ops, own) => {
    const one = new Draft(ops, 'one').load(fixnum(1), 0).return(0)
    const code = new Draft(ops).procedure(one, 0)
    const f = code.global(own('f'))
    code
      .emit('global-define', 0, f)
      .load(list(fixnum(1)), 1)
      .load(fixnum(0), 3)
    code.repeat(5, 3, () => {
      code.emit('global-ref', f, 3).emit('call', 3, 4, 0, 3).emit('global-set', 1, f)
    })
    return code.return(3)
  },
}

const kept: Scenario = {
  name: 'many values in many globals',
  ops: ['global-define', 'global-ref'],
  answer: textOf(list(...Array.from({ length: 300 }, (_, i) => pair(fixnum(i), flonum(i + 0.5))))),
  build: (ops, own) => {
    const code = new Draft(ops)
    for (let i = 0; i < 300; i++) {
      code
        .load(pair(fixnum(i), flonum(i + 0.5)), 0)
        .emit('global-define', 0, code.global(own(`g${i}`)))
    }
    code.load({ null: true }, 1)
    for (let i = 299; i >= 0; i--) {
      code.emit('global-ref', code.global(own(`g${i}`)), 0).emit('cons', 0, 1, 1)
    }
    return code.return(1)
  },
}

export const globalScenarios: readonly Scenario[] = [
  ...defined,
  ...unbound,
  ...changedInLoop,
  ...changedInCallee,
  ...redefined,
  replacedByAnything,
  kept,
]
