// Constant folding: primitives of constants, where the result is certain and cannot be an error.
//
// Only what all numbers agree on is computed: integers that stay fixnums. Whatever else an operation
// may do, raise an error among it, it does at run time. Constants that have an identity (strings,
// lists) are never computed with.

import type { Constant, Core, Primitive, SpecialValue } from '../core/core.ts'
import { chainOf } from '../core/core-children.ts'
import { primitives } from '../core/primitives.table.ts'
import type { Datum } from '../read/datum.ts'

/** Kinds of constants that may be written down again anywhere: they are equal by value. */
const atomKinds: ReadonlySet<string> = new Set([
  'fixnum',
  'boolean',
  'character',
  'null',
  'symbol',
  'unspecified',
])

export const isAtom = (node: Core): node is Constant =>
  node.kind === 'constant' && atomKinds.has(node.value.kind)

/** Whether a constant or procedure counts as true; null: that depends. */
export function truthOf(node: Core): boolean | null {
  if (node.kind === 'lambda') return true
  if (node.kind !== 'constant') return null
  return !(node.value.kind === 'boolean' && !node.value.value)
}

const FIXNUM_LIMIT = 2n ** 60n

type Fold = (values: readonly bigint[]) => bigint | boolean

const arithmetic: Readonly<Record<string, Fold>> = {
  '+': (values) => values.reduce((sum, value) => sum + value, 0n),
  '-': ([first = 0n, ...rest]) =>
    rest.length === 0 ? -first : rest.reduce((sum, value) => sum - value, first),
  '*': (values) => values.reduce((product, value) => product * value, 1n),
  '<': chain((a, b) => a < b),
  '>': chain((a, b) => a > b),
  '<=': chain((a, b) => a <= b),
  '>=': chain((a, b) => a >= b),
  '=': chain((a, b) => a === b),
  'zero?': ([value]) => value === 0n,
  'negative?': ([value = 0n]) => value < 0n,
}

function chain(holds: (a: bigint, b: bigint) => boolean): Fold {
  return (values) => values.slice(1).every((right, i) => holds(values[i] as bigint, right))
}

/** Tests of one operand by the kind of constant they hold for. */
const kindTests: Readonly<Record<string, string>> = {
  'null?': 'null',
  'pair?': 'pair',
  'fixnum?': 'fixnum',
  'flonum?': 'flonum',
  'char?': 'character',
  'vector?': 'vector',
  'string?': 'string',
  'symbol?': 'symbol',
}

/** What `node` is equal to, or `node`. */
export function foldPrimitive(node: Primitive): Core {
  const { name, operands, offset } = node
  const fold = arithmetic[name]
  if (fold !== undefined) {
    const values = operands.map(fixnumOf)
    if (values.length === 0 || values.some((value) => value === null)) return node
    return result(node, fold(values as bigint[]))
  }
  const [first, second] = operands
  if (first === undefined) return node
  if (name === 'not') {
    const truth = truthOf(first)
    return truth === null ? node : boolean(!truth, offset)
  }
  if (name === 'eq?' && second !== undefined) {
    if (isAtom(first) && isAtom(second)) {
      return boolean(identity(first.value) === identity(second.value), offset)
    }
    return node
  }
  if (name === 'procedure?' && first.kind === 'lambda') return boolean(true, offset)
  const kind = kindTests[name]
  if (kind === undefined) return node
  if (first.kind === 'constant') return boolean(first.value.kind === kind, offset)
  return first.kind === 'lambda' ? boolean(false, offset) : node
}

const fixnumOf = (node: Core): bigint | null =>
  node.kind === 'constant' && node.value.kind === 'fixnum' ? node.value.value : null

function result(node: Primitive, value: bigint | boolean): Core {
  const { offset } = node
  if (typeof value === 'boolean') return boolean(value, offset)
  if (value >= FIXNUM_LIMIT || value < -FIXNUM_LIMIT) return node
  return { kind: 'constant', value: { kind: 'fixnum', value, offset }, offset }
}

export const boolean = (value: boolean, offset: number): Constant => ({
  kind: 'constant',
  value: { kind: 'boolean', value, offset },
  offset,
})

/** Equal for atoms that are one object. */
function identity(value: Datum | SpecialValue): string {
  switch (value.kind) {
    case 'fixnum':
    case 'boolean':
    case 'character':
      return `${value.kind} ${value.value}`
    case 'symbol':
      return `symbol ${value.name}`
    default:
      return value.kind
  }
}

/** Can `node` be left out if nobody wants its value? It has no effect and cannot fail. */
export function isPure(node: Core): boolean {
  switch (node.kind) {
    case 'constant':
    case 'lambda':
      return true
    case 'local-ref':
      return !node.variable.checked
    case 'primitive':
      return purePrimitives.has(node.name) && node.operands.every(isPure)
    case 'if':
      return chainOf(node).every(({ test, consequent, alternate }) => {
        const rest = alternate.kind === 'if' || isPure(alternate)
        return isPure(test) && isPure(consequent) && rest
      })
    case 'or':
      return node.operands.every(isPure)
    case 'sequence':
      return node.forms.every(isPure)
    case 'let':
    case 'fix':
      return node.bindings.every((b) => isPure(b.value)) && isPure(node.body)
    default:
      return false
  }
}

const purePrimitives: ReadonlySet<string> = new Set(
  Object.entries(primitives)
    .filter(([name, { lowering }]) => {
      const { kind } = lowering
      const isMaker = ['list', 'vector', 'values', 'not'].includes(kind) || name === 'cons'
      return isMaker || kind === 'test'
    })
    .map(([name]) => name),
)
