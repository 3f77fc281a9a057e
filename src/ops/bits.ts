// Exact integers as rows of bits: fixnums in place, others and overflow by the slow path.

import type { NodeName } from '../expr/index.ts'
import { ofFixnums } from './arith.ts'
import { defineOp, withConstant } from './op.ts'

/** Fixnums have 61 bits: a shift to the left by more loses some of any but 0. */
const FIXNUM_BITS = 61
const LONGEST_SHIFT = 63

function bitwise(doc: string, name: string, node: NodeName) {
  const description = ofFixnums(doc, name, (f, a, b) => f.next(f.node(node, [a, b])))
  return [defineOp(name, description), withConstant(name, description, 'b')]
}

const not = defineOp('bitwise-not', {
  doc: 'out = -1 - a: each bit of a is the other one.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    const { a } = o as { a: number }
    f.when(f.isFixnum(a)).then(() => f.next(f.node('xorFixnum', [a, f.fixnum(-1)])))
    f.goto(f.cold(() => f.next(f.request('bitwise-not', a))))
  },
})

const shiftDoc = 'out = a * 2 ** b, rounded down: b > 0 shifts to the left, b < 0 to the right.'
const shift = ofFixnums(shiftDoc, 'arithmetic-shift', (f, a, b, slow) => {
  f.when(f.test('ltFixnum', b, f.fixnum(0))).then(() => {
    f.when(f.test('leFixnum', f.fixnum(-LONGEST_SHIFT), b)).then(() =>
      f.next(f.node('sarFixnum', [a, f.node('negateFixnum', [b])])),
    )
    f.goto(slow)
  })
  f.when(f.test('ltFixnum', b, f.fixnum(FIXNUM_BITS))).then(() => {
    const shifted = f.node('shlFixnum', [a, b])
    // What has lost nothing can be shifted back.
    const whole = f.test('eqWord', f.node('sarFixnum', [shifted, b]), a)
    f.when(whole).then(() => f.next(shifted))
    f.goto(slow)
  })
  f.goto(slow)
})

export const bitOps = [
  ...bitwise('out = the bits that a and b both have.', 'bitwise-and', 'andFixnum'),
  ...bitwise('out = the bits that a or b has.', 'bitwise-ior', 'orFixnum'),
  ...bitwise('out = the bits in which a and b differ.', 'bitwise-xor', 'xorFixnum'),
  not,
  defineOp('arithmetic-shift', shift),
  withConstant('arithmetic-shift', shift, 'b'),
]
