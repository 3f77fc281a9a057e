// The primitives: procedures that calls compile to ops in line, and how.
//
// A row says how many operands it takes in line and how it is lowered:
//   op        one op with a result, operands in order; missing ones are unspecified
//   effect    one op without a result
//   chain     unary ops, each applied to the result of the one before
//   test      an op with a branch form `unless-…`
//   compare   the same for every pair of neighbours, `swap`ped or not
//   zero      a test against the constant 0
//   not       the opposite of its operand
//   fold      a binary op from the left; `unit` is the value for no operands, `alone` what one becomes
//   list, vector   allocate
//   runtime   a procedure written in TypeScript (runtime-procedures.ts), by name
// What is not here but in the language is Scheme code in `prelude.ts`.

/** What a fold makes of a single operand: itself, its product with -1, or 1 divided by it. */
export type Alone = 'itself' | 'negated' | 'inverted'

export type Lowering =
  | { readonly kind: 'op' | 'effect' | 'test'; readonly op: string }
  | { readonly kind: 'chain'; readonly ops: readonly string[] }
  | { readonly kind: 'compare'; readonly op: string; readonly swap: boolean }
  | { readonly kind: 'zero'; readonly op: string }
  | { readonly kind: 'fold'; readonly op: string; readonly unit: number; readonly alone: Alone }
  | { readonly kind: 'not' | 'list' | 'vector' | 'runtime' }

export interface PrimitiveRow {
  readonly least: number
  readonly most: number
  readonly lowering: Lowering
}

const row = (least: number, most: number, lowering: Lowering): PrimitiveRow => ({ least, most, lowering })
const op = (count: number, name: string) => row(count, count, { kind: 'op', op: name })
const effect = (count: number, name: string) => row(count, count, { kind: 'effect', op: name })
const test = (count: number, name: string) => row(count, count, { kind: 'test', op: name })
const chain = (...ops: string[]) => row(1, 1, { kind: 'chain', ops })
const compare = (name: string, swap = false) => row(2, Infinity, { kind: 'compare', op: name, swap })
const zero = (name: string) => row(1, 1, { kind: 'zero', op: name })
const fold = (least: number, name: string, unit: number, alone: Alone) =>
  row(least, Infinity, { kind: 'fold', op: name, unit, alone })
const runtime = (least: number, most = least) => row(least, most, { kind: 'runtime' })

export const primitives = {
  '+':                   fold(0, 'add', 0, 'itself'),
  '-':                   fold(1, 'subtract', 0, 'negated'),
  '*':                   fold(0, 'multiply', 1, 'itself'),
  '/':                   fold(1, 'divide', 1, 'inverted'),
  'quotient':            op(2, 'quotient'),
  'remainder':           op(2, 'remainder'),
  'modulo':              op(2, 'modulo'),
  'sqrt':                op(1, 'sqrt'),
  'inexact':             op(1, 'inexact'),
  'exact->inexact':      op(1, 'inexact'),
  '<':                   compare('less'),
  '>':                   compare('less', true),
  '<=':                  compare('less-or-equal'),
  '>=':                  compare('less-or-equal', true),
  '=':                   compare('number-equal'),
  'zero?':               zero('number-equal'),
  'negative?':           zero('less'),
  'not':                 row(1, 1, { kind: 'not' }),
  'eq?':                 test(2, 'eq'),
  'null?':               test(1, 'null'),
  'pair?':               test(1, 'pair'),
  'fixnum?':             test(1, 'fixnum'),
  'flonum?':             test(1, 'flonum'),
  'char?':               test(1, 'character'),
  'procedure?':          test(1, 'procedure'),
  'vector?':             test(1, 'vector'),
  'string?':             test(1, 'string'),
  'symbol?':             test(1, 'symbol'),
  'cons':                op(2, 'cons'),
  'car':                 op(1, 'car'),
  'cdr':                 op(1, 'cdr'),
  'caar':                chain('car', 'car'),
  'cadr':                chain('cdr', 'car'),
  'cdar':                chain('car', 'cdr'),
  'cddr':                chain('cdr', 'cdr'),
  'caddr':               chain('cdr', 'cdr', 'car'),
  'set-car!':            effect(2, 'set-car'),
  'set-cdr!':            effect(2, 'set-cdr'),
  'list':                row(0, Infinity, { kind: 'list' }),
  'vector':              row(0, Infinity, { kind: 'vector' }),
  'make-vector':         row(1, 2, { kind: 'op', op: 'make-vector' }),
  'vector-length':       op(1, 'vector-length'),
  'vector-ref':          op(2, 'vector-ref'),
  'vector-set!':         effect(3, 'vector-set'),
  'char->integer':       op(1, 'char-to-integer'),
  'integer->char':       op(1, 'integer-to-char'),
  'eqv?':                runtime(2),
  'equal?':              runtime(2),
  'display':             runtime(1),
  'write':               runtime(1),
  'newline':             runtime(0),
  'current-jiffy':       runtime(0),
  'jiffies-per-second':  runtime(0),
  'error':               runtime(1, 4),
} as const satisfies Record<string, PrimitiveRow>

export type PrimitiveName = keyof typeof primitives

export function isPrimitiveName(name: string): name is PrimitiveName {
  return Object.hasOwn(primitives, name)
}
