// What the syntax of each special form is given: the services of the expander, without the expander.
//
// The forms live in files of their own (`syntax-….ts`), each a function from a form to core. They
// reach the expander through this record, so that nothing imports in a circle.

import { formatPlace, type SourceText } from '../../../base/index.ts'
import type { Core, Variable, VariableSource } from '../core/core.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import { type Environment, isKeyword, Scope } from './denotation.ts'
import {
  bindingKey,
  type Form,
  formItems,
  type Identifier,
  isIdentifier,
  type MacroUse,
  type PairForm,
  rootName,
} from './form.ts'

export interface Expander {
  readonly source: SourceText
  readonly variables: VariableSource
  /** Expands one expression. */
  expression(form: Form, environment: Environment): Core
  /** Expands definitions followed by expressions, as bodies of procedures have them. */
  body(forms: readonly Form[], environment: Environment, at: Place): Core
  /** Runs what recurs into the form at `at`; there is a limit to that. */
  nested<Result>(at: Place, run: () => Result): Result
  /** Counts steps of macro expansion made for the form at `at`; there is a limit. */
  spend(steps: number, at: Place): void
  /** The data of the file `name` that the form at `at` includes. */
  include(name: string, foldsCase: boolean, at: Place): Form[]
  /** Can a library of this name be imported? */
  hasLibrary(name: Form, at: Place): boolean
}

/** What errors point at: a form, or a use. */
export interface Place {
  readonly offset: number
  readonly origin?: MacroUse | undefined
}

/** A special form taken apart: the items after the keyword. */
export interface Use {
  readonly keyword: string
  readonly items: readonly Form[]
  readonly offset: number
  readonly origin: MacroUse | undefined
}

export type Syntax = (expander: Expander, use: Use, environment: Environment) => Core

export const MANY = Number.POSITIVE_INFINITY
/** So many macros are named in one message. */
const SHOWN_MACROS = 3

/** A syntax error at `at`, which tells what macros made that form; for use after `throw`. */
export function syntaxError(expander: Expander, at: Place, reason: string): SchemeSyntaxError {
  let text = reason
  let shown = 0
  let last: unknown
  for (let use = at.origin; use !== undefined && shown < SHOWN_MACROS; use = use.outer) {
    if (use.macro === last) continue
    const { name, source, offset } = use.macro
    text += `, in what the macro ${name} (${formatPlace(source, offset)}) made`
    last = use.macro
    shown++
  }
  return new SchemeSyntaxError(expander.source, at.offset, text)
}

/** Complains unless the form has between `least` and `most` items; `shape` shows what was expected. */
export function expectItems(
  expander: Expander,
  use: Use,
  least: number,
  most: number,
  shape: string,
): void {
  const count = use.items.length
  if (count < least || count > most) throw syntaxError(expander, use, `expected ${shape}`)
}

/** `form` as an identifier, or an error that calls it `what`. */
export function expectIdentifier(expander: Expander, form: Form, what: string): Identifier {
  if (!isIdentifier(form)) throw syntaxError(expander, form, `expected ${what}`)
  return form
}

/** The items of a proper list, or an error that calls it `what`. */
export function expectList(expander: Expander, form: Form, what: string): Form[] {
  const items = formItems(form)
  if (items === null) throw syntaxError(expander, form, `expected ${what}`)
  return items
}

/** Complains of a name that stands twice in `names`. */
export function expectDifferent(expander: Expander, names: readonly Identifier[]): void {
  const seen = new Set<unknown>()
  for (const name of names) {
    const key = bindingKey(name)
    if (seen.has(key)) throw syntaxError(expander, name, `${rootName(name)} is bound twice`)
    seen.add(key)
  }
}

/** Fresh variables for `names`, which must differ. */
export function bindNames(expander: Expander, names: readonly Identifier[]): Variable[] {
  if (names.length > 1) expectDifferent(expander, names)
  return names.map((name) => expander.variables.fresh(rootName(name)))
}

/** `outer` with `names` bound to `variables`. */
export function extendScope(
  outer: Environment,
  names: readonly Identifier[],
  variables: readonly Variable[],
): Scope {
  const scope = new Scope(outer)
  names.forEach((name, i) => {
    scope.bind(name, { kind: 'local', variable: variables[i] as Variable })
  })
  return scope
}

/** Parameter lists: `(a b)`, `(a . rest)` or `rest`. */
export interface Formals {
  readonly names: readonly Identifier[]
  readonly rest: Identifier | null
}

export function takeFormals(expander: Expander, form: Form, what: string): Formals {
  const names: Identifier[] = []
  let tail = form
  for (; tail.kind === 'pair'; tail = tail.cdr) {
    names.push(expectIdentifier(expander, tail.car, what))
  }
  return { names, rest: tail.kind === 'null' ? null : expectIdentifier(expander, tail, what) }
}

export const formalNames = ({ names, rest }: Formals): readonly Identifier[] =>
  rest === null ? names : [...names, rest]

/** Each of `forms` as an expression. */
export function expressions(
  expander: Expander,
  forms: readonly Form[],
  environment: Environment,
): Core[] {
  return forms.map((form) => expander.expression(form, environment))
}

/** A list whose head is an identifier, taken apart. */
export function takeUse(expander: Expander, form: PairForm): Use {
  const items = formItems(form.cdr)
  if (items === null) throw syntaxError(expander, form, 'a form may not be dotted')
  const keyword = isIdentifier(form.car) ? rootName(form.car) : ''
  return { keyword, items, offset: form.offset, origin: form.origin }
}

/** Whether `form` is an identifier that means the keyword `name`. */
export function meansKeyword(
  form: Form | undefined,
  name: string,
  environment: Environment,
): boolean {
  return isIdentifier(form) && isKeyword(form, name, environment)
}
