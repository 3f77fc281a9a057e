// Syntax about syntax: let-syntax, letrec-syntax, syntax-error, and keywords out of place.

import { printDatum } from '../read/print-datum.ts'
import { type Environment, Scope } from './denotation.ts'
import {
  type Expander,
  expectDifferent,
  expectIdentifier,
  expectItems,
  expectList,
  MANY,
  type Syntax,
  syntaxError,
  type Use,
} from './expander.ts'
import { type Form, rootName, strip } from './form.ts'
import { transformer } from './transformer.ts'

/** `(let-syntax ((name transformer) …) body …)`. */
export const expandLetSyntax: Syntax = (expander, use, environment) => {
  const inner = new Scope(environment)
  const body = bindTransformers(expander, use, environment, inner)
  return expander.body(body, inner, use)
}

/** `(letrec-syntax ((name transformer) …) body …)`. */
export const expandLetrecSyntax: Syntax = (expander, use, environment) => {
  const inner = new Scope(environment)
  const body = bindTransformers(expander, use, inner, inner)
  return expander.body(body, inner, use)
}

/** Binds the names in `inner` to transformers that stand in `place`; the forms of the body. */
function bindTransformers(
  expander: Expander,
  use: Use,
  place: Environment,
  inner: Scope,
): readonly Form[] {
  expectItems(expander, use, 2, MANY, `(${use.keyword} ((name transformer) …) body …)`)
  const [list, ...body] = use.items as [Form, ...Form[]]
  const clauses = expectList(expander, list, 'a list of (name transformer)').map((clause) => {
    const items = expectList(expander, clause, '(name transformer)')
    if (items.length !== 2) throw syntaxError(expander, clause, 'expected (name transformer)')
    const [target, spec] = items as [Form, Form]
    return { name: expectIdentifier(expander, target, 'a name'), spec }
  })
  expectDifferent(
    expander,
    clauses.map((clause) => clause.name),
  )
  const meanings = clauses.map(({ name, spec }) =>
    transformer(expander, rootName(name), spec, place, name),
  )
  clauses.forEach(({ name }, i) => {
    const meaning = meanings[i]
    if (meaning !== undefined) inner.bind(name, meaning)
  })
  return body
}

/** `(syntax-error message form …)`. */
export const expandSyntaxError: Syntax = (expander, use) => {
  expectItems(expander, use, 1, MANY, '(syntax-error message form …)')
  const [message, ...forms] = use.items as [Form, ...Form[]]
  const text = message.kind === 'string' ? message.value : printDatum(strip(message))
  const irritants = forms.map((form) => ` ${printDatum(strip(form))}`)
  throw syntaxError(expander, use, `${text}${irritants.join('')}`)
}

/** A keyword that is no expression. */
export const misplaced =
  (reason: string): Syntax =>
  (expander, use) => {
    throw syntaxError(expander, use, reason)
  }
