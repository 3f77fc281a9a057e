// Every keyword of the language and its syntax.

import { sequence } from '../core/core.ts'
import { expandCondExpand } from './cond-expand.ts'
import type { Keyword } from './denotation.ts'
import { expectItems, expressions, MANY, type Syntax } from './expander.ts'
import { expandInclude, expandIncludeCi } from './include.ts'
import { expandDo, expandLet, expandLetrec, expandLetStar } from './syntax-binding.ts'
import {
  expandAnd,
  expandCase,
  expandCond,
  expandIf,
  expandOr,
  expandUnless,
  expandWhen,
} from './syntax-conditional.ts'
import {
  expandAssert,
  expandConsStream,
  expandDelay,
  expandDelayForce,
  expandGuard,
  expandParameterize,
} from './syntax-control.ts'
import { expandAndLetStar, expandCut, expandFluidLet } from './syntax-customary.ts'
import { expandCaseLambda, expandLambda } from './syntax-lambda.ts'
import {
  expandLetrecSyntax,
  expandLetSyntax,
  expandSyntaxError,
  misplaced,
} from './syntax-macro.ts'
import { expandQuasiquote, expandQuote } from './syntax-quasiquote.ts'
import { expandSet } from './syntax-set.ts'
import { expandLetStarValues, expandLetValues, expandReceive } from './syntax-values.ts'

/** `(begin expression …)` where a value is wanted. */
const expandBegin: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 1, MANY, '(begin expression …)')
  return sequence(expressions(expander, use.items, environment), use.offset)
}

const definition = misplaced('a definition is not an expression')
const topLevelOnly = misplaced('this is only allowed at top level')

const syntaxes: Readonly<Record<string, Syntax>> = {
  quote: expandQuote,
  quasiquote: expandQuasiquote,
  lambda: expandLambda,
  'case-lambda': expandCaseLambda,
  'set!': expandSet,
  if: expandIf,
  cond: expandCond,
  case: expandCase,
  and: expandAnd,
  or: expandOr,
  when: expandWhen,
  unless: expandUnless,
  begin: expandBegin,
  let: expandLet,
  'let*': expandLetStar,
  letrec: expandLetrec,
  'letrec*': expandLetrec,
  do: expandDo,
  'let-values': expandLetValues,
  'let*-values': expandLetStarValues,
  receive: expandReceive,
  delay: expandDelay,
  'delay-force': expandDelayForce,
  'cons-stream': expandConsStream,
  parameterize: expandParameterize,
  guard: expandGuard,
  assert: expandAssert,
  'and-let*': expandAndLetStar,
  cut: expandCut,
  cute: expandCut,
  'fluid-let': expandFluidLet,
  'let-syntax': expandLetSyntax,
  'letrec-syntax': expandLetrecSyntax,
  'syntax-error': expandSyntaxError,
  'cond-expand': expandCondExpand,
  include: expandInclude,
  'include-ci': expandIncludeCi,
  define: definition,
  'define-values': definition,
  'define-record-type': definition,
  'define-syntax': definition,
  import: topLevelOnly,
  'define-library': topLevelOnly,
  else: misplaced('else outside cond or case'),
  '=>': misplaced('=> outside cond or case'),
  unquote: misplaced('unquote outside quasiquote'),
  'unquote-splicing': misplaced('unquote-splicing outside quasiquote'),
  'syntax-rules': misplaced('syntax-rules outside a definition of syntax'),
  '...': misplaced('... outside syntax-rules'),
  _: misplaced('_ outside syntax-rules'),
  '<>': misplaced('<> outside cut'),
  '<...>': misplaced('<...> outside cut'),
}

export const keywords: ReadonlyMap<string, Keyword> = new Map(
  Object.entries(syntaxes).map(([name, expand]) => [name, { kind: 'keyword', name, expand }]),
)
