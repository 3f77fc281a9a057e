// `cond-expand`: the first clause whose requirement this system meets.

import { sequence, unspecified } from '../core/core.ts'
import { features } from '../library/features.table.ts'
import {
  type Expander,
  expectItems,
  expectList,
  expressions,
  MANY,
  type Syntax,
  syntaxError,
  type Use,
} from './expander.ts'
import { type Form, isIdentifier, rootName } from './form.ts'

const known: ReadonlySet<string> = new Set(features)

/** The forms of the chosen clause; none if no requirement is met. */
export function chooseClause(expander: Expander, use: Use): readonly Form[] {
  expectItems(expander, use, 1, MANY, '(cond-expand (requirement form …) …)')
  for (const clause of use.items) {
    const [requirement, ...forms] = expectList(expander, clause, '(requirement form …)')
    if (requirement === undefined) {
      throw syntaxError(expander, clause, 'expected (requirement form …)')
    }
    if (isMet(expander, requirement)) return forms
  }
  return []
}

const isMet = (expander: Expander, requirement: Form): boolean =>
  expander.nested(requirement, () => decide(expander, requirement))

function decide(expander: Expander, requirement: Form): boolean {
  if (isIdentifier(requirement)) {
    const name = rootName(requirement)
    return name === 'else' || known.has(name)
  }
  const shape = 'a feature, or a requirement with and, or, not, library'
  const [head, ...operands] = expectList(expander, requirement, shape)
  const [first] = operands
  switch (isIdentifier(head) ? rootName(head) : '') {
    case 'and':
      return operands.every((operand) => isMet(expander, operand))
    case 'or':
      return operands.some((operand) => isMet(expander, operand))
    case 'not':
      if (first !== undefined && operands.length === 1) return !isMet(expander, first)
      break
    case 'library':
      if (first !== undefined && operands.length === 1)
        return expander.hasLibrary(first, requirement)
      break
  }
  throw syntaxError(expander, requirement, `expected ${shape}`)
}

/** `cond-expand` where a value is wanted. */
export const expandCondExpand: Syntax = (expander, use, environment) => {
  const forms = chooseClause(expander, use)
  if (forms.length === 0) return unspecified(use.offset)
  return sequence(expressions(expander, forms, environment), use.offset)
}
