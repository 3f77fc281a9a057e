// Records: fresh ones, their fields, and the type that makes accesses legal; and fresh vectors.
//
// A type is any record; its name, which errors show, is its first field.

import type { OpSet } from '../../src/vm/toolkit.ts'
import { Draft, type Scenario } from './scenario.ts'
import { fixnum, flonum, list, pair, textOf, type Value } from './values.ts'

const INLINE_FIELDS = 8
/** Registers: a type, another type, scratch. */
const TYPE = 0
const OTHER = 1
const RECORD = 2
const RESULT = 3

const content = (i: number): Value =>
  [fixnum(i), flonum(i + 0.5), pair(fixnum(i), flonum(1e300))][i % 3] as Value

/** Code with two types that look alike. */
function draft(ops: OpSet): Draft {
  const code = new Draft(ops)
  for (const register of [TYPE, OTHER]) {
    code.load(fixnum(0), 400).load({ symbol: 'point' }, 401).emit('record-1', 400, register)
  }
  return code
}

/** The fields of the record in RECORD as a list. */
function reveal(code: Draft, count: number) {
  code.load({ null: true }, RESULT)
  for (let i = count - 1; i >= 0; i--) {
    code.emit('record-ref', RECORD, TYPE, i, 4).emit('cons', 4, RESULT, RESULT)
  }
  return code.return(RESULT)
}

const expected = (count: number) =>
  textOf(list(...Array.from({ length: count }, (_, i) => content(i))))

const inline = Array.from({ length: INLINE_FIELDS + 1 }, (_, count) => count).flatMap((count) =>
  [5, 300].map(
    (base): Scenario => ({
      name: `a record of ${count} fields from register ${base}`,
      ops: [`record-${count}`, 'record-ref'],
      answer: expected(count),
      build: (ops) => {
        const code = draft(ops).emit('move', TYPE, base)
        for (let i = 0; i < count; i++) code.load(content(i), base + 1 + i)
        return reveal(code.emit(`record-${count}`, base, RECORD), count)
      },
    }),
  ),
)

const filled = [0, 1, 13, 100].map(
  (count): Scenario => ({
    name: `a record that is filled with ${count} fields`,
    ops: ['make-record', 'record-set', 'record-ref'],
    answer: expected(count),
    build: (ops) => {
      const code = draft(ops).emit('make-record', TYPE, count, RECORD)
      for (let i = 0; i < count; i++)
        code.load(content(i), 9).emit('record-set', RECORD, TYPE, i, 9)
      return reveal(code, count)
    },
  }),
)

const vectors = Array.from({ length: INLINE_FIELDS }, (_, i) => i + 1).flatMap((count) =>
  [5, 300].map(
    (base): Scenario => ({
      name: `a vector of ${count} elements from register ${base}`,
      ops: [`vector-${count}`],
      answer: `#(${Array.from({ length: count }, (_, i) => textOf(content(i))).join(' ')})`,
      build: (ops) => {
        const code = new Draft(ops)
        for (let i = 0; i < count; i++) code.load(content(i), base + i)
        return code.emit(`vector-${count}`, base, RESULT).return(RESULT)
      },
    }),
  ),
)

const unset: Scenario = {
  name: 'the fields of a large record are unspecified at first',
  ops: ['make-record'],
  answer: 'unspecified',
  build: (ops) =>
    draft(ops)
      .emit('make-record', TYPE, 20, RECORD)
      .emit('record-ref', RECORD, TYPE, 19, RESULT)
      .return(RESULT),
}

const others: Value[] = [
  fixnum(2),
  flonum(0.5),
  { null: true },
  pair(fixnum(1), fixnum(2)),
  { string: 'x' },
]

/** A value that is no record of TYPE, in RECORD. */
const strangers: readonly { readonly name: string; load(code: Draft): void }[] = [
  ...others.map((value) => ({
    name: textOf(value),
    load: (code: Draft) => void code.load(value, RECORD),
  })),
  {
    name: 'a record of another type',
    load: (code) =>
      void code.emit('move', OTHER, 9).load(fixnum(1), 10).emit('record-1', 9, RECORD),
  },
]

const failures = strangers.flatMap(({ name, load }): Scenario[] => [
  {
    name: `record-ref of ${name}`,
    ops: ['record-ref'],
    answer: 'error: wrong-type',
    build: (ops) => {
      const code = draft(ops)
      load(code)
      return code.emit('record-ref', RECORD, TYPE, 0, RESULT).return(RESULT)
    },
  },
  {
    name: `record-set of ${name}`,
    ops: ['record-set'],
    answer: 'error: wrong-type',
    build: (ops) => {
      const code = draft(ops)
      load(code)
      return code.load(fixnum(1), 9).emit('record-set', RECORD, TYPE, 0, 9).return(RECORD)
    },
  },
])

/** What compilers never write, but files with code may say. */
const beyond = ['record-ref', 'record-set'].map(
  (name): Scenario => ({
    name: `${name} behind the last field`,
    ops: [name],
    answer: 'error: wrong-type',
    build: (ops) => {
      const code = draft(ops).emit('move', TYPE, 9).load(fixnum(1), 10).emit('record-1', 9, RECORD)
      if (name === 'record-ref') code.emit(name, RECORD, TYPE, 1, RESULT)
      else code.emit(name, RECORD, TYPE, 1, 10)
      return code.return(RECORD)
    },
  }),
)

/** The answers of both forms of the test, as a list. */
function tests(name: string, answer: '#t' | '#f', load: (code: Draft) => void): Scenario {
  return {
    name: `is ${name} a record of the type`,
    ops: ['record', 'unless-record'],
    answer: `(${answer} . ${answer})`,
    build: (ops) => {
      const code = draft(ops)
      load(code)
      const otherwise = code.label()
      const end = code.label()
      code.emit('record', RECORD, TYPE, RESULT).emit('unless-record', RECORD, TYPE, otherwise)
      code.load({ boolean: true }, 4).emit('jump', end).bind(otherwise)
      code.load({ boolean: false }, 4).bind(end)
      return code.emit('cons', RESULT, 4, RESULT).return(RESULT)
    },
  }
}

export const recordScenarios: readonly Scenario[] = [
  ...inline,
  ...filled,
  ...vectors,
  unset,
  ...failures,
  ...beyond,
  ...strangers.map(({ name, load }) => tests(name, '#f', load)),
  tests('a record of the type', '#t', (code) => {
    code.emit('move', TYPE, 9).load(fixnum(1), 10).emit('record-1', 9, RECORD)
  }),
]
