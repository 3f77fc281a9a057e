// What syntax is defined as: syntax-rules, or another name for a keyword or macro.

import { type Denotation, type Environment, resolve } from './denotation.ts'
import {
  type Expander,
  expectIdentifier,
  expectItems,
  syntaxError,
  takeUse,
  type Use,
} from './expander.ts'
import { type Form, type Identifier, isIdentifier, rootName } from './form.ts'
import { compileSyntaxRules, expandMacro } from './syntax-rules.ts'

/** `(define-syntax name transformer)`. */
export function takeSyntaxDefinition(
  expander: Expander,
  use: Use,
  environment: Environment,
): { readonly name: Identifier; readonly meaning: Denotation } {
  expectItems(expander, use, 2, 2, '(define-syntax name (syntax-rules …))')
  const [target, spec] = use.items as [Form, Form]
  const name = expectIdentifier(expander, target, 'a name')
  return { name, meaning: transformer(expander, rootName(name), spec, environment, target) }
}

/** The meaning that `spec` gives to `name`. Macros are placed at `target`, where the name stands. */
export function transformer(
  expander: Expander,
  name: string,
  spec: Form,
  environment: Environment,
  target: Form,
): Denotation {
  let form = spec
  for (;;) {
    if (isIdentifier(form)) {
      const meaning = resolve(form, environment)
      if (meaning.kind === 'keyword' || meaning.kind === 'macro') return meaning
      break
    }
    if (form.kind !== 'pair' || !isIdentifier(form.car)) break
    const head = resolve(form.car, environment)
    if (head.kind === 'macro') {
      form = expandMacro(expander, form, head, environment)
      continue
    }
    if (head.kind !== 'keyword' || head.name !== 'syntax-rules') break
    const { items } = takeUse(expander, form)
    return compileSyntaxRules(expander, name, items, environment, target)
  }
  throw syntaxError(expander, spec, 'expected (syntax-rules …)')
}
