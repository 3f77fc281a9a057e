// Letrec fixing: letrec becomes let and fix, and assignment only where nothing else will do.
//
// After Ghuloum and Dybvig, "Fixing Letrec (reloaded)" (2009): the bindings of a letrec form a graph by
// who mentions whom; each strongly connected component is bound after those it depends on. A component
// of procedures becomes `fix`, a lone value `let`; in a knot of values and procedures the values are
// initialised by assignment. Ours is always letrec*: values also depend on the value before them,
// so their order is kept, and a value mentioned before its turn is in a knot by construction. Its
// variable is `checked`: reading it too early is an error of the guest.
//
// Needs: assigned flags of the parser.   Keeps: order of evaluation.   Breaks: nothing; removes letrec.
// Trees may be deeper than the host's stack here.

import type { Binding, Core, Fix, FixBinding, Letrec, Variable } from '../core/core.ts'
import { forEachNode, rewrite, withChildren } from '../core/core-walk.ts'
import { computeComponents } from './components.ts'

export function fixLetrec(node: Core): Core {
  return rewrite(node, {
    leave(old, children) {
      const fixed = withChildren(old, children)
      return fixed.kind === 'letrec' ? fixOne(fixed) : fixed
    },
  })
}

/** What is bound together: a run of lets, or one fix, or a knot of values and procedures. */
type Step =
  | { readonly kind: 'let'; readonly bindings: Binding[] }
  | { readonly kind: 'fix'; readonly bindings: readonly FixBinding[] }
  | { readonly kind: 'knot'; readonly values: Binding[]; readonly procedures: FixBinding[] }

function fixOne(letrec: Letrec): Core {
  const { bindings, offset } = letrec
  const [first] = bindings
  if (bindings.length === 1 && first !== undefined && isProcedure(first)) {
    return { kind: 'fix', bindings: [first], body: letrec.body, offset }
  }
  const steps: Step[] = []
  for (const component of computeComponents(computeDependencies(bindings))) {
    const members = component.map((i) => bindings[i] as Binding)
    const step = stepFor(members)
    const last = steps.at(-1)
    if (step.kind === 'let' && last?.kind === 'let') last.bindings.push(...step.bindings)
    else steps.push(step)
  }
  return steps.reduceRight((body, step) => wrap(step, body, offset), letrec.body)
}

const isProcedure = (b: Binding): b is FixBinding =>
  b.value.kind === 'lambda' && !b.variable.assigned

function stepFor(members: readonly Binding[]): Step {
  const procedures = members.filter(isProcedure)
  if (procedures.length === members.length) return { kind: 'fix', bindings: procedures }
  const values = members.filter((b) => !isProcedure(b))
  const only = members[0] as Binding
  if (members.length === 1 && !mentions(only.value, only.variable)) {
    return { kind: 'let', bindings: [only] }
  }
  return { kind: 'knot', values, procedures }
}

function wrap(step: Step, body: Core, offset: number): Core {
  if (step.kind === 'let') return { kind: 'let', bindings: step.bindings, body, offset }
  if (step.kind === 'fix') return { kind: 'fix', bindings: step.bindings, body, offset }
  const inits = step.values.map(({ variable, value }): Core => {
    variable.assigned = true
    variable.checked = true
    return { kind: 'local-set', variable, value, offset: value.offset }
  })
  const inner: Core = { kind: 'sequence', forms: [...inits, body], offset }
  const fix: Fix = { kind: 'fix', bindings: step.procedures, body: inner, offset }
  const empty = step.values.map(
    ({ variable }): Binding => ({
      variable,
      value: { kind: 'constant', value: { kind: 'uninitialized' }, offset },
    }),
  )
  const rest = step.procedures.length === 0 ? inner : fix
  return { kind: 'let', bindings: empty, body: rest, offset }
}

/** For each binding, the indices of those that must be bound before it. */
function computeDependencies(bindings: readonly Binding[]): number[][] {
  const indexOf = new Map(bindings.map((b, i) => [b.variable, i]))
  let lastValue = -1
  return bindings.map((binding, i) => {
    const found = new Set<number>()
    collectMentions(binding.value, indexOf, found)
    if (!isProcedure(binding)) {
      if (lastValue >= 0) found.add(lastValue)
      lastValue = i
    }
    return [...found]
  })
}

function collectMentions(
  node: Core,
  indexOf: ReadonlyMap<Variable, number>,
  found: Set<number>,
): void {
  forEachNode(node, (inner) => {
    if (inner.kind !== 'local-ref' && inner.kind !== 'local-set') return
    const index = indexOf.get(inner.variable)
    if (index !== undefined) found.add(index)
  })
}

function mentions(node: Core, variable: Variable): boolean {
  const found = new Set<number>()
  collectMentions(node, new Map([[variable, 0]]), found)
  return found.size > 0
}
