// Lifting: local procedures that are only called take what they would capture as further arguments.
//
//   (fix ((rec (lambda (i) (if (= i 0) 0 (+ k (rec (- i 1))))))) (rec n))
//   (fix ((rec (lambda (i k) (if (= i 0) 0 (+ k (rec (- i 1) k)))))) (rec n k))
//
// (Johnsson, "Lambda Lifting", 1985.) Such a procedure captures nothing: it is a constant, nobody allocates it,
// and who calls it knows the code. What it needs is what it mentions, and what the lifted procedures it
// calls need; those with too many arguments then stay closures, and are something to need themselves.
// The added parameters are the same variables: from here on several procedures may bind one variable.
//
// Needs: convert-assignments (nothing captured is assigned).   Keeps: everything, backtraces too.
// Breaks: a variable may be bound by several procedures, each for itself.

import type { Core, Lambda, Variable } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'
import { mentionsOf } from './mentions.ts'

/** So many arguments travel in registers. */
const MOST_PARAMETERS = 6

/** A procedure whose calls are all known. */
interface Candidate {
  readonly lambda: Lambda
  /** What it mentions but does not bind; candidates that it calls are in `calls` instead. */
  readonly free: ReadonlySet<Variable>
  readonly calls: ReadonlySet<Variable>
  readonly bound: ReadonlySet<Variable>
}

type Needs = ReadonlyMap<Variable, ReadonlySet<Variable>>

/** `root` with what pays lifted. `isConstant` says which variables hold procedures that are constants already. */
export function lift(root: Core, isConstant: (variable: Variable) => boolean): Core {
  const known = computeKnown(root)
  for (const variable of known.keys()) if (isConstant(variable)) known.delete(variable)
  if (known.size === 0) return root
  const candidates = new Map<Variable, Candidate>()
  for (const [variable, lambda] of known) {
    candidates.set(variable, computeCandidate(lambda, known, isConstant))
  }
  return addArguments(root, computeNeeds(candidates))
}

/** The procedures bound in `root` that are only ever called, with as many operands as they take. */
function computeKnown(root: Core): Map<Variable, Lambda> {
  const known = new Map<Variable, Lambda>()
  const escaping = new Set<Variable>()
  const look = (node: Core) => {
    if ('variable' in node) escaping.add(node.variable)
    if (node.kind === 'let' || node.kind === 'fix') {
      for (const { variable, value } of node.bindings) {
        if (value.kind !== 'lambda' || variable.assigned) continue
        if (value.rest === null) known.set(variable, value)
      }
    }
    if (node.kind !== 'call' || node.operator.kind !== 'local-ref') return forEachChild(node, look)
    const { variable } = node.operator
    const { length } = node.operands
    if (known.get(variable)?.params.length !== length) escaping.add(variable)
    node.operands.forEach(look)
  }
  look(root)
  for (const variable of escaping) known.delete(variable)
  return known
}

function computeCandidate(
  lambda: Lambda,
  known: ReadonlyMap<Variable, Lambda>,
  isConstant: (variable: Variable) => boolean,
): Candidate {
  const { mentioned, bound } = mentionsOf(lambda)
  const calls = new Set<Variable>()
  const free = new Set<Variable>()
  for (const variable of mentioned) {
    if (known.has(variable)) calls.add(variable)
    else if (!bound.has(variable) && !isConstant(variable)) free.add(variable)
  }
  return { lambda, free, calls, bound }
}

/** What each procedure that is lifted takes besides its parameters. */
function computeNeeds(candidates: Map<Variable, Candidate>): Needs {
  for (;;) {
    const needs = new Map<Variable, Set<Variable>>()
    for (const [variable, { free }] of candidates) needs.set(variable, new Set(free))
    spread(candidates, needs)
    const refused = [...candidates].filter(([variable, { lambda }]) => {
      const count = needs.get(variable)?.size ?? 0
      return count > 0 && lambda.params.length + count > MOST_PARAMETERS
    })
    if (refused.length === 0) return needs
    for (const [variable] of refused) candidates.delete(variable)
  }
}

/** Adds to the needs of each what those that it calls need, until nothing changes. */
function spread(candidates: ReadonlyMap<Variable, Candidate>, needs: Map<Variable, Set<Variable>>) {
  let changes = true
  while (changes) {
    changes = false
    for (const [variable, { calls, bound }] of candidates) {
      const own = needs.get(variable) as Set<Variable>
      const before = own.size
      for (const called of calls) {
        // One that is no candidate any more is a value that the caller needs.
        for (const each of needs.get(called) ?? [called]) if (!bound.has(each)) own.add(each)
      }
      if (own.size !== before) changes = true
    }
  }
}

function addArguments(node: Core, needs: Needs): Core {
  const inner = mapChildren(node, (child) => addArguments(child, needs))
  switch (inner.kind) {
    case 'call': {
      if (inner.operator.kind !== 'local-ref') return inner
      const added = needs.get(inner.operator.variable)
      if (added === undefined || added.size === 0) return inner
      const { offset } = inner
      const further = [...added].map((variable): Core => ({ kind: 'local-ref', variable, offset }))
      return { ...inner, operands: [...inner.operands, ...further] }
    }
    case 'let':
    case 'fix': {
      const bindings = inner.bindings.map((binding) => {
        const added = needs.get(binding.variable)
        if (binding.value.kind !== 'lambda' || added === undefined) return binding
        const { value } = binding
        return { ...binding, value: { ...value, params: [...value.params, ...added] } }
      })
      return { ...inner, bindings } as Core
    }
    default:
      return inner
  }
}
