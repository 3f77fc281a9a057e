// Simplification: constants are folded, names of names and dead code go away, calls are inlined.
//
// One walk does it all, because each of them makes work for the others (after Waddell and Dybvig, "Fast
// and Effective Procedure Inlining", 1997, but with counted uses and bounded sizes in the place of
// attempts): `known` says what the variables in scope stand for. An inlined body is a copy with fresh
// variables, walked at once with its parameters known. What was found dead is dropped by the next walk,
// when uses have been counted again.
//
// Needs: fix-letrec, integrate-primitives.   Keeps: order of evaluation, errors and their places.
// Breaks: nothing.

import {
  type Binding,
  type BoxRef,
  type BoxSet,
  type Call,
  type Core,
  type Fix,
  type If,
  type Lambda,
  type Let,
  type Or,
  type Primitive,
  type Sequence,
  sequence,
  type Variable,
} from '../core/core.ts'
import { mapChildren } from '../core/core-children.ts'
import { bindValues } from '../expand/build.ts'
import { foldPrimitive, isPure, truthOf } from './fold.ts'
import { inlineCall } from './inline-call.ts'
import { integrateCall } from './integrate-primitives.ts'
import { countUses, noUses, useOf } from './uses.ts'
import { bind, finishLet, type Inlining, type Known, type Walk } from './walk.ts'

const MOST_WALKS = 4

/** `node`, of procedure `procedure`, simplified. */
export function simplify(inlining: Inlining, node: Core, procedure: string): Core {
  let result = node
  for (let i = 0; i < MOST_WALKS; i++) {
    const uses = noUses()
    countUses(uses, result)
    const known = new Map<Variable, Known>()
    const walk: Walk = {
      inlining,
      uses,
      known,
      visit: (inner) => visit(walk, inner),
      procedure,
      nesting: 0,
      systemCall: null,
      hasChanged: false,
    }
    result = visit(walk, result)
    if (!walk.hasChanged && i > 0) break
  }
  return result
}

function visit(walk: Walk, node: Core): Core {
  switch (node.kind) {
    case 'local-ref': {
      const known = walk.known.get(node.variable)
      return known?.kind === 'value' ? ({ ...known.node, offset: node.offset } as Core) : node
    }
    case 'box-ref':
    case 'box-set': {
      const known = walk.known.get(node.variable)
      const inner = mapChildren(node, (child) => visit(walk, child)) as BoxRef | BoxSet
      if (known?.kind !== 'value' || known.node.kind !== 'local-ref') return inner
      return { ...inner, variable: known.node.variable }
    }
    case 'if':
      return visitIf(walk, node)
    case 'or':
      return visitOr(walk, node)
    case 'sequence':
      return visitSequence(walk, node)
    case 'primitive':
      return visitPrimitive(walk, node)
    case 'call':
      return visitCall(walk, node)
    case 'lambda':
      return visitLambda(walk, node)
    case 'let':
      return visitLet(walk, node)
    case 'fix':
      return visitFix(walk, node)
    default:
      return mapChildren(node, (child) => visit(walk, child))
  }
}

/** A chain of alternates is walked without recursion. */
function visitIf(walk: Walk, node: If): Core {
  const chain: If[] = []
  let at: Core = node
  let last: Core | null = null
  while (last === null && at.kind === 'if') {
    const test = visit(walk, at.test)
    const truth = truthOf(test)
    if (truth === true) last = visit(walk, at.consequent)
    else if (truth === null) chain.push({ ...at, test, consequent: visit(walk, at.consequent) })
    at = at.alternate
  }
  const end = last ?? visit(walk, at)
  return chain.reduceRight<Core>((alternate, link) => ({ ...link, alternate }), end)
}

function visitOr(walk: Walk, node: Or): Core {
  const operands: Core[] = []
  for (const [i, operand] of node.operands.entries()) {
    const value = visit(walk, operand)
    const truth = truthOf(value)
    if (truth === false && i < node.operands.length - 1) continue
    operands.push(value)
    if (truth === true) break
  }
  return operands.length === 1 ? (operands[0] as Core) : { ...node, operands }
}

function visitSequence(walk: Walk, node: Sequence): Core {
  const forms: Core[] = []
  node.forms.forEach((form, i) => {
    const value = visit(walk, form)
    const isLast = i === node.forms.length - 1
    const parts = value.kind === 'sequence' ? value.forms : [value]
    parts.forEach((part, k) => {
      if ((isLast && k === parts.length - 1) || !isPure(part)) forms.push(part)
    })
  })
  return sequence(forms, node.offset)
}

