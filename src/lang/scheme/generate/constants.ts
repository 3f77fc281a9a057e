// Data as constants of a code template, without host recursion: quoted data may be nested deeply.

import { CHARACTER_LOW_BYTE, IMMEDIATE } from '../../../expr/index.ts'
import type { Constant } from '../../../ops/index.ts'
import type { SpecialValue } from '../core/core.ts'
import type { Datum, PairDatum, VectorDatum } from '../read/datum.ts'

type Atom = Exclude<Datum, { kind: 'pair' | 'vector' }> | SpecialValue

function atomConstant(value: Atom): Constant {
  switch (value.kind) {
    case 'fixnum':
      return { kind: 'fixnum', value: value.value }
    case 'flonum':
      return { kind: 'flonum', value: value.value }
    case 'bignum':
      return { kind: 'bignum', value: value.value }
    case 'ratnum':
      return { kind: 'ratnum', numerator: value.numerator, denominator: value.denominator }
    case 'complex':
      return { kind: 'complex', real: value.real, imaginary: value.imaginary }
    case 'string':
      return { kind: 'string', text: value.value }
    case 'symbol':
      return { kind: 'symbol', text: value.name }
    case 'bytevector':
      return { kind: 'bytes', bytes: value.bytes }
    case 'boolean':
      return { kind: 'immediate', word: value.value ? IMMEDIATE.true : IMMEDIATE.false }
    case 'character':
      return { kind: 'immediate', word: (value.value << 8) | CHARACTER_LOW_BYTE }
    case 'null':
    case 'unspecified':
    case 'uninitialized':
      return { kind: 'immediate', word: IMMEDIATE[value.kind] }
  }
}

/** A pair or vector while its parts are being filled in. */
type Compound =
  | { readonly kind: 'pair'; car: Constant; cdr: Constant }
  | { readonly kind: 'vector'; readonly elements: Constant[] }

const unfilled: Constant = { kind: 'immediate', word: IMMEDIATE.null }

/** The constant that `value` is: a graph of the same shape, with its cycles and shared parts. */
export function buildConstant(value: Datum | SpecialValue): Constant {
  const compounds = new Map<Datum | SpecialValue, Compound>()
  const pending: { readonly datum: PairDatum | VectorDatum; readonly to: Compound }[] = []
  const convert = (datum: Datum | SpecialValue): Constant => {
    if (datum.kind !== 'pair' && datum.kind !== 'vector') return atomConstant(datum)
    const known = compounds.get(datum)
    if (known !== undefined) return known
    const to: Compound =
      datum.kind === 'pair'
        ? { kind: 'pair', car: unfilled, cdr: unfilled }
        : { kind: 'vector', elements: [] }
    compounds.set(datum, to)
    pending.push({ datum, to })
    return to
  }
  const result = convert(value)
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    const { datum, to } = task
    if (datum.kind === 'pair' && to.kind === 'pair') {
      to.car = convert(datum.car)
      to.cdr = convert(datum.cdr)
    } else if (datum.kind === 'vector' && to.kind === 'vector') {
      for (const item of datum.items) to.elements.push(convert(item))
    }
  }
  return result
}
