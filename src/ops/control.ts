// Moves, constants, globals, jumps, calls: what every language needs.

import { type BodyBuilder, IMMEDIATE } from '../expr/index.ts'
import { defineOp, type OperandValues } from './op.ts'

/** Goes on with the value of operand `global`; an unbound variable is an error. */
function whenBound(f: BodyBuilder, o: OperandValues, then: (value: number) => void): void {
  const value = f.node('operandGlobal', [], o['global'])
  const unbound = f.cold(() => {
    f.raise('unbound-variable', f.node('operandFixnum', [], o['global']))
  })
  f.choose(
    f.isImmediate(value, IMMEDIATE.unbound),
    () => f.goto(unbound),
    () => then(value),
  )
}

const dataOps = [
  defineOp('move', {
    doc: 'out = a.',
    operands: { a: 'reg', out: 'out' },
    body: (f, o) => f.next(o['a']),
  }),
  defineOp('load-constant', {
    doc: 'out = a constant of the pool.',
    operands: { constant: 'constant', out: 'out' },
    body: (f, o) => f.next(o['constant']),
  }),
  defineOp('load-fixnum', {
    doc: 'out = a small integer.',
    operands: { value: 'fixnum', out: 'out' },
    body: (f, o) => f.next(o['value']),
  }),
  defineOp('global-ref', {
    doc: 'out = the value of a global variable; unbound is an error.',
    operands: { global: 'global', out: 'out' },
    body(f, o) {
      whenBound(f, o, (value) => f.next(value))
    },
  }),
  defineOp('global-set', {
    doc: 'Assigns a global variable that is bound; unbound is an error.',
    operands: { a: 'reg', global: 'global' },
    body(f, o) {
      whenBound(f, o, () => {
        f.node('storeGlobal', [o['a'] as number], o['global'])
        f.next()
      })
    },
  }),
  defineOp('global-define', {
    doc: 'Defines or redefines a global variable.',
    operands: { a: 'reg', global: 'global' },
    body(f, o) {
      f.node('storeGlobal', [o['a'] as number], o['global'])
      f.next()
    },
  }),
]

const flowOps = [
  defineOp('jump', {
    doc: 'Goes to label.',
    operands: { label: 'label' },
    body: (f, o) => f.gotoLabel(o['label'] as number),
  }),
  defineOp('loop', {
    doc: 'Head of a loop: every back edge comes here, and every loop polls.',
    operands: {},
    body(f) {
      f.poll()
      f.next()
    },
  }),
  defineOp('call', {
    doc: 'out = callee applied to the count registers from base.',
    operands: { callee: 'reg', base: 'base', count: 'count', out: 'out' },
    body(f, o) {
      const callee = o['callee'] as number
      f.when(f.isProcedure(callee)).then(() =>
        f.next(f.call(callee, o['base'] as number, o['count'] as number)),
      )
      f.goto(f.cold(() => f.raise('expected-procedure', callee)))
    },
  }),
  defineOp('tail-call', {
    doc: 'Returns callee applied to the count registers from base, in place of this frame.',
    operands: { callee: 'reg', base: 'base', count: 'count' },
    body(f, o) {
      const callee = o['callee'] as number
      f.when(f.isProcedure(callee)).then(() =>
        f.tailcall(callee, o['base'] as number, o['count'] as number),
      )
      f.goto(f.cold(() => f.raise('expected-procedure', callee)))
    },
  }),
  defineOp('return', {
    doc: 'Returns a to the caller.',
    operands: { a: 'reg' },
    body: (f, o) => f.return(o['a'] as number),
  }),
]

const MAX_RUNTIME_ARGUMENTS = 6

/** A runtime procedure of the language, by index in its table, with 0 to 6 arguments from base. */
const runtimeCallOps = Array.from({ length: MAX_RUNTIME_ARGUMENTS + 1 }, (_, count) =>
  defineOp(`runtime-call-${count}`, {
    doc: `out = runtime procedure index applied to ${count} registers from base.`,
    operands: { index: 'int', base: 'base', out: 'out' },
    body(f, o) {
      const args = []
      for (let i = 0; i < count; i++) args.push(f.node('operandReg', [], o['base'] as number, i))
      f.next(f.request('runtime-call', o['index'] as number, ...args))
    },
  }),
)

export const controlOps = [...dataOps, ...flowOps, ...runtimeCallOps]
