// The primitives: procedures that calls compile to ops in line, and how.
//
// A row says how many operands it takes in line and how it is lowered:
//   op        one op with a result, operands in order; missing ones are unspecified
//   effect    one op without a result
//   chain     unary ops, each applied to the result of the one before
//   test      an op with a branch form `unless-…`
//   compare   the same for every pair of neighbours, `swap`ped or not; `through`: of what this unary op
//             makes of the operands
//   zero      a test against the constant 0
//   not       the opposite of its operand
//   fold      a binary op from the left; `unit` is the value for no operands, `alone` what one becomes
//   list, vector   allocate
//   values    one operand itself, else a record that stands for them
//   record    type and fields: a fresh record; record-ref and record-set have a constant index
//   values-ref     value number `index` of what `values` made
//   runtime   a procedure written in TypeScript (runtime-procedures.ts), by name
// What is not here but in the language is Scheme code in `prelude.ts`.

import { portPrimitives } from './port-primitives.table.ts'

/** What a fold makes of a single operand: itself, its product with -1, or 1 divided by it. */
export type Alone = 'itself' | 'negated' | 'inverted'

export type Lowering =
  | { readonly kind: 'op' | 'effect' | 'test'; readonly op: string }
  | { readonly kind: 'chain'; readonly ops: readonly string[] }
  | {
      readonly kind: 'compare'
      readonly op: string
      readonly swap: boolean
      readonly through: string | null
    }
  | { readonly kind: 'zero'; readonly op: string }
  | { readonly kind: 'fold'; readonly op: string; readonly unit: number; readonly alone: Alone }
  | { readonly kind: 'not' | 'list' | 'vector' | 'runtime' }
  | { readonly kind: 'values' | 'values-ref' | 'record' | 'record-ref' | 'record-set' }

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
const compare = (name: string, swap = false, through: string | null = null) =>
  row(2, Infinity, { kind: 'compare', op: name, swap, through })
