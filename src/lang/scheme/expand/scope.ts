// Scopes: what a name means at a place in the text.
//
// A scope is an immutable chain of name tables. A name found in none of them is a keyword, if it is
// one, or else a global variable; so any binding of `if` or `list` hides the usual meaning.

import type { Variable } from '../core/core.ts'

export interface Scope {
  readonly names: ReadonlyMap<string, Variable>
  readonly outer: Scope | null
}

/** `outer` with `variables` added. */
export function extendScope(outer: Scope | null, variables: readonly Variable[]): Scope {
  return { names: new Map(variables.map((v) => [v.name, v])), outer }
}

/** The local variable that `name` means in `scope`, if it means one. */
export function lookUp(scope: Scope | null, name: string): Variable | null {
  for (let at = scope; at !== null; at = at.outer) {
    const variable = at.names.get(name)
    if (variable !== undefined) return variable
  }
  return null
}
