// From numbers to integers near them, and from flonums to exact integers: fixnums stay as they are.

import { type BodyBuilder, ROUND } from '../expr/index.ts'
import { defineOp } from './op.ts'

type InPlace = (f: BodyBuilder, x: number, slow: number) => void

/** Fixnums are their own answer; flonums go on in `inPlace`, anything else by the slow path. */
const ofNumber = (name: string, doc: string, inPlace: InPlace) =>
  defineOp(name, {
    doc,
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const { a } = o as { a: number }
      const slow = f.cold(() => f.next(f.request(name, a)))
      f.when(f.isFixnum(a)).then(() => f.next(a))
      inPlace(f, f.toF64(a, slow), slow)
    },
  })

const rounding = (name: string, doc: string, mode: number) =>
  ofNumber(name, doc, (f, x) => f.next(f.node('roundF64', [x], mode)))

export const roundingOps = [
  rounding('floor', 'out = the largest integer not above a, as exact as a.', ROUND.down),
  rounding('ceiling', 'out = the least integer not below a, as exact as a.', ROUND.up),
  rounding('truncate', 'out = a without its fraction, as exact as a.', ROUND.toZero),
  rounding(
    'round',
    'out = the integer nearest to a, the even one of two; as exact as a.',
    ROUND.nearest,
  ),
  ofNumber(
    'exact',
    'out = the exact number that a is; integral flonums in place.',
    (f, x, slow) => {
      const word = f.node('tag', [f.node('truncateF64', [x])])
      // What is not integral, or no fixnum, is another number on the way back.
      f.when(f.test('eqF64', f.node('fixnumToF64', [word]), x)).then(() => f.next(word))
      f.goto(slow)
    },
  ),
]
