// Definitions taken apart: `define` and `define-values`.

import type { Core } from '../core/core.ts'
import { nameLambda } from './build.ts'
import type { Environment } from './denotation.ts'
import {
  type Expander,
  expectDifferent,
  expectIdentifier,
  expectItems,
  type Formals,
  formalNames,
  MANY,
  type Place,
  takeFormals,
  type Use,
} from './expander.ts'
import { type Form, type Identifier, rootName } from './form.ts'
import { buildLambda, buildProcedure } from './syntax-lambda.ts'

/** A name and how to make its value, once all names around it are known. */
export interface Definition {
  readonly name: Identifier
  readonly at: Place
  value(environment: Environment): Core
}

export interface ValuesDefinition {
  readonly formals: Formals
  readonly init: Form
  readonly at: Place
}

/**
 * `(define name value)` or `(define (name . formals) body…)`, where the name may again be such a head:
 * `(define ((add a) b) …)` is a procedure that returns procedures.
 */
export function takeDefinition(expander: Expander, use: Use): Definition {
  const shape = '(define name value) or (define (name parameter …) body …)'
  expectItems(expander, use, 1, MANY, shape)
  const [target, ...rest] = use.items as [Form, ...Form[]]
  if (target.kind === 'pair') {
    expectItems(expander, use, 2, MANY, shape)
    /** Parameter lists, that of the procedure itself first. */
    const formals: Form[] = []
    let head: Form = target
    for (; head.kind === 'pair'; head = head.car) formals.unshift(head.cdr)
    const name = expectIdentifier(expander, head, 'the name of a procedure')
    const value = (environment: Environment, depth: number): Core => {
      const own = formals[depth] as Form
      const called = depth === 0 ? rootName(name) : ''
      if (depth === formals.length - 1) {
        return buildLambda(expander, called, own, rest, environment, use)
      }
      const inner = (scope: Environment) => value(scope, depth + 1)
      return buildProcedure(expander, called, own, environment, use, inner)
    }
    return { name, at: use, value: (environment) => value(environment, 0) }
  }
  expectItems(expander, use, 2, 2, shape)
  const name = expectIdentifier(expander, target, 'a name')
  const init = rest[0] as Form
  return {
    name,
    at: use,
    value: (environment) => nameLambda(expander.expression(init, environment), rootName(name)),
  }
}

/** `(define-values formals expression)`. */
export function takeValuesDefinition(expander: Expander, use: Use): ValuesDefinition {
  expectItems(expander, use, 2, 2, '(define-values (name …) expression)')
  const [formalsForm, init] = use.items as [Form, Form]
  const formals = takeFormals(expander, formalsForm, 'a name')
  expectDifferent(expander, formalNames(formals))
  return { formals, init, at: use }
}
