// `include` and `include-ci`: the forms of other files.

import { sequence } from '../core/core.ts'
import {
  type Expander,
  expectItems,
  expressions,
  MANY,
  type Syntax,
  syntaxError,
  type Use,
} from './expander.ts'
import type { Form } from './form.ts'

/** All forms of the files that `use` names, in order. */
export function includedForms(expander: Expander, use: Use, keyword: string): Form[] {
  expectItems(expander, use, 1, MANY, `(${keyword} "file" …)`)
  return use.items.flatMap((item) => {
    if (item.kind !== 'string') throw syntaxError(expander, item, 'expected the name of a file')
    return expander.include(item.value, keyword === 'include-ci', item)
  })
}

const expandIncluded =
  (keyword: string): Syntax =>
  (expander, use, environment) => {
    const forms = includedForms(expander, use, keyword)
    if (forms.length === 0) throw syntaxError(expander, use, 'these files contain no expression')
    return sequence(expressions(expander, forms, environment), use.offset)
  }

/** `(include "file" …)` where a value is wanted. */
export const expandInclude = expandIncluded('include')
/** `(include-ci "file" …)` where a value is wanted. */
export const expandIncludeCi = expandIncluded('include-ci')
