// Syntax of procedures and of bodies: lambda, internal definitions, begin.
//
// A body is a letrec* of its definitions around its expressions. Definitions inside `begin` count as
// the body's own, and a name that the body defines is no keyword anywhere in it.

import { type Binding, type Core, type Lambda, sequence } from '../core/core.ts'
import { type Datum, isSymbol, type SymbolDatum } from '../read/datum.ts'
import {
  bindNames,
  expectItems,
  expectSymbol,
  expressions,
  type Form,
  type Parser,
  type Syntax,
  syntaxError,
} from './parser.ts'
import { extendScope, type Scope } from './scope.ts'

/** `(lambda formals body…)`. */
export const parseLambda: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, Number.POSITIVE_INFINITY, '(lambda (name …) body …)')
  const [formals, ...body] = form.items as [Datum, ...Datum[]]
  return buildLambda(parser, '', formals, body, scope, form.offset)
}

/** A procedure called `name` with the parameter list `formals`. */
export function buildLambda(
  parser: Parser,
  name: string,
  formals: Datum,
  body: readonly Datum[],
  scope: Scope | null,
  offset: number,
): Lambda {
  const names: SymbolDatum[] = []
  let tail = formals
  for (; tail.kind === 'pair'; tail = tail.cdr) {
    names.push(expectSymbol(parser, tail.car, 'a parameter name'))
  }
  const hasRest = tail.kind !== 'null'
  if (hasRest) names.push(expectSymbol(parser, tail, 'a parameter name'))
  const variables = bindNames(parser, names)
  const inner = extendScope(scope, variables)
  const params = hasRest ? variables.slice(0, -1) : variables
  const rest = hasRest ? (variables.at(-1) ?? null) : null
  return { kind: 'lambda', name, params, rest, body: parser.body(body, inner, offset), offset }
}

/** A definition taken apart but not yet parsed. */
export interface Definition {
  readonly name: SymbolDatum
  /** The value expression, or the formals and body of a procedure definition. */
  readonly value: Datum | { readonly formals: Datum; readonly body: readonly Datum[] }
  readonly offset: number
}

/** `(define name value)` or `(define (name . formals) body…)`. */
export function takeDefinition(parser: Parser, form: Form): Definition {
  const shape = '(define name value) or (define (name parameter …) body …)'
  expectItems(parser, form, 1, Number.POSITIVE_INFINITY, shape)
  const [target, ...rest] = form.items as [Datum, ...Datum[]]
  const { offset } = form
  if (target.kind === 'pair') {
    expectItems(parser, form, 2, Number.POSITIVE_INFINITY, shape)
    const name = expectSymbol(parser, target.car, 'the name of a procedure')
    return { name, value: { formals: target.cdr, body: rest }, offset }
  }
  expectItems(parser, form, 2, 2, shape)
  return { name: expectSymbol(parser, target, 'a name'), value: rest[0] as Datum, offset }
}

/** The value of a definition, parsed; a procedure gets the definition's name. */
export function definitionValue(parser: Parser, d: Definition, scope: Scope | null): Core {
  if ('formals' in d.value) {
    return buildLambda(parser, d.name.name, d.value.formals, d.value.body, scope, d.offset)
  }
  return nameLambda(parser.expression(d.value, scope), d.name.name)
}

/** `node`, called `name` if it is a procedure without a name. */
export function nameLambda(node: Core, name: string): Core {
  return node.kind === 'lambda' && node.name === '' ? { ...node, name } : node
}

/** Definitions, then expressions: see `Parser.body`. */
export function parseBody(
  parser: Parser,
  forms: readonly Datum[],
  scope: Scope | null,
  offset: number,
): Core {
  const { definitions, rest } = splitBody(parser, forms, scope)
  if (rest.length === 0) throw syntaxError(parser, offset, 'a body needs an expression')
  if (definitions.length === 0) return sequence(expressions(parser, rest, scope), offset)
  const variables = bindNames(
    parser,
    definitions.map((d) => d.name),
  )
  const inner = extendScope(scope, variables)
  const bindings = definitions.map((d, i): Binding => {
    return {
      variable: variables[i] as Binding['variable'],
      value: definitionValue(parser, d, inner),
    }
  })
  const body = sequence(expressions(parser, rest, inner), offset)
  return { kind: 'letrec', bindings, body, offset }
}

/** Separates the definitions at the head of a body from the expressions after them. */
function splitBody(parser: Parser, forms: readonly Datum[], scope: Scope | null) {
  const definitions: Definition[] = []
  const rest: Datum[] = []
  const defined = new Set<string>()
  const isForm = (datum: Datum, keyword: string) =>
    datum.kind === 'pair' &&
    parser.isKeyword(datum.car, keyword, scope) &&
    !(datum.car.kind === 'symbol' && defined.has(datum.car.name))
  const pending = [...forms].reverse()
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (isForm(datum, 'define')) {
      if (rest.length > 0) {
        throw syntaxError(parser, datum.offset, 'definitions must come first in a body')
      }
      const definition = takeDefinition(parser, takeForm(parser, datum))
      defined.add(definition.name.name)
      definitions.push(definition)
    } else if (isForm(datum, 'begin') && rest.length === 0) {
      const { items } = takeForm(parser, datum)
      for (let i = items.length - 1; i >= 0; i--) pending.push(items[i] as Datum)
    } else {
      rest.push(datum)
    }
  }
  return { definitions, rest }
}

/** A list whose head is a keyword, taken apart. */
export function takeForm(parser: Parser, datum: Datum): Form {
  const items: Datum[] = []
  let rest = datum
  for (; rest.kind === 'pair'; rest = rest.cdr) items.push(rest.car)
  if (rest.kind !== 'null') throw syntaxError(parser, datum.offset, 'a form may not be dotted')
  const head = items.shift()
  const keyword = head !== undefined && head.kind === 'symbol' ? head.name : ''
  return { keyword, items, offset: datum.offset }
}

/** `(begin expression…)` where a value is wanted. */
export const parseBegin: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 1, Number.POSITIVE_INFINITY, '(begin expression …)')
  return sequence(expressions(parser, form.items, scope), form.offset)
}

/** `else` at the head of a clause. */
export function isElse(parser: Parser, datum: Datum | undefined, scope: Scope | null): boolean {
  return isSymbol(datum, 'else') && parser.isKeyword(datum, 'else', scope)
}
