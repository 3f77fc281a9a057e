// One walk of the simplifier over a form: what it knows, and how variables are bound in it.

import type { SourceText } from '../../../base/index.ts'
import type { Binding, Core, Lambda, Variable, VariableSource } from '../core/core.ts'
import { isAtom, isPure } from './fold.ts'
import type { InlineDecision } from './inline-log.ts'
import type { InlineSites } from './inline-sites.ts'
import { type Uses, useOf } from './uses.ts'

/** A procedure that a global name stands for throughout the unit. */
export interface GlobalProcedure {
  readonly lambda: Lambda
  readonly isSystem: boolean
  /** The name is surely bound wherever code that mentions it runs. */
  readonly isCertain: boolean
  /** Why it is never inlined; null if it may be. */
  readonly refusal: string | null
}

/** What all walks over one unit share. */
export interface Inlining {
  readonly source: SourceText
  readonly variables: VariableSource
  readonly sites: InlineSites
  readonly decisions: InlineDecision[]
  /** The procedure called `name`, if that is certain; `isKnown`: with a known procedure as argument. */
  global(name: string, takesKnown: boolean): GlobalProcedure | null
  /** Whether `name` is a procedure of the system. */
  isSystem(name: string): boolean
  /** Nodes that may still be copied. */
  effort: number
}

/** What a variable stands for. */
export type Known =
  | { readonly kind: 'value'; readonly node: Core }
  | { readonly kind: 'procedure'; readonly lambda: Lambda; readonly isRecursive: boolean }
  /** A fresh list or several values, of which nobody else knows. */
  | { readonly kind: 'list' | 'values'; readonly items: readonly Core[] }

/** One walk. */
export interface Walk {
  readonly inlining: Inlining
  readonly uses: Uses
  readonly known: Map<Variable, Known>
  /** `node` simplified. */
  readonly visit: (node: Core) => Core
  /** Who the code belongs to. */
  procedure: string
  /** Inlined bodies around this one. */
  nesting: number
  /** Offset of the program's call whose system procedure is being inlined; null: none is. */
  systemCall: number | null
  /** Something was inlined. */
  hasChanged: boolean
}

/** Notes what `variable` stands for; adds a binding to `kept` unless it is not needed. */
export function bind(walk: Walk, kept: Binding[], variable: Variable, value: Core): void {
  const at = flatten(walk, kept, value)
  const { mentions, looks } = useOf(walk.uses, variable)
  if (variable.assigned) {
    kept.push({ variable, value: at })
    return
  }
  if (isCopyable(walk, at)) {
    walk.known.set(variable, { kind: 'value', node: at })
    return
  }
  if (mentions === 0 && isPure(at)) return
  if (at.kind === 'lambda') {
    walk.known.set(variable, { kind: 'procedure', lambda: at, isRecursive: false })
  } else if (at.kind === 'primitive' && at.operands.every((each) => isCopyable(walk, each))) {
    if (at.name === 'list' && looks === mentions) {
      walk.known.set(variable, { kind: 'list', items: at.operands })
    } else if (at.name === 'values' && at.operands.length !== 1) {
      walk.known.set(variable, { kind: 'values', items: at.operands })
    } else if (at.name === 'cdr' && looks === mentions) {
      bindTail(walk, variable, at.operands[0])
    }
  }
  kept.push({ variable, value: at })
}

/** The rest of a known list is known if it is taken only here. */
function bindTail(walk: Walk, variable: Variable, list: Core | undefined): void {
  if (list?.kind !== 'local-ref' || useOf(walk.uses, list.variable).cdrs !== 1) return
  const known = walk.known.get(list.variable)
  if (known?.kind !== 'list' || known.items.length === 0) return
  walk.known.set(variable, { kind: 'list', items: known.items.slice(1) })
}

/** Moves what `value` does first into bindings of its own; what is left of it. */
function flatten(walk: Walk, kept: Binding[], value: Core): Core {
  let at = value
  for (;;) {
    if (at.kind === 'let') {
      kept.push(...at.bindings)
      at = at.body
    } else if (at.kind === 'sequence') {
      for (const form of at.forms.slice(0, -1)) {
        kept.push({ variable: walk.inlining.variables.fresh('ignored'), value: form })
      }
      at = at.forms.at(-1) as Core
    } else return at
  }
}

/** May `node` be written down again wherever its variable is mentioned? */
function isCopyable(walk: Walk, node: Core): boolean {
  if (node.kind === 'local-ref') return !node.variable.assigned
  if (node.kind !== 'global-ref') return isAtom(node)
  return walk.inlining.isSystem(node.name) || isCertain(walk, node.name)
}

const isCertain = (walk: Walk, name: string) =>
  walk.inlining.global(name, false)?.isCertain === true

/** A let of more bindings stays one: forms between them would nest the rest of it. */
const MOST_FORMS = 100

/** A let, or less: bindings that nobody mentions are only done. */
export function finishLet(
  walk: Walk,
  bindings: readonly Binding[],
  body: Core,
  offset: number,
): Core {
  const last = bindings.at(-1)
  if (body.kind === 'local-ref' && last?.variable === body.variable && !last.variable.assigned) {
    return finishLet(walk, bindings.slice(0, -1), last.value, offset)
  }
  const isLong = bindings.length > MOST_FORMS
  let result = body
  let run: Binding[] = []
  const close = () => {
    if (run.length > 0) result = { kind: 'let', bindings: run.reverse(), body: result, offset }
    run = []
  }
  for (const binding of [...bindings].reverse()) {
    const isIgnored =
      !binding.variable.assigned && useOf(walk.uses, binding.variable).mentions === 0
    if (isIgnored && isPure(binding.value)) continue
    if (!isIgnored || isLong) {
      run.push(binding)
      continue
    }
    close()
    const rest: readonly Core[] = result.kind === 'sequence' ? result.forms : [result]
    result = { kind: 'sequence', forms: [binding.value, ...rest], offset }
  }
  close()
  return result
}

/** The procedure that `node` stands for, if it is known. */
export function knownProcedure(walk: Walk, node: Core): Known | null {
  if (node.kind === 'lambda') return { kind: 'procedure', lambda: node, isRecursive: false }
  if (node.kind !== 'local-ref') return null
  const known = walk.known.get(node.variable)
  return known?.kind === 'procedure' ? known : null
}
