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

/** The distance between scopes that remember. */
const LANDMARK = 32

/** What all scopes of one chain share. */
interface ChainState {
  readonly top: TopLevel
  /** How often a name was bound around existing scopes. */
  changes: number
}

/** What names mean from a scope outwards; null: no scope binds it. */
interface Memory {
  readonly meanings: Map<Key, Denotation | null>
  /** `changes` when they did. */
  changes: number
}

/** Local names around which there are others. */
export class Scope {
  readonly kind = 'scope'
  readonly outer: Environment
  readonly state: ChainState
  readonly memory: Memory | null
  readonly #depth: number
  #hasInner = false
  readonly #keys: Key[] = []
  readonly #meanings: Denotation[] = []
  #table: Map<Key, Denotation> | null = null

  constructor(outer: Environment) {
    this.outer = outer
    const isFirst = outer.kind !== 'scope'
    this.state = isFirst ? { top: outer, changes: 0 } : outer.state
    this.#depth = isFirst ? 1 : outer.#depth + 1
    this.memory = this.#depth % LANDMARK === 0 ? { meanings: new Map(), changes: 0 } : null
    if (!isFirst) outer.#hasInner = true
  }

  get(key: Key): Denotation | undefined {
    if (this.#table !== null) return this.#table.get(key)
    const keys = this.#keys
    for (let i = keys.length - 1; i >= 0; i--) if (keys[i] === key) return this.#meanings[i]
    return undefined
  }

  bind(id: Identifier, denotation: Denotation): void {
    const key = bindingKey(id)
    if (this.#hasInner || this.memory !== null) this.state.changes++
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
    if (from.kind === 'scope') {
      const found = findLocal(key, from)
      if (found !== null) return found
    }
    const top = topLevelOf(from)
    if (name.kind === 'symbol') return top.lookUp(name.name)
    const hidden = top.lookUpAlias(name)
    if (hidden !== undefined) return hidden
    from = name.environment
    name = name.name
  }
}

/** What `key` is bound to in `from` or the scopes around it. */
function findLocal(key: Key, from: Scope): Denotation | null {
  const passed: Memory[] = []
  let found: Denotation | null = null
  for (let at: Environment = from; at.kind === 'scope'; at = at.outer) {
    const { memory } = at
    const known = memory === null ? undefined : recall(memory, at.state, key)
    const own = known === undefined ? at.get(key) : known
    if (own !== undefined) {
      found = own
      break
    }
    if (memory !== null) passed.push(memory)
  }
  for (const { meanings } of passed) meanings.set(key, found)
  return found
}

function recall(memory: Memory, { changes }: ChainState, key: Key) {
  if (memory.changes !== changes) {
    memory.meanings.clear()
    memory.changes = changes
  }
  return memory.meanings.get(key)
}

/** The top level around `environment`. */
export const topLevelOf = (environment: Environment): TopLevel =>
  environment.kind === 'scope' ? environment.state.top : environment

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
