// Hoisting: local procedures that capture nothing but each other become globals.
//
//   (lambda (n) (fix ((even? ... (odd? ...)) (odd? ... (even? ...))) (list (even? n) even?)))
//   (define even?@local12 ...) (define odd?@local13 ...) (lambda (n) (list (even?@local12 n) even?@local12))
//
// As a constant of the code that mentions it, such a procedure could not be mentioned by its own code, or
// by code in it, without being captured; a global whose value never changes can. Which procedures
// capture nothing in the end is a greatest fixed point: all do, but for those that mention a
// variable that is no such procedure (after Keep, Hearn and Dybvig, "Optimizing Closures in O(0) time", 2012).
//
// Only for whole programs: the keys of these globals differ within one unit.
//
// Needs: lift.   Keeps: everything.   Breaks: nothing.

import type { Core, GlobalWrite, Lambda, Variable } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'
import { mentionsOf } from './mentions.ts'

/** `form`, after the definitions of what was hoisted out of it. */
export function hoist(form: Core): Core[] {
  const isHoisted = computeClosed(form)
  if (isHoisted.size === 0) return [form]
  const definitions: GlobalWrite[] = []
  const rest = takeOut(form, isHoisted, definitions)
  return [...definitions, rest]
}

/** The variables of procedures that mention only their own variables and those of other such procedures. */
function computeClosed(root: Core): Set<Variable> {
  const free = new Map<Variable, readonly Variable[]>()
  const look = (node: Core) => {
    if (node.kind === 'let' || node.kind === 'fix') {
      for (const { variable, value } of node.bindings) {
        if (value.kind === 'lambda' && !variable.assigned) free.set(variable, computeFree(value))
      }
    }
    forEachChild(node, look)
  }
  look(root)
  const closed = new Set(free.keys())
  let changes = true
  while (changes) {
    changes = false
    for (const variable of closed) {
      if (free.get(variable)?.every((each) => closed.has(each))) continue
      closed.delete(variable)
      changes = true
    }
  }
  return closed
}

function computeFree(lambda: Lambda): Variable[] {
  const { mentioned, bound } = mentionsOf(lambda)
  return [...mentioned].filter((variable) => !bound.has(variable))
}

const keyOf = ({ name, id }: Variable) => `${name}@local${id}`

function takeOut(node: Core, hoisted: ReadonlySet<Variable>, definitions: GlobalWrite[]): Core {
  const inner = mapChildren(node, (child) => takeOut(child, hoisted, definitions))
  if (inner.kind === 'local-ref' && hoisted.has(inner.variable)) {
    return { kind: 'global-ref', name: keyOf(inner.variable), offset: inner.offset }
  }
  if (inner.kind !== 'let' && inner.kind !== 'fix') return inner
  const { offset } = inner
  for (const { variable, value } of inner.bindings) {
    if (!hoisted.has(variable)) continue
    definitions.push({ kind: 'global-define', name: keyOf(variable), value, offset })
  }
  const bindings = inner.bindings.filter(({ variable }) => !hoisted.has(variable))
  return bindings.length === 0 ? inner.body : ({ ...inner, bindings } as Core)
}
