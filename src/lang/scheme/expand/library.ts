// Libraries as data, and the ways in which imports choose and rename their exports.

import type { Core } from '../core/core.ts'
import { printDatum } from '../read/print-datum.ts'
import type { Denotation } from './denotation.ts'
import { type Expander, expectIdentifier, expectList, type Place, syntaxError } from './expander.ts'
import { type Form, formItems, isIdentifier, rootName, strip } from './form.ts'

export type Exports = ReadonlyMap<string, Denotation>

/** A library that a program defines. */
export interface Library {
  readonly name: string
  /** Null until its declarations have been expanded. */
  exports: Exports | null
  /** In the middle of its own expansion. */
  isOpen: boolean
  /** The code that makes its globals; null once some unit runs it. */
  code: LibraryCode | null
  /** Its declarations, until they are expanded. */
  declarations: readonly Form[]
  readonly at: Place
}

export type LibraryCode =
  | { readonly kind: 'forms'; readonly forms: readonly Core[] }
  /** A global procedure of no parameters that an earlier unit defined. */
  | { readonly kind: 'procedure'; readonly key: string }

/** The name of a library as text: `(scheme base)`. */
export function libraryName(expander: Expander, form: Form): string {
  const parts = formItems(form)
  const isPart = (part: Form) => isIdentifier(part) || (part.kind === 'fixnum' && part.value >= 0n)
  if (parts === null || parts.length === 0 || !parts.every(isPart)) {
    throw syntaxError(expander, form, 'expected the name of a library, such as (my lists)')
  }
  return printDatum(strip(form))
}

/** Finds the exports of a library by name; an error if there is none. */
export type FindExports = (name: string, form: Form) => Exports

/** What an import set brings: `(only …)`, `(except …)`, `(prefix …)`, `(rename …)` or a library. */
export function importSet(expander: Expander, form: Form, find: FindExports): Exports {
  const items = expectList(expander, form, 'an import set')
  const [head, inner, ...operands] = items
  const isModified = isIdentifier(head) && inner !== undefined && formItems(inner) !== null
  const kind = isModified && inner.kind === 'pair' ? rootName(head) : ''
  const within = () => expander.nested(form, () => importSet(expander, inner as Form, find))
  switch (kind) {
    case 'only':
      return only(expander, within(), operands)
    case 'except':
      return except(expander, within(), operands)
    case 'prefix': {
      const [prefix] = operands
      if (!isIdentifier(prefix) || operands.length !== 1) {
        throw syntaxError(expander, form, 'expected (prefix import-set name)')
      }
      const text = rootName(prefix)
      return new Map([...within()].map(([name, meaning]) => [`${text}${name}`, meaning]))
    }
    case 'rename':
      return rename(expander, within(), operands)
    default:
      return find(libraryName(expander, form), form)
  }
}

function take(
  expander: Expander,
  names: Exports,
  form: Form,
): { name: string; meaning: Denotation } {
  const name = rootName(expectIdentifier(expander, form, 'a name'))
  const meaning = names.get(name)
  if (meaning === undefined)
    throw syntaxError(expander, form, `${name} is not among the imported names`)
  return { name, meaning }
}

function only(expander: Expander, names: Exports, operands: readonly Form[]): Exports {
  const chosen = new Map<string, Denotation>()
  for (const form of operands) {
    const { name, meaning } = take(expander, names, form)
    chosen.set(name, meaning)
  }
  return chosen
}

function except(expander: Expander, names: Exports, operands: readonly Form[]): Exports {
  const rest = new Map(names)
  for (const form of operands) rest.delete(take(expander, names, form).name)
  return rest
}

function rename(expander: Expander, names: Exports, operands: readonly Form[]): Exports {
  const result = new Map(names)
  const added = new Map<string, Denotation>()
  for (const form of operands) {
    const [from, to, ...more] = expectList(expander, form, '(name new-name)')
    if (from === undefined || to === undefined || more.length > 0) {
      throw syntaxError(expander, form, 'expected (name new-name)')
    }
    const { name, meaning } = take(expander, names, from)
    result.delete(name)
    added.set(rootName(expectIdentifier(expander, to, 'a name')), meaning)
  }
  for (const [name, meaning] of added) result.set(name, meaning)
  return result
}
