// Outlining: expressions nested very deeply are cut into procedures, so that later passes may recur.
//
//   (f (f (f ... (f (f x)) ...)))     (fix ((part1 (lambda (x) (f (f ... x))))
//                                           (part2 (lambda (x) (f (f ... (part1 x))))))
//                                       (f (f ... (part2 x))))
//
// Wherever the tree below a node is LIMIT deep, that child becomes the body of a procedure that takes its
// free variables as parameters and is called in its place: a tail call if it stood in tail position. So
// parts capture nothing but earlier parts, and are constants. Before that, chains that are merely long
// are made flat: the let in a let's body is part of that let, and the same for `begin` and `or`.
//
// An assigned variable that is passed to a part is shared with it: it becomes a box right here.
//
// Needs: fix-letrec.   Keeps: order of evaluation, places.   Breaks: nothing; makes box nodes.

import type {
  Binding,
  Core,
  Fix,
  FixBinding,
  Lambda,
  Variable,
  VariableSource,
} from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import { boundBy, depthOf, rewrite, withChildren } from '../core/core-walk.ts'
import { shareVariables } from './convert-assignments.ts'
import { bindCopy, type Copying, copyCore } from './copy-core.ts'
import { InlineSites } from './inline-sites.ts'

/** Trees less deep stay as they are, and no part is deeper; */
const LIMIT = 400
/** but a procedure is left whole a little longer: its body is the better place to cut. */
const PROCEDURE_LIMIT = 420

/** `root` so that no host recursion over it is deep. */
export function outline(root: Core, variables: VariableSource): Core {
  if (depthOf(root, LIMIT + 1) <= LIMIT) return root
  const parts: FixBinding[] = []
  const heights = new Map<Core, number>()
  const heightOf = (node: Core) => heights.get(node) ?? 1
  const cut = (node: Core): Core => {
    const { part, call } = cutOut(node, parts, variables)
    parts.push(part)
    return call
  }
  const shallow = rewrite(root, {
    enter: flatten,
    leave(node, children) {
      const kept = children.map((child, i) => {
        const most = child.kind === 'lambda' ? PROCEDURE_LIMIT : LIMIT
        return heightOf(child) < most || isFixed(node, i) ? child : cut(child)
      })
      const result = withChildren(node, kept)
      heights.set(result, 1 + Math.max(0, ...kept.map(heightOf)))
      return result
    },
  })
  return share(place(parts, shallow), parts, variables)
}

/** Must the child number `index` of `parent` stay the procedure that it is? */
function isFixed(parent: Core, index: number): boolean {
  if (parent.kind === 'fix') return index < parent.bindings.length
  return parent.kind === 'global-define'
}

/** `node` with what only continues it made part of it. */
function flatten(node: Core): Core {
  const opened = withoutShell(node)
  switch (opened.kind) {
    case 'let': {
      const bindings: Binding[] = []
      let at: Core = opened
      for (; at.kind === 'let'; at = withoutShell(at.body)) {
        for (const binding of at.bindings) bindings.push(binding)
      }
      return { ...opened, bindings, body: at }
    }
    case 'sequence':
      return {
        ...opened,
        forms: openLast(opened.forms, (at) => at.kind === 'sequence' && at.forms),
      }
    case 'or':
      return {
        ...opened,
        operands: openLast(opened.operands, (at) => at.kind === 'or' && at.operands),
      }
    default:
      return opened
  }
}

/** What a sequence of one form is. */
function withoutShell(node: Core): Core {
  let at = node
  while (at.kind === 'sequence' && at.forms.length === 1) at = at.forms[0] as Core
  return at
}

/** `nodes`, the last of which is replaced by its parts as long as it has some. */
function openLast(
  nodes: readonly Core[],
  partsOf: (node: Core) => readonly Core[] | false,
): readonly Core[] {
  const opened = [...nodes]
  for (let last = opened.pop(); last !== undefined; last = opened.pop()) {
    const whole = withoutShell(last)
    const parts = partsOf(whole)
    if (parts === false) return [...opened, whole]
    for (const part of parts) opened.push(part)
  }
  return opened
}

/** `node` as a part, and the call that stands for it. */
function cutOut(node: Core, parts: readonly FixBinding[], variables: VariableSource) {
  const { offset } = node
  const copying: Copying = { variables, sites: new InlineSites(), site: 0, renamed: new Map() }
  const free = computeFree(node, new Set(parts.map((part) => part.variable)))
  const params = free.map((variable) => bindCopy(copying, variable))
  const body = copyCore(copying, node)
  const value: Lambda = { kind: 'lambda', name: '', params, rest: null, body, offset }
  const part: FixBinding = { variable: variables.fresh('part'), value }
  const refer = (variable: Variable): Core => ({ kind: 'local-ref', variable, offset })
  const call: Core = {
    kind: 'call',
    operator: refer(part.variable),
    operands: free.map(refer),
    offset,
  }
  return { part, call }
}

/** The variables that `node` mentions but does not bind, in order of mention; without `known`. */
function computeFree(node: Core, known: ReadonlySet<Variable>): Variable[] {
  const mentioned = new Set<Variable>()
  const bound = new Set<Variable>(known)
  const look = (inner: Core) => {
    if ('variable' in inner) mentioned.add(inner.variable)
    for (const variable of boundBy(inner)) bound.add(variable)
    forEachChild(inner, look)
  }
  look(node)
  return [...mentioned].filter((variable) => !bound.has(variable))
}

/** `root` with `parts` bound in it: inside the procedure that it defines, if it does. */
function place(parts: readonly FixBinding[], root: Core): Core {
  const around = (body: Core): Fix => ({ kind: 'fix', bindings: parts, body, offset: body.offset })
  if (parts.length === 0) return root
  if (root.kind !== 'global-define' || root.value.kind !== 'lambda') return around(root)
  return { ...root, value: { ...root.value, body: around(root.value.body) } }
}

/** Boxes for assigned variables that are passed to parts. */
function share(root: Core, parts: readonly FixBinding[], variables: VariableSource): Core {
  const taken = new Set<Variable>()
  const taking = new Map<Variable, Lambda>()
  for (const { variable, value } of parts) {
    const assigned = value.params.filter((param) => param.assigned)
    for (const param of assigned) taken.add(param)
    if (assigned.length > 0) taking.set(variable, value)
  }
  return taken.size === 0 ? root : shareVariables(root, taken, taking, variables)
}