function visitPrimitive(walk: Walk, node: Primitive): Core {
  const operands = node.operands.map((operand) => visit(walk, operand))
  const [first, second] = operands
  const known = first?.kind === 'local-ref' ? walk.known.get(first.variable) : undefined
  const visited: Primitive = { ...node, operands }
  if (known?.kind === 'list') return lookAtList(visited, known.items)
  if (known?.kind === 'values' && node.name === '%values-ref' && second?.kind === 'constant') {
    const index = second.value.kind === 'fixnum' ? Number(second.value.value) : -1
    const item = known.items[index]
    return item === undefined ? visited : ({ ...item, offset: node.offset } as Core)
  }
  if (known?.kind === 'procedure' && node.name === 'procedure?') {
    return foldPrimitive({ ...visited, operands: [known.lambda] })
  }
  return foldPrimitive(visited)
}

/** A look at a list of known length and elements. */
function lookAtList(node: Primitive, items: readonly Core[]): Core {
  const { name, offset } = node
  const isEmpty = items.length === 0
  const empty: Core = { kind: 'constant', value: { kind: 'null', offset }, offset }
  if (name === 'null?' || name === 'pair?') {
    const value = name === 'null?' ? isEmpty : !isEmpty
    return { kind: 'constant', value: { kind: 'boolean', value, offset }, offset }
  }
  if (name === 'car' && !isEmpty) return { ...(items[0] as Core), offset } as Core
  if (name === 'cdr' && items.length === 1) return empty
  return node
}

function visitCall(walk: Walk, node: Call): Core {
  const operands = node.operands.map((operand) => visit(walk, operand))
  const operator = visit(walk, node.operator)
  const call = integrateCall({ ...node, operator, operands })
  if (call.kind === 'primitive') return foldPrimitive(call)
  return checkedValues(walk, call) ?? valuesCall(walk, call) ?? inlineCall(walk, call) ?? call
}

/** `(%values-check x n)` of values that are as many as they should be. */
function checkedValues(walk: Walk, { operator, operands }: Call): Core | null {
  const [whole, count] = operands
  if (operator.kind !== 'global-ref' || operator.name !== '%values-check') return null
  if (whole?.kind !== 'local-ref' || count?.kind !== 'constant') return null
  const known = walk.known.get(whole.variable)
  if (known?.kind !== 'values' || count.value.kind !== 'fixnum') return null
  return BigInt(known.items.length) === count.value.value ? whole : null
}

/** `(call-with-values producer (lambda (a b) ...))` binds a and b. */
function valuesCall(walk: Walk, { operator, operands, offset }: Call): Core | null {
  const [producer, consumer] = operands
  if (operator.kind !== 'global-ref' || operator.name !== 'call-with-values') return null
  if (producer === undefined || consumer?.kind !== 'lambda' || operands.length !== 2) return null
  if (consumer.rest !== null || consumer.params.length === 1) return null
  const { variables } = walk.inlining
  const value: Core = { kind: 'call', operator: producer, operands: [], offset }
  const bindings = bindValues(consumer.params, null, value, () => variables.fresh('values'))
  const received: Let = { kind: 'let', bindings, body: consumer.body, offset }
  countUses(walk.uses, received)
  walk.hasChanged = true
  return visit(walk, received)
}

function visitLambda(walk: Walk, node: Lambda): Lambda {
  const { procedure } = walk
  if (node.name !== '') walk.procedure = node.name
  const body = visit(walk, node.body)
  walk.procedure = procedure
  return { ...node, body }
}

function visitLet(walk: Walk, node: Let): Core {
  const kept: Binding[] = []
  for (const { variable, value } of node.bindings) bind(walk, kept, variable, visit(walk, value))
  return finishLet(walk, kept, visit(walk, node.body), node.offset)
}

function visitFix(walk: Walk, node: Fix): Core {
  const { recursive } = walk.uses
  const needed = node.bindings.some((b) => useOf(walk.uses, b.variable).mentions > 0)
  if (!needed) return visit(walk, node.body)
  const bindings = node.bindings.map(({ variable, value }) => {
    const lambda = visitLambda(walk, value)
    walk.known.set(variable, { kind: 'procedure', lambda, isRecursive: recursive.has(variable) })
    return { variable, value: lambda }
  })
  return { ...node, bindings, body: visit(walk, node.body) }
}
