// What the syntax of each special form is given: the services of the parser, without the parser.
//
// The forms live in files of their own (`syntax-….ts`), each a function from a form to core. They
// reach the parser through this record, so that nothing imports in a circle.

import type { SourceText } from '../../../base/index.ts'
import type { Core, Variable, VariableSource } from '../core/core.ts'
import { type Datum, listItems, type SymbolDatum } from '../read/datum.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import type { Scope } from './scope.ts'

export interface Parser {
  readonly source: SourceText
  readonly variables: VariableSource
  /** Parses one expression. */
  expression(datum: Datum, scope: Scope | null): Core
  /** Parses definitions followed by expressions, as bodies of procedures have them. */
  body(forms: readonly Datum[], scope: Scope | null, offset: number): Core
  /** Whether `datum` is the keyword `name`, not hidden by a local variable. */
  isKeyword(datum: Datum | undefined, name: string, scope: Scope | null): boolean
}

/** A special form taken apart: the items after the keyword. */
export interface Form {
  readonly keyword: string
  readonly items: readonly Datum[]
  readonly offset: number
}

export type Syntax = (parser: Parser, form: Form, scope: Scope | null) => Core

/** A syntax error at `offset`; for use after `throw`. */
export function syntaxError(parser: Parser, offset: number, reason: string): SchemeSyntaxError {
  return new SchemeSyntaxError(parser.source, offset, reason)
}

/** Complains unless the form has between `least` and `most` items; `shape` shows what was expected. */
export function expectItems(
  parser: Parser,
  form: Form,
  least: number,
  most: number,
  shape: string,
): void {
  const count = form.items.length
  if (count < least || count > most) throw syntaxError(parser, form.offset, `expected ${shape}`)
}

/** `datum` as a symbol, or an error that calls it `what`. */
export function expectSymbol(parser: Parser, datum: Datum, what: string): SymbolDatum {
  if (datum.kind !== 'symbol') throw syntaxError(parser, datum.offset, `expected ${what}`)
  return datum
}

/** The items of a proper list, or an error that calls it `what`. */
export function expectList(parser: Parser, datum: Datum, what: string): Datum[] {
  const items = listItems(datum)
  if (items === null) throw syntaxError(parser, datum.offset, `expected ${what}`)
  return items
}

/** Fresh variables for `names`, which must differ. */
export function bindNames(parser: Parser, names: readonly SymbolDatum[]): Variable[] {
  const seen = new Set<string>()
  return names.map(({ name, offset }) => {
    if (seen.has(name)) throw syntaxError(parser, offset, `${name} is bound twice`)
    seen.add(name)
    return parser.variables.fresh(name)
  })
}

/** Each of `forms` as an expression. */
export function expressions(parser: Parser, forms: readonly Datum[], scope: Scope | null): Core[] {
  return forms.map((form) => parser.expression(form, scope))
}
