// Expressions, and the record of services that all syntax shares for one unit.
//
// Depth:  an expression nested MAX_RECURSION deep is put off: a sequence without forms stands for it,
//         and gets it as its only form when the host's stack is empty again. So expressions may be
//         nested far deeper than the stack is; deeper than MAX_DEPTH (a macro that goes on for
//         ever, say) is an error with a place. (What is so deep then: see passes/outline.ts.)
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

/** Expressions may be nested this deep; */
const MAX_DEPTH = 250_000
/** the host's stack holds so many of them, */
const MAX_RECURSION = 300
/** and so much of what cannot be put off. */
const MAX_NESTED = 500
/** Steps of macro expansion that one unit may take. */
const MAX_STEPS = 2_000_000

export type Services = Pick<Expander, 'include' | 'hasLibrary'>

export function createExpander(source: SourceText, services: Services): Expander {
  let steps = 0
  /** How deep the expression at hand is nested, and how deep it is on the host's stack. */
  let depth = 0
  let recursion = 0
  const delayed: Delayed[] = []
  const descend = <Result>(at: Place, run: () => Result): Result => {
    if (depth >= MAX_DEPTH || recursion >= MAX_NESTED) {
      throw syntaxError(expander, at, 'expressions are nested too deeply')
    }
    depth++
    recursion++
    const result = run()
    depth--
    recursion--
    return result
  }
  const expand = (form: Form, environment: Environment) =>
    descend(form, () => expandExpression(expander, form, environment))
  const expandDelayed = () => {
    for (let next = delayed.pop(); next !== undefined; next = delayed.pop()) {
      depth = next.depth
      recursion = 1
      next.forms.push(expand(next.form, next.environment))
      depth = recursion = 0
    }
  }
  const expander: Expander = {
    ...services,
    source,
    variables: new VariableSource(),
    expression(form, environment) {
      if (recursion >= MAX_RECURSION) {
        const forms: Core[] = []
        delayed.push({ form, environment, depth, forms })
        return { kind: 'sequence', forms, offset: form.offset }
      }
      const node = expand(form, environment)
      if (recursion === 0) expandDelayed()
      return node
    },
    nested: descend,
    body: (forms, environment, at) => expandBody(expander, forms, environment, at),
    spend(count, at) {
      steps += count
      if (steps <= MAX_STEPS) return
      throw syntaxError(expander, at, 'the expansion of macros does not come to an end')
    },
  }
  return expander
}

/** An expression to be expanded later, and where it goes. */
interface Delayed {
  readonly form: Form
  readonly environment: Environment
  readonly depth: number
  readonly forms: Core[]
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