const characters = (name: string, swap = false) => compare(name, swap, 'char-to-integer')
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
  'truncate-quotient':   op(2, 'quotient'),
  'truncate-remainder':  op(2, 'remainder'),
  'floor-remainder':     op(2, 'modulo'),
  '<':                   compare('less'),
  '>':                   compare('less', true),
  '<=':                  compare('less-or-equal'),
  '>=':                  compare('less-or-equal', true),
  '=':                   compare('number-equal'),
  'zero?':               zero('number-equal'),
  'negative?':           zero('less'),
  '%gcd':                runtime(2),
  'lcm':                 runtime(2),
  'numerator':           runtime(1),
  'denominator':         runtime(1),
  'rationalize':         runtime(2),
  'make-rectangular':    runtime(2),
  'make-polar':          runtime(2),
  'real-part':           runtime(1),
  'imag-part':           runtime(1),
  'magnitude':           runtime(1),
  'angle':               runtime(1),
  'exp':                 runtime(1),
  'log':                 runtime(1, 2),
  'sin':                 runtime(1),
  'cos':                 runtime(1),
  'tan':                 runtime(1),
  'asin':                runtime(1),
  'acos':                runtime(1),
  'atan':                runtime(1, 2),
  'expt':                runtime(2),
  'bitwise-and':        fold(0, 'bitwise-and', -1, 'itself'),
  'bitwise-ior':        fold(0, 'bitwise-ior', 0, 'itself'),
  'bitwise-or':         fold(0, 'bitwise-ior', 0, 'itself'),
  'bitwise-xor':        fold(0, 'bitwise-xor', 0, 'itself'),
  'bitwise-not':        op(1, 'bitwise-not'),
  'arithmetic-shift':   op(2, 'arithmetic-shift'),
  'bitwise-arithmetic-shift': op(2, 'arithmetic-shift'),
  'bitwise-arithmetic-shift-left': op(2, 'arithmetic-shift'),
  'logand':             fold(0, 'bitwise-and', -1, 'itself'),
  'logior':             fold(0, 'bitwise-ior', 0, 'itself'),
  'logor':              fold(0, 'bitwise-ior', 0, 'itself'),
  'logxor':             fold(0, 'bitwise-xor', 0, 'itself'),
  'lognot':             op(1, 'bitwise-not'),
  'ash':                op(2, 'arithmetic-shift'),
  'bit-count':           runtime(1),
  'integer-length':      runtime(1),
  '%number->string':     runtime(2),
  '%string->number':     runtime(1, 2),
  'number?':            test(1, 'numeric'),
  '%real?':              runtime(1),
  '%rational?':          runtime(1),
  'integer?':            test(1, 'integer'),
  'exact-integer?':     test(1, 'exact-integer'),
  '%exact?':             runtime(1),
  '%finite?':            runtime(1),
  '%infinite?':          runtime(1),
  '%nan?':               runtime(1),
  '%max':                runtime(2),
  '%min':                runtime(2),
  'floor':              op(1, 'floor'),
  'ceiling':            op(1, 'ceiling'),
  'truncate':           op(1, 'truncate'),
  'round':              op(1, 'round'),
  'exact':              op(1, 'exact'),
  'inexact->exact':     op(1, 'exact'),
  '%exact-integer-sqrt': runtime(1),
  '%bit-at':             runtime(2),
  'fx+':                 op(2, 'add'),
  'fx-':                 fold(1, 'subtract', 0, 'negated'),
  'fx*':                 op(2, 'multiply'),
  'fxquotient':          op(2, 'quotient'),
  'fxremainder':         op(2, 'remainder'),
  'fxmodulo':            op(2, 'modulo'),
  'fx<':                 compare('less'),
  'fx>':                 compare('less', true),
  'fx<=':                compare('less-or-equal'),
  'fx>=':                compare('less-or-equal', true),
  'fx=':                 compare('number-equal'),
  'fxand':               op(2, 'bitwise-and'),
  'fxior':               op(2, 'bitwise-ior'),
  'fxxor':               op(2, 'bitwise-xor'),
  'fxnot':               op(1, 'bitwise-not'),
  'fxarithmetic-shift':  op(2, 'arithmetic-shift'),
  'fxarithmetic-shift-left': op(2, 'arithmetic-shift'),
  'fxzero?':             zero('number-equal'),
  'fxnegative?':         zero('less'),
  'fl+':                 op(2, 'add'),
  'fl-':                 fold(1, 'subtract', 0, 'negated'),
  'fl*':                 op(2, 'multiply'),
  'fl/':                 op(2, 'divide'),
  'fl<':                 compare('less'),
  'fl>':                 compare('less', true),
  'fl<=':                compare('less-or-equal'),
  'fl>=':                compare('less-or-equal', true),
  'fl=':                 compare('number-equal'),
  'flzero?':             zero('number-equal'),
  'flnegative?':         zero('less'),
  'flsqrt':              op(1, 'sqrt'),
  'flfloor':            op(1, 'floor'),
  'flceiling':          op(1, 'ceiling'),
  'fltruncate':         op(1, 'truncate'),
  'flround':            op(1, 'round'),
  'flexp':               runtime(1),
  'fllog':               runtime(1),
  'flsin':               runtime(1),
  'flcos':               runtime(1),
  'fltan':               runtime(1),
  'flasin':              runtime(1),
  'flacos':              runtime(1),
  'flatan':              runtime(1, 2),
  'flexpt':              runtime(2),
  'flonum->fixnum':     op(1, 'exact'),
  'fixnum->flonum':      op(1, 'inexact'),
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
  'char=?':              characters('number-equal'),
  'char<?':              characters('less'),
  'char>?':              characters('less', true),
  'char<=?':             characters('less-or-equal'),
  'char>=?':             characters('less-or-equal', true),
  '%char-alphabetic?':   runtime(1),
  '%char-numeric?':      runtime(1),
  '%char-whitespace?':   runtime(1),
  '%char-upper-case?':   runtime(1),
  '%char-lower-case?':   runtime(1),
  '%char-upcase':        runtime(1),
  '%char-downcase':      runtime(1),
  '%char-foldcase':      runtime(1),
  '%digit-value':        runtime(1),
  'string-length':      op(1, 'string-length'),
  'string-ref':         op(2, 'string-ref'),
  'string-set!':        effect(3, 'string-set'),
  'make-string':         row(1, 2, { kind: 'op', op: 'make-string' }),
  '%string-copy':        runtime(1, 3),
  'substring':          op(3, 'substring'),
  '%copy-characters!':  effect(5, 'copy-characters'),
  'string-copy!':        runtime(3, 5),
  'string-fill!':        runtime(2, 4),
  '%string-append':      runtime(0, 6),
  '%string-append-list': runtime(1),
  '%list->string':       runtime(1),
  '%string->list':       runtime(1, 3),
  '%string=?':          test(2, 'string-equal'),
  '%long-string<?':      runtime(2),
  'string-upcase':       runtime(1),
  'string-downcase':     runtime(1),
  'string-foldcase':     runtime(1),
  '%string->symbol':     runtime(1),
  'string->uninterned-symbol': runtime(1),
  'symbol->string':      op(1, 'symbol-to-string'),
  '%string-search':      runtime(3),
  'bytevector?':        test(1, 'bytevector'),
  'bytevector-length':  op(1, 'bytevector-length'),
  'bytevector-u8-ref':  op(2, 'bytevector-u8-ref'),
  'bytevector-u8-set!': effect(3, 'bytevector-u8-set'),
  'make-bytevector':     runtime(1, 2),
  'bytevector-copy':     runtime(1, 3),
  'bytevector-copy!':    runtime(3, 5),
  'bytevector-fill!':    runtime(2, 4),
  '%bytevector-append':  runtime(2),
  'utf8->string':        runtime(1, 3),
  'string->utf8':        runtime(1, 3),
  '%eval':               runtime(2),
  '%load':               runtime(2),
  '%make-environment':   runtime(0),
  '%table-grow!':        runtime(1),
  '%table-place!':       runtime(1),
  '%table-keys':         runtime(1),
  '%table-values':       runtime(1),
  '%table->alist':       runtime(1),
  '%eqv-hash':          op(1, 'eqv-hash'),
  '%equal-hash':        op(1, 'equal-hash'),
  'eqv?':               test(2, 'eqv'),
  '%equal?':            test(2, 'equal'),
  ...portPrimitives,
  '%too-many-arguments': runtime(4),
  'current-jiffy':       runtime(0),
  'jiffies-per-second':  runtime(0),
  'values':              row(0, Infinity, { kind: 'values' }),
  '%values-ref':         row(2, 2, { kind: 'values-ref' }),
  '%values->list':       runtime(1),
  '%list->values':       runtime(1),
  '%values-error':       runtime(2),
  '%record':             row(1, Infinity, { kind: 'record' }),
  '%record?':            test(2, 'record'),
  '%record-ref':         row(3, 3, { kind: 'record-ref' }),
  '%record-set!':        row(4, 4, { kind: 'record-set' }),
  '%make-record-type':   runtime(2),
  '%capture':            runtime(0),
  '%reinstate':          runtime(2),
  '%apply':              runtime(2),
  '%uncaught':           runtime(1),
  '%type-error':         runtime(3),
  '%exit':               runtime(1),
} as const satisfies Record<string, PrimitiveRow>

export type PrimitiveName = keyof typeof primitives

export function isPrimitiveName(name: string): name is PrimitiveName {
  return Object.hasOwn(primitives, name)
}
