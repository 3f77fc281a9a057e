// Variables without limit: a frame has room for some thousands, so those of a very long let that have
// been alive for long travel in vectors.
//
//   (let ((a0 ...) ... (a9999 ...)) body)
//   (let ((a0 ...) ... (a511 ...) (locals (%vector a0 ... a511)) (a512 ...) ...) body')
//
// where body' reads `(%vector-ref locals 0)` for a0. The vectors are never changed, so a continuation that
// is entered again finds what it left; a variable that is changed is a box by now.
//
// Needs: convert-assignments.   Keeps: everything.   Breaks: nothing; lets have few live variables.

import {
  type Binding,
  type Core,
  fixnumConstant,
  type Let,
  type Variable,
  type VariableSource,
} from '../core/core.ts'
import { mapChildren } from '../core/core-children.ts'
import { computeLastMentions } from './uses.ts'

/** So many variables of one let are alive in registers before they are packed. */
const MOST = 512

export function limitLocals(node: Core, variables: VariableSource): Core {
  const inner = mapChildren(node, (child) => limitLocals(child, variables))
  return inner.kind === 'let' && inner.bindings.length > MOST ? pack(inner, variables) : inner
}

/** Where a variable's value is after it was packed. */
interface Packed {
  readonly vector: Variable
  readonly index: number
}

function pack(node: Let, variables: VariableSource): Core {
  const last = computeLastMentions(node)
  const bindings: Binding[] = []
  const packed = new Map<Variable, Packed>()
  let live: Variable[] = []
  node.bindings.forEach(({ variable, value }, i) => {
    bindings.push({ variable, value: unpack(value, packed, variables) })
    if (mayMove(variable, value)) live.push(variable)
    if (live.length < MOST) return
    live = live.filter((each) => (last.get(each) ?? -1) > i)
    if (live.length < MOST / 2) return
    const vector = variables.fresh('locals')
    const operands = live.map((each): Core => refer(each, node.offset))
    live.forEach((each, index) => {
      packed.set(each, { vector, index })
    })
    live = []
    const { offset } = node
    bindings.push({
      variable: vector,
      value: { kind: 'primitive', name: 'vector', operands, offset },
    })
  })
  return { ...node, bindings, body: unpack(node.body, packed, variables) }
}

const refer = (variable: Variable, offset: number): Core => ({
  kind: 'local-ref',
  variable,
  offset,
})

/** Procedures stay known; a variable that a register holds while it changes must keep that. */
function mayMove(variable: Variable, value: Core): boolean {
  return value.kind !== 'lambda' && (!variable.assigned || value.kind === 'make-box')
}

/** `node` with packed variables read from their vectors. */
function unpack(
  node: Core,
  packed: ReadonlyMap<Variable, Packed>,
  variables: VariableSource,
): Core {
  if (packed.size === 0) return node
  const inner = mapChildren(node, (child) => unpack(child, packed, variables))
  const place = 'variable' in inner ? packed.get(inner.variable) : undefined
  if (place === undefined) return inner
  const { offset } = inner
  const operands = [refer(place.vector, offset), fixnumConstant(place.index, offset)]
  const value: Core = { kind: 'primitive', name: 'vector-ref', operands, offset }
  if (inner.kind === 'local-ref') return value
  const variable = variables.fresh('box')
  const body = { ...inner, variable } as Core
  return { kind: 'let', bindings: [{ variable, value }], body, offset }
}
