// Expressions, and the record of services that all syntax shares for one unit.
//
// Depth:  recursion is as deep as expressions are nested, and nesting deeper than MAX_DEPTH is an
//         error with a place; the length of a body costs no depth. (Long chains of clauses make
//         deep core: see verify-depth.ts.)
// Time:   macros may run for ever; each unit has so many steps of expansion and no more.

import type { SourceText } from '../../../base/index.ts'
import { type Core, VariableSource } from '../core/core.ts'
import { expandBody } from './body.ts'
import { buildCall, buildConstant, buildLet } from './build.ts'
import { type Environment, resolve } from './denotation.ts'
import { type Expander, expressions, type Place, syntaxError, takeUse } from './expander.ts'
import { type Form, formItems, isIdentifier, type PairForm, strip } from './form.ts'
import { expandMacro } from './syntax-rules.ts'
import { expandReference } from './syntax-set.ts'

/** Expressions may be nested this deep. */
export const MAX_DEPTH = 500
/** Steps of macro expansion that one unit may take. */
const MAX_STEPS = 2_000_000

export type Services = Pick<Expander, 'include' | 'hasLibrary'>

export function createExpander(source: SourceText, services: Services): Expander {
  let depth = 0
  let steps = 0
  const descend = (at: Place) => {
    if (depth >= MAX_DEPTH) throw syntaxError(expander, at, 'expressions are nested too deeply')
    depth++
  }
  const expander: Expander = {
    ...services,
    source,
    variables: new VariableSource(),
    expression(form, environment) {
      descend(form)
      const node = expandExpression(expander, form, environment)
      depth--
      return node
    },
    nested(at, run) {
      descend(at)
      const result = run()
      depth--
      return result
    },
    body: (forms, environment, at) => expandBody(expander, forms, environment, at),
    spend(count, at) {
      steps += count
      if (steps <= MAX_STEPS) return
      throw syntaxError(expander, at, 'the expansion of macros does not come to an end')
    },
  }
  return expander
}

function expandExpression(expander: Expander, form: Form, environment: Environment): Core {
  let at = form
  for (;;) {
    switch (at.kind) {
      case 'symbol':
      case 'alias':
        return expandReference(expander, at, environment)
      case 'null':
        throw syntaxError(expander, at, '() is not an expression; quote it')
      case 'vector':
        return buildConstant(strip(at), at.offset)
      case 'pair':
        break
      default:
        return buildConstant(at, at.offset)
    }
    const { car } = at
    if (!isIdentifier(car)) return expandCall(expander, at, environment)
    const denotation = resolve(car, environment)
    if (denotation.kind === 'keyword') {
      return denotation.expand(expander, takeUse(expander, at), environment)
    }
    if (denotation.kind !== 'macro') return expandCall(expander, at, environment)
    at = expandMacro(expander, at, denotation, environment)
  }
}

function expandCall(expander: Expander, form: PairForm, environment: Environment): Core {
  const { offset } = form
  const items = formItems(form)
  if (items === null) throw syntaxError(expander, form, 'a call may not be dotted')
  const [operator, ...operands] = expressions(expander, items, environment) as [Core, ...Core[]]
  const isDirect = operator.kind === 'lambda' && operator.rest === null
  if (isDirect && operator.params.length === operands.length) {
    return buildLet(operator.params, operands, operator.body, offset)
  }
  return buildCall(operator, operands, offset)
}
