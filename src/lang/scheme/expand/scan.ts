// Scanning a body or top level: which of its forms define what, before any value is expanded.
//
// Heads are looked at in order. A macro use is expanded until it is no macro use; `begin`, `include` and
// `cond-expand` are opened up; definitions are reported at once, so that what follows sees their names.
// Values and expressions are left for later, when all names of the body are known.

import { chooseClause } from './cond-expand.ts'
import {
  type Definition,
  takeDefinition,
  takeValuesDefinition,
  type ValuesDefinition,
} from './definition.ts'
import { type Denotation, type Environment, resolve } from './denotation.ts'
import { type Expander, type Place, takeUse, type Use } from './expander.ts'
import type { Form, Identifier } from './form.ts'
import { includedForms } from './include.ts'
import { takeRecordType } from './record-type.ts'
import { expandMacro } from './syntax-rules.ts'
import { takeSyntaxDefinition } from './transformer.ts'

/** What is told of each form. */
export interface Scanner {
  define(definition: Definition): void
  defineValues(definition: ValuesDefinition): void
  defineSyntax(name: Identifier, meaning: Denotation, at: Place): void
  expression(form: Form): void
  /** `import` and `define-library`. */
  declaration(use: Use): void
}

/** `form` with the macro uses at its head expanded, and the keyword there. */
export function expandHead(
  expander: Expander,
  form: Form,
  environment: Environment,
): { readonly form: Form; readonly keyword: string | null } {
  let at = form
  for (;;) {
    if (at.kind !== 'pair') return { form: at, keyword: null }
    const { car } = at
    if (car.kind !== 'symbol' && car.kind !== 'alias') return { form: at, keyword: null }
    const denotation = resolve(car, environment)
    if (denotation.kind !== 'macro') {
      return { form: at, keyword: denotation.kind === 'keyword' ? denotation.name : null }
    }
    at = expandMacro(expander, at, denotation, environment)
  }
}

export function scan(
  expander: Expander,
  forms: readonly Form[],
  environment: Environment,
  scanner: Scanner,
): void {
  const pending = [...forms].reverse()
  const open = (inner: readonly Form[]) => {
    for (let i = inner.length - 1; i >= 0; i--) pending.push(inner[i] as Form)
  }
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { form, keyword } = expandHead(expander, next, environment)
    if (keyword === null || form.kind !== 'pair') {
      scanner.expression(form)
      continue
    }
    const use = () => takeUse(expander, form)
    switch (keyword) {
      case 'begin':
        open(use().items)
        break
      case 'include':
      case 'include-ci':
        open(includedForms(expander, use(), keyword))
        break
      case 'cond-expand':
        open(chooseClause(expander, use()))
        break
      case 'define':
        scanner.define(takeDefinition(expander, use()))
        break
      case 'define-values':
        scanner.defineValues(takeValuesDefinition(expander, use()))
        break
      case 'define-record-type':
        for (const definition of takeRecordType(expander, use())) scanner.define(definition)
        break
      case 'define-syntax': {
        const { name, meaning } = takeSyntaxDefinition(expander, use(), environment)
        scanner.defineSyntax(name, meaning, form)
        break
      }
      case 'import':
      case 'define-library':
        scanner.declaration(use())
        break
      default:
        scanner.expression(form)
    }
  }
}
