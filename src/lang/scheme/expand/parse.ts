// Parser: data to core. Knows which names are keywords, resolves scope, reports wrong shapes.
//
// Needs:  data as the reader makes them.
// Gives:  one core node for each top-level form, in order; `begin` at top level is opened up.
// Depth:  recursion is as deep as expressions are nested, and nesting deeper than MAX_DEPTH is an
//         error with a place; the length of a body costs no depth. (Long chains of clauses make
//         deep core: see verify-depth.ts.)

import type { SourceText } from '../../../base/index.ts'
import { type Core, VariableSource } from '../core/core.ts'
import { verifyDepth } from '../core/verify-depth.ts'
import { type Datum, listItems } from '../read/datum.ts'
import {
  expectItems,
  expectSymbol,
  expressions,
  type Parser,
  type Syntax,
  syntaxError,
} from './parser.ts'
import { lookUp, type Scope } from './scope.ts'
import { buildLet, parseDo, parseLet, parseLetrec, parseLetStar } from './syntax-binding.ts'
import {
  parseAnd,
  parseCase,
  parseCond,
  parseIf,
  parseOr,
  parseWhen,
} from './syntax-conditional.ts'
import {
  definitionValue,
  parseBegin,
  parseBody,
  parseLambda,
  takeDefinition,
  takeForm,
} from './syntax-lambda.ts'

/** Expressions may be nested this deep. */
export const MAX_DEPTH = 500

/** A parsed file: what the passes turn into code. */
export interface Unit {
  readonly source: SourceText
  readonly variables: VariableSource
  readonly forms: readonly Core[]
}

const parseQuote: Syntax = (parser, form) => {
  expectItems(parser, form, 1, 1, '(quote datum)')
  return { kind: 'constant', value: form.items[0] as Datum, offset: form.offset }
}

const parseSet: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, 2, '(set! name value)')
  const [target, valueForm] = form.items as [Datum, Datum]
  const { name } = expectSymbol(parser, target, 'a name')
  const { offset } = form
  const variable = lookUp(scope, name)
  if (variable === null && isKeywordName(name)) {
    throw syntaxError(parser, target.offset, `${name} is a keyword, not a variable`)
  }
  const value = parser.expression(valueForm, scope)
  if (variable === null) return { kind: 'global-set', name, value, offset }
  variable.assigned = true
  return { kind: 'local-set', variable, value, offset }
}

const misplaced =
  (reason: string): Syntax =>
  (parser, form) => {
    throw syntaxError(parser, form.offset, reason)
  }

/** Every keyword and its syntax. */
const keywords: ReadonlyMap<string, Syntax> = new Map([
  ['quote', parseQuote],
  ['lambda', parseLambda],
  ['begin', parseBegin],
  ['set!', parseSet],
  ['if', parseIf],
  ['cond', parseCond],
  ['case', parseCase],
  ['and', parseAnd],
  ['or', parseOr],
  ['when', parseWhen],
  ['unless', parseWhen],
  ['let', parseLet],
  ['let*', parseLetStar],
  ['letrec', parseLetrec],
  ['letrec*', parseLetrec],
  ['do', parseDo],
  ['define', misplaced('a definition is not an expression')],
  ['else', misplaced('else outside cond or case')],
  ['=>', misplaced('=> outside cond or case')],
  ['quasiquote', misplaced('quasiquote is not supported yet')],
  ['unquote', misplaced('unquote outside quasiquote')],
  ['unquote-splicing', misplaced('unquote-splicing outside quasiquote')],
  ['define-syntax', misplaced('define-syntax is not supported yet')],
  ['let-syntax', misplaced('let-syntax is not supported yet')],
  ['letrec-syntax', misplaced('letrec-syntax is not supported yet')],
  ['define-record-type', misplaced('define-record-type is not supported yet')],
  ['define-library', misplaced('define-library is not supported yet')],
  ['import', misplaced('import is not supported yet')],
])

const isKeywordName = (name: string) => keywords.has(name)

/** Parses all forms of a file. Throws SchemeSyntaxError. */
export function parse(source: SourceText, data: readonly Datum[]): Unit {
  const parser = createParser(source)
  const forms: Core[] = []
  const pending = [...data].reverse()
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind !== 'pair' || datum.car.kind !== 'symbol') {
      forms.push(parser.expression(datum, null))
    } else if (datum.car.name === 'begin') {
      const { items } = takeForm(parser, datum)
      for (let i = items.length - 1; i >= 0; i--) pending.push(items[i] as Datum)
    } else if (datum.car.name === 'define') {
      forms.push(parseGlobalDefinition(parser, datum))
    } else {
      forms.push(parser.expression(datum, null))
    }
  }
  for (const form of forms) verifyDepth(source, form)
  return { source, variables: parser.variables, forms }
}

function parseGlobalDefinition(parser: Parser, datum: Datum): Core {
  const definition = takeDefinition(parser, takeForm(parser, datum))
  const { name, offset } = definition.name
  if (isKeywordName(name)) throw syntaxError(parser, offset, `${name} is a keyword, not a variable`)
  const value = definitionValue(parser, definition, null)
  return { kind: 'global-define', name, value, offset: datum.offset }
}

function createParser(source: SourceText): Parser {
  let depth = 0
  const parser: Parser = {
    source,
    variables: new VariableSource(),
    expression(datum, scope) {
      if (depth >= MAX_DEPTH) {
        throw syntaxError(parser, datum.offset, 'expressions are nested too deeply')
      }
      depth++
      const node = parseExpression(parser, datum, scope)
      depth--
      return node
    },
    body: (forms, scope, offset) => parseBody(parser, forms, scope, offset),
    isKeyword: (datum, name, scope) =>
      datum !== undefined &&
      datum.kind === 'symbol' &&
      datum.name === name &&
      lookUp(scope, name) === null,
  }
  return parser
}

function parseExpression(parser: Parser, datum: Datum, scope: Scope | null): Core {
  switch (datum.kind) {
    case 'symbol':
      return parseReference(parser, datum.name, datum.offset, scope)
    case 'pair':
      return parsePair(parser, datum, scope)
    case 'null':
      throw syntaxError(parser, datum.offset, '() is not an expression; quote it')
    default:
      return { kind: 'constant', value: datum, offset: datum.offset }
  }
}

function parseReference(parser: Parser, name: string, offset: number, scope: Scope | null): Core {
  const variable = lookUp(scope, name)
  if (variable !== null) return { kind: 'local-ref', variable, offset }
  if (isKeywordName(name)) throw syntaxError(parser, offset, `${name} is a keyword, not a variable`)
  return { kind: 'global-ref', name, offset }
}

function parsePair(parser: Parser, datum: Datum & { kind: 'pair' }, scope: Scope | null): Core {
  const { car, offset } = datum
  if (car.kind === 'symbol' && lookUp(scope, car.name) === null) {
    const syntax = keywords.get(car.name)
    if (syntax !== undefined) return syntax(parser, takeForm(parser, datum), scope)
  }
  const items = listItems(datum)
  if (items === null) throw syntaxError(parser, offset, 'a call may not be dotted')
  const [operator, ...operands] = expressions(parser, items, scope) as [Core, ...Core[]]
  const direct = operator.kind === 'lambda' && operator.rest === null
  if (direct && operator.params.length === operands.length) {
    return buildLet(operator.params, operands, operator.body, offset)
  }
  return { kind: 'call', operator, operands, offset }
}
