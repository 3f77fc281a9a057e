// Constants, jumps, loops, returns, runtime procedures.

import { Draft, type Scenario } from './scenario.ts'
import { everything, fixnum, flonum, flonumText, pair, textOf, type Value } from './values.ts'

const constants = everything.map(
  (value, i): Scenario => ({
    name: `load constant ${textOf(value)}`,
    ops: ['load-constant', 'return'],
    answer: textOf(value),
    // Every other one in a wide register.
    build: (ops) => {
      const register = i % 2 === 0 ? 0 : 400
      return new Draft(ops).load(value, register).return(register)
    },
  }),
)

const fixnums = [
  ...[0, 1, -1, 127, 128, -128, -129, 32767, 32768, -32768, -32769, 65535, 65536],
  ...[2 ** 31 - 1, -(2 ** 31)],
].map(
  (value): Scenario => ({
    name: `load fixnum ${value}`,
    ops: ['load-fixnum', 'return'],
    answer: String(value),
    build: (ops) => new Draft(ops).emit('load-fixnum', value, 3).emit('move', 3, 300).return(300),
  }),
)

const jumps = [1, 200, 40_000].map(
  (distance): Scenario => ({
    name: `jump over ${distance} ops`,
    ops: ['jump'],
    answer: '7',
    build: (ops) => {
      const code = new Draft(ops)
      const end = code.label()
      code.emit('load-fixnum', 7, 0).emit('jump', end)
      for (let i = 0; i < distance; i++) code.emit('load-fixnum', 8, 0)
      return code.bind(end).return(0)
    },
  }),
)

/** Sums 0 … 299 and counts by halves, in low or wide registers. */
const loops = [0, 300].map(
  (base): Scenario => ({
    name: `loop with an integer and a double from register ${base}`,
    ops: ['loop', 'jump'],
    answer: `(${(299 * 300) / 2} . ${flonumText(150.5)})`,
    build: (ops) => {
      const code = new Draft(ops)
      code
        .load(fixnum(0), base)
        .load(flonum(0.5), base + 1)
        .load(flonum(0.5), base + 2)
      code.repeat(base + 3, 300, () => {
        code.emit('add', base, base + 3, base).emit('add', base + 1, base + 2, base + 1)
      })
      return code.emit('cons', base, base + 1, base).return(base)
    },
  }),
)

const changingLoop: Scenario = {
  name: 'loop whose variable is a fixnum, a flonum, a pair',
  ops: ['loop'],
  answer: `((${flonumText(1.5)} . 1) . ${flonumText(1.5)})`,
  build: (ops) => {
    const code = new Draft(ops)
    code
      .load(fixnum(1), 0)
      .load(flonum(1.5), 1)
      .load(pair(flonum(1.5), fixnum(1)), 2)
    code.repeat(10, 301, () => {
      code.emit('move', 0, 3).emit('move', 1, 0).emit('move', 2, 1).emit('move', 3, 2)
    })
    // 301 rotations leave what one does: 1.5, pair, 1.
    return code.emit('cons', 1, 0, 0).return(0)
  },
}

const runtimeCalls = [0, 1, 2, 3, 4, 5, 6].flatMap((count) =>
  [1, 300].map(
    (base): Scenario => ({
      name: `runtime procedure of ${count} arguments from register ${base}`,
      ops: [`runtime-call-${count}`],
      answer: String(Number([...'987654'].slice(0, count).reverse().join('') || '0')),
      build: (ops) => {
        const code = new Draft(ops)
        for (let i = 0; i < count; i++) code.load(fixnum(9 - i), base + i)
        code.emit(`runtime-call-${count}`, count, base, 0)
        return code.return(0)
      },
    }),
  ),
)

const returns = [fixnum(3), flonum(2.5), flonum(1e300), pair(fixnum(1), flonum(2))].map(
  (value: Value): Scenario => ({
    name: `return ${textOf(value)} from a callee`,
    ops: ['return'],
    answer: textOf(value),
    build: (ops) => {
      const callee = new Draft(ops, 'callee').load(value, 0).return(0)
      return new Draft(ops).procedure(callee, 0).emit('call', 0, 1, 0, 1).return(1)
    },
  }),
)

export const flowScenarios: readonly Scenario[] = [
  ...constants,
  ...fixnums,
  ...jumps,
  ...loops,
  changingLoop,
  ...runtimeCalls,
  ...returns,
]
