// What identifiers mean, and where: denotations and the environments that give them.
//
// Local environments are chains of scopes, one table each; at the end of every chain stands a top level
// (top-level.ts). Any binding hides any other: keywords are not reserved.

import type { SourceText } from '../../../base/index.ts'
import type { Variable } from '../core/core.ts'
import type { Syntax } from './expander.ts'
import { type Alias, bindingKey, type Identifier } from './form.ts'
import type { Rule } from './syntax-rules.ts'
import type { TopLevel } from './top-level.ts'

export interface Local {
  readonly kind: 'local'
  readonly variable: Variable
}

export interface Global {
  readonly kind: 'global'
  /** As the user wrote it. */
  readonly name: string
  /** What the machine calls it. */
  readonly key: string
  /** Somebody else's: the system's or a library's. */
  readonly isImported: boolean
  /** Known to be defined somewhere. */
  readonly isBound: boolean
}

export interface Keyword {
  readonly kind: 'keyword'
  readonly name: string
  readonly expand: Syntax
}

export interface Macro {
  readonly kind: 'macro'
  readonly name: string
  readonly rules: readonly Rule[]
  /** Where its definition stands. */
  readonly environment: Environment
  readonly source: SourceText
  readonly offset: number
}

/** A name of the standard that cannot be used here. */
export interface Missing {
  readonly kind: 'missing'
  readonly name: string
  /** What is told when it is used. */
  readonly reason: string
}

export type Denotation = Local | Global | Keyword | Macro | Missing

type Key = string | Alias

/** Scopes with more names than this have a table; most have one or two, or none. */
const MOST_LISTED = 8

/** Local names around which there are others. */
export class Scope {
  readonly kind = 'scope'
  readonly outer: Environment
  readonly #keys: Key[] = []
  readonly #meanings: Denotation[] = []
  #table: Map<Key, Denotation> | null = null

  constructor(outer: Environment) {
    this.outer = outer
  }

  get(key: Key): Denotation | undefined {
    if (this.#table !== null) return this.#table.get(key)
    const keys = this.#keys
    for (let i = keys.length - 1; i >= 0; i--) if (keys[i] === key) return this.#meanings[i]
    return undefined
  }

  bind(id: Identifier, denotation: Denotation): void {
    const key = bindingKey(id)
    if (this.#table !== null) {
      this.#table.set(key, denotation)
      return
    }
    this.#keys.push(key)
    this.#meanings.push(denotation)
    if (this.#keys.length <= MOST_LISTED) return
    this.#table = new Map(this.#keys.map((each, i) => [each, this.#meanings[i] as Denotation]))
  }
}

export type Environment = Scope | TopLevel

/** What `id` means in `environment`. */
export function resolve(id: Identifier, environment: Environment): Denotation {
  let name = id
  let from = environment
  for (;;) {
    const key = bindingKey(name)
    let at = from
    while (at.kind === 'scope') {
      const found = at.get(key)
      if (found !== undefined) return found
      at = at.outer
    }
    if (name.kind === 'symbol') return at.lookUp(name.name)
    const hidden = at.lookUpAlias(name)
    if (hidden !== undefined) return hidden
    from = name.environment
    name = name.name
  }
}

/** The top level around `environment`. */
export function topLevelOf(environment: Environment): TopLevel {
  let at = environment
  while (at.kind === 'scope') at = at.outer
  return at
}

/** Do two identifiers that mean these mean the same? */
export function sameDenotation(a: Denotation, b: Denotation): boolean {
  if (a === b) return true
  if (a.kind === 'global' && b.kind === 'global') {
    return a.key === b.key || (a.name === b.name && !a.isBound && !b.isBound)
  }
  return a.kind === 'missing' && b.kind === 'missing' && a.name === b.name
}

/** Whether `id` means the keyword `name`. */
export function isKeyword(id: Identifier, name: string, environment: Environment): boolean {
  const denotation = resolve(id, environment)
  return denotation.kind === 'keyword' && denotation.name === name
}
