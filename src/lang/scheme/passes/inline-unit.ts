// Simplification and inlining over a whole unit: which globals are procedures for good.
//
// A program's global is one if the unit defines it once, as a procedure, and never assigns it, and if
// no later unit can: only then is `isWhole` said. Procedures are simplified after those they call, so that
// what is inlined is simplified already; those that call themselves, alone or through others, are not.
// Where all forms before a definition, and it, run no code of the program, no one ever sees the name
// unbound.
//
// Needs: recover-loops.   Keeps: everything.   Breaks: nothing.

import type { SourceText } from '../../../base/index.ts'
import type { Core, GlobalWrite, Lambda, VariableSource } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import { computeComponents } from './components.ts'
import type { InlineDecision } from './inline-log.ts'
import type { InlineSites } from './inline-sites.ts'
import { simplify } from './simplify.ts'
import type { GlobalProcedure, Inlining } from './walk.ts'

/** The procedures of the language that are written in it. */
export interface SystemProcedures {
  has(name: string): boolean
  /** Its definition before the passes that only the generator needs, if it is short or `any` is. */
  find(name: string, any: boolean): Lambda | null
}

export interface InlineOptions {
  readonly source: SourceText
  readonly variables: VariableSource
  readonly sites: InlineSites
  readonly decisions: InlineDecision[]
  readonly system: SystemProcedures
  /** No other unit ever changes a global of this one. */
  readonly isWhole: boolean
}

/** Nodes that inlining may add to a unit, and for each of its own. */
const LEAST_EFFORT = 10_000
const EFFORT_PER_NODE = 4

export function inlineUnit(options: InlineOptions, forms: readonly Core[]): Core[] {
  const globals = computeGlobals(forms, options.isWhole)
  const result = [...forms]
  const { system } = options
  let size = 0
  for (const form of forms) walk(form, () => size++)
  const inlining: Inlining = {
    ...options,
    effort: LEAST_EFFORT + EFFORT_PER_NODE * size,
    isSystem: (name) => system.has(name),
    global(name, takesKnown) {
      const index = globals.indexOf.get(name)
      if (index !== undefined) return ownProcedure(globals, result[index] as GlobalWrite, index)
      const lambda = system.find(name, takesKnown)
      return lambda === null ? null : { lambda, isSystem: true, isCertain: true, refusal: null }
    },
  }
  for (const index of globals.order) {
    const form = forms[index] as Core
    result[index] = simplify(inlining, form, 'program')
  }
  return result
}

interface Globals {
  /** Index of the form that defines a procedure for good. */
  readonly indexOf: ReadonlyMap<string, number>
  /** Forms so that those defining procedures come before those that mention them. */
  readonly order: readonly number[]
  readonly isRecursive: readonly boolean[]
  /** So many forms run no code of the program. */
  readonly quiet: number
}

function ownProcedure(globals: Globals, form: GlobalWrite, index: number): GlobalProcedure {
  const refusal = globals.isRecursive[index] === true ? 'it calls itself' : null
  const isCertain = index < globals.quiet
  return { lambda: form.value as Lambda, isSystem: false, isCertain, refusal }
}

function computeGlobals(forms: readonly Core[], isWhole: boolean): Globals {
  const indexOf = isWhole ? findProcedures(forms) : new Map<string, number>()
  const successors = forms.map((form) => {
    const mentioned = new Set<number>()
    walk(form, (node) => {
      const index = node.kind === 'global-ref' ? indexOf.get(node.name) : undefined
      if (index !== undefined) mentioned.add(index)
    })
    return [...mentioned]
  })
  const components = computeComponents(successors)
  const isRecursive = forms.map((_, i) => successors[i]?.includes(i) === true)
  for (const component of components) {
    if (component.length > 1) for (const member of component) isRecursive[member] = true
  }
  const loud = forms.findIndex((form) => !isQuiet(form))
  const quiet = loud < 0 ? forms.length : loud
  return { indexOf, order: components.flat(), isRecursive, quiet }
}

/** Procedures that may run what is not known yet. */
const openers: ReadonlySet<string> = new Set(['eval', 'load', 'interaction-environment'])

/** Index of the definition of each global that is defined once, as a procedure, and never assigned. */
function findProcedures(forms: readonly Core[]): Map<string, number> {
  const writes = new Map<string, number>()
  let isOpen = false
  for (const form of forms) {
    walk(form, (node) => {
      if (node.kind === 'global-ref' && openers.has(node.name)) isOpen = true
      if (node.kind !== 'global-define' && node.kind !== 'global-set') return
      writes.set(node.name, (writes.get(node.name) ?? 0) + 1)
    })
  }
  const found = new Map<string, number>()
  if (isOpen) return found
  forms.forEach((form, i) => {
    if (form.kind !== 'global-define' || form.value.kind !== 'lambda') return
    if (writes.get(form.name) === 1) found.set(form.name, i)
  })
  return found
}

/** Is `form` a definition that calls nobody? */
function isQuiet(form: Core): boolean {
  return form.kind === 'global-define' && callsNobody(form.value)
}

function callsNobody(node: Core): boolean {
  if (node.kind === 'lambda') return true
  let quiet = node.kind !== 'call'
  forEachChild(node, (child) => {
    quiet = quiet && callsNobody(child)
  })
  return quiet
}

function walk(node: Core, see: (node: Core) => void): void {
  see(node)
  forEachChild(node, (child) => walk(child, see))
}
