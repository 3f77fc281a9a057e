// Data: what the reader makes of a text, and what `quote` puts into a program.
//
// Plain records with the offset of their first character. Lists are chains of pairs as in Scheme
// itself; they may be nested as deep as the text is long, so nothing here recurs on the host stack.
// Datum labels (`#0=(a . #0#)`) make data share parts and contain themselves: the reader ties the
// knots before anyone else sees a datum.

import type { NumberLiteral } from './number-text.ts'

export interface PairDatum {
  readonly kind: 'pair'
  car: Datum
  cdr: Datum
  readonly offset: number
}

export interface VectorDatum {
  readonly kind: 'vector'
  readonly items: Datum[]
  readonly offset: number
}

/** Whatever numbers there are in texts, with a place. */
export type NumberDatum = NumberLiteral & { readonly offset: number }

export type Datum =
  | { readonly kind: 'null'; readonly offset: number }
  | PairDatum
  | VectorDatum
  | { readonly kind: 'bytevector'; readonly bytes: Uint8Array; readonly offset: number }
  | { readonly kind: 'symbol'; readonly name: string; readonly offset: number }
  | { readonly kind: 'string'; readonly value: string; readonly offset: number }
  /** `value` is the code point. */
  | { readonly kind: 'character'; readonly value: number; readonly offset: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly offset: number }
  | NumberDatum

export type SymbolDatum = Extract<Datum, { kind: 'symbol' }>

/** The list of `items`, ending in `tail` or else in (); `offset` is that of the opening parenthesis. */
export function listDatum(items: readonly Datum[], offset: number, tail?: Datum): Datum {
  let list: Datum = tail ?? { kind: 'null', offset }
  for (let i = items.length - 1; i >= 0; i--) {
    const car = items[i] as Datum
    list = { kind: 'pair', car, cdr: list, offset: i === 0 ? offset : car.offset }
  }
  return list
}

/** The elements of a proper list, and null for anything else, a list without an end included. */
export function listItems(datum: Datum): Datum[] | null {
  const items: Datum[] = []
  let rest = datum
  // Brent's cycle search: a pair met again some power of two of steps later.
  let mark = datum
  let steps = 1
  while (rest.kind === 'pair') {
    items.push(rest.car)
    rest = rest.cdr
    if (rest === mark) return null
    if (items.length === steps) {
      mark = rest
      steps *= 2
    }
  }
  return rest.kind === 'null' ? items : null
}

export function isSymbol(datum: Datum | undefined, name: string): boolean {
  return datum !== undefined && datum.kind === 'symbol' && datum.name === name
}
