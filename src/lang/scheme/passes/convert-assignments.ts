// Assignment conversion: assigned variables become boxes, but for those that a register can hold: see
// boxed-variables.ts.
//
// Parameters are boxed on entry under a second variable, so each turn of a loop and each call has a
// box of its own.
//
// Needs: recover-loops (a recovered loop captures nothing), integrate-primitives (they capture no
// continuation).   Keeps: everything.   Breaks: nothing.

import type { Binding, BoxRef, Call, Core, Lambda, Variable, VariableSource } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'
import { computeBoxed } from './boxed-variables.ts'

/** `node` with boxes; new variables come from `variables`. */
export function convertAssignments(node: Core, variables: VariableSource): Core {
  const boxed = computeBoxed(node)
  return boxed.size === 0
    ? node
    : convert(node, { boxed, owned: boxed, taking: new Map(), variables })
}

/**
 * `root` with boxes for those assigned variables that are operands of calls of `taking` for parameters
 * in `taken`: these calls pass the boxes.
 */
export function shareVariables(
  root: Core,
  taken: ReadonlySet<Variable>,
  taking: ReadonlyMap<Variable, Lambda>,
  variables: VariableSource,
): Core {
  const boxed = new Set(taken)
  const look = (node: Core) => {
    const params = node.kind === 'call' ? paramsOf(node, taking) : null
    params?.forEach((param, i) => {
      const operand = (node as Call).operands[i]
      if (taken.has(param) && operand?.kind === 'local-ref') boxed.add(operand.variable)
    })
    forEachChild(node, look)
  }
  look(root)
  const owned = new Set([...boxed].filter((variable) => !taken.has(variable)))
  const shared = convert(root, { boxed, owned, taking, variables })
  for (const variable of boxed) {
    variable.assigned = false
    variable.checked = false
  }
  return shared
}

const paramsOf = ({ operator }: Call, taking: ReadonlyMap<Variable, Lambda>) =>
  operator.kind === 'local-ref' ? (taking.get(operator.variable)?.params ?? null) : null

interface Conversion {
  /** Variables that hold boxes. */
  readonly boxed: ReadonlySet<Variable>
  /** Those of them that get a fresh box where they are bound. */
  readonly owned: ReadonlySet<Variable>
  /** Procedures whose calls pass boxes as they are. */
  readonly taking: ReadonlyMap<Variable, Lambda>
  readonly variables: VariableSource
}

function convert(node: Core, conversion: Conversion): Core {
  const inner = mapChildren(node, (child) => convert(child, conversion))
  const { boxed, owned, taking } = conversion
  switch (inner.kind) {
    case 'local-ref':
      return boxed.has(inner.variable) ? readBox(inner.variable, inner.offset) : inner
    case 'local-set':
      return boxed.has(inner.variable) ? { ...inner, kind: 'box-set' } : inner
    case 'let': {
      const bindings = inner.bindings.map((b): Binding => {
        if (!owned.has(b.variable)) return b
        return { ...b, value: { kind: 'make-box', value: b.value, offset: b.value.offset } }
      })
      return { ...inner, bindings }
    }
    case 'loop': {
      const { params, body } = boxParameters(inner.params, inner.body, conversion)
      return { ...inner, params, body }
    }
    case 'blocks': {
      const blocks = inner.blocks.map((block) => ({
        ...block,
        ...boxParameters(block.params, block.body, conversion),
      }))
      return { ...inner, blocks }
    }
    case 'lambda': {
      const all = inner.rest === null ? inner.params : [...inner.params, inner.rest]
      const { params, body } = boxParameters(all, inner.body, conversion)
      if (inner.rest === null) return { ...inner, params, body }
      return { ...inner, params: params.slice(0, -1), rest: params.at(-1) as Variable, body }
    }
    case 'call': {
      const params = paramsOf(inner, taking)
      if (params === null) return inner
      const operands = inner.operands.map((operand) =>
        operand.kind === 'box-ref' ? { ...operand, kind: 'local-ref' as const } : operand,
      )
      return { ...inner, operands }
    }
    default:
      return inner
  }
}

const readBox = (variable: Variable, offset: number): BoxRef => ({
  kind: 'box-ref',
  variable,
  offset,
})

/** Renames boxed parameters and binds their boxes around the body. */
function boxParameters(
  params: readonly Variable[],
  body: Core,
  { owned, variables }: Conversion,
): { readonly params: readonly Variable[]; readonly body: Core } {
  if (!params.some((param) => owned.has(param))) return { params, body }
  const bindings: Binding[] = []
  const renamed = params.map((param) => {
    if (!owned.has(param)) return param
    const raw = variables.fresh(param.name)
    const { offset } = body
    const value: Core = { kind: 'local-ref', variable: raw, offset }
    bindings.push({ variable: param, value: { kind: 'make-box', value, offset } })
    return raw
  })
  return { params: renamed, body: { kind: 'let', bindings, body, offset: body.offset } }
}
