// Top levels: the global names of a program, of a library, or of the system's own texts.
//
// A top level lasts: a program's units, as a REPL has them, are expanded in one after the other. What
// it neither defines nor imports it asks its outside, which is everything the system has for a program
// without imports, and nothing after them.

import { ownedKey } from '../core/global-key.ts'
import { libraryExports } from '../library/exports.table.ts'
import type { Denotation, Global, Keyword, Missing } from './denotation.ts'
import { type Alias, type Identifier, rootName } from './form.ts'

/** The language itself: its keywords, and its procedures by name. */
export interface SystemNames {
  readonly keywords: ReadonlyMap<string, Keyword>
  readonly procedures: ReadonlySet<string>
}

/** The owner of what a program itself defines. */
export const PROGRAM = 'program'

/** What a program may say whatever it imports. */
const declarations: ReadonlySet<string> = new Set(['import', 'define-library'])

/** What of a top level a failed unit must not change. */
export interface TopLevelState {
  readonly names: ReadonlyMap<string, Denotation>
  readonly isOpen: boolean
}

export class TopLevel {
  readonly kind = 'top-level'
  /** Part of the keys of its globals; `null` for the system's own texts. */
  readonly owner: string | null
  /** Names it does not bind mean what the system has. */
  isOpen = true
  #names = new Map<string, Denotation>()
  /** A saved state has the same map: it is copied before it changes. */
  #isSaved = false
  readonly #unbound = new Map<string, Global>()
  readonly #hidden = new WeakMap<Alias, Denotation>()
  #hiddenCount = 0
  readonly #system: SystemNames

  constructor(system: SystemNames, owner: string | null) {
    this.#system = system
    this.owner = owner
  }

  lookUp(name: string): Denotation {
    return this.find(name) ?? this.#notImported(name) ?? this.#unboundGlobal(name)
  }

  lookUpAlias(alias: Alias): Denotation | undefined {
    return this.#hidden.get(alias)
  }

  /** A global of its own; an identifier that a macro introduced names one nobody else can name. */
  define(id: Identifier): Global {
    const name = rootName(id)
    const key = id.kind === 'symbol' ? this.#keyOf(name) : this.#hiddenKey(name)
    const global: Global = { kind: 'global', name, key, isImported: false, isBound: true }
    this.bind(id, global)
    return global
  }

  bind(id: Identifier, denotation: Denotation): void {
    if (id.kind === 'symbol') this.#ownNames().set(id.name, denotation)
    else this.#hidden.set(id, denotation)
  }

  /** What `name` means here, and null if nothing says so. */
  find(name: string): Denotation | null {
    return this.#names.get(name) ?? this.#outside(name)
  }

  /** Every name that means something here. */
  *visibleNames(): Iterable<string> {
    yield* this.#names.keys()
    if (!this.isOpen) return
    yield* this.#system.keywords.keys()
    for (const name of this.#system.procedures) if (!name.startsWith('%')) yield name
  }

  /** Whether `id` means a procedure of the system's only because nothing here binds it. */
  meansSystem(id: Identifier): boolean {
    if (id.kind !== 'symbol' || !this.isOpen || this.owner === null) return false
    return !this.#names.has(id.name) && this.#outside(id.name)?.kind === 'global'
  }

  import(names: ReadonlyMap<string, Denotation>): void {
    const own = this.#ownNames()
    for (const [name, denotation] of names) own.set(name, asImported(denotation))
  }

  /** Whether this top level itself defines `name`. */
  defines(name: string): boolean {
    const denotation = this.#names.get(name)
    return denotation !== undefined && !(denotation.kind === 'global' && denotation.isImported)
  }

  save(): TopLevelState {
    this.#isSaved = true
    return { names: this.#names, isOpen: this.isOpen }
  }

  restore(state: TopLevelState): void {
    this.#names = new Map(state.names)
    this.#isSaved = false
    this.isOpen = state.isOpen
  }

  #ownNames(): Map<string, Denotation> {
    if (this.#isSaved) this.#names = new Map(this.#names)
    this.#isSaved = false
    return this.#names
  }

  #outside(name: string): Denotation | null {
    if (!this.isOpen && !(this.owner === PROGRAM && declarations.has(name))) return null
    return findSystemName(this.#system, name, this.owner === null)
  }

  /** What to say of a name that an import would bring. */
  #notImported(name: string): Missing | null {
    if (this.isOpen || findSystemName(this.#system, name) === null) return null
    const isIn = ([, names]: [string, readonly string[]]) => names.includes(name)
    const [library] = [...libraryExports].find(isIn) ?? ['(lazuli base)']
    return { kind: 'missing', name, reason: `${name} is not imported; ${library} exports it` }
  }

  #unboundGlobal(name: string): Global {
    let global = this.#unbound.get(name)
    if (global === undefined) {
      const key = this.#keyOf(name)
      global = { kind: 'global', name, key, isImported: false, isBound: false }
      this.#unbound.set(name, global)
    }
    return global
  }

  #keyOf(name: string): string {
    const { owner } = this
    if (owner === null) return name
    const mayBePlain = owner === PROGRAM && !name.includes('@') && !name.startsWith('%')
    return mayBePlain && !this.#system.procedures.has(name) ? name : ownedKey(name, owner)
  }

  #hiddenKey(name: string): string {
    return `${ownedKey(name, this.owner ?? 'system')}/${++this.#hiddenCount}`
  }
}

/** What the language means by `name`; names that start with % are for its own texts only. */
export function findSystemName(
  system: SystemNames,
  name: string,
  isInternal = false,
): Denotation | null {
  const keyword = system.keywords.get(name)
  if (keyword !== undefined) return keyword
  if (!system.procedures.has(name) || (name.startsWith('%') && !isInternal)) return null
  return { kind: 'global', name, key: name, isImported: true, isBound: true }
}

function asImported(denotation: Denotation): Denotation {
  if (denotation.kind !== 'global' || denotation.isImported) return denotation
  return { ...denotation, isImported: true }
}
