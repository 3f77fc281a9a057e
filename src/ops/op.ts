// What an op is: one record from which encoder, listing, verifier, documentation and every tier derive.
//
// The operands are an ordered table of kinds; `body` writes the op's meaning in op IR (DESIGN
// section 2). A body sees operands as values that were read at its start (registers, fixnums) or as
// operand positions (bases, counts, labels) and delivers through `f.next`. It is built when somebody
// first asks for it: a program uses a tenth of the ops, and all of them take longer than starting a VM.

import { type Body, BodyBuilder, type ValueId } from '../expr/index.ts'

/**
 * reg       register read              out       register written at the end
 * fixnum    small integer, signed      int       small integer from 0 up; both read as fixnums
 * constant  index into the VM's pool   global    index of a global's cell
 * label     jump target                base      first register of a run of arguments
 * count     how many of them
 */
export type OperandKind =
  | 'reg'
  | 'out'
  | 'fixnum'
  | 'int'
  | 'constant'
  | 'global'
  | 'label'
  | 'base'
  | 'count'

export interface OperandSpec {
  readonly name: string
  readonly kind: OperandKind
}

export interface OpSpec {
  readonly name: string
  readonly doc: string
  readonly operands: readonly OperandSpec[]
  /** Of an op made by `defineOp`, built at the first look. */
  readonly body: Body
  /** The op this one was derived from by `withConstant` and the like, or null. */
  readonly derivedFrom: string | null
}

/** What a body function gets for each operand: the value read, or the operand's position. */
export type OperandValues = Readonly<Record<string, number>>

export interface OpDescription {
  readonly doc: string
  readonly operands: Readonly<Record<string, OperandKind>>
  /** `o[name]` is a ValueId for reg, fixnum, int, constant; else the operand's position. */
  body(f: BodyBuilder, o: OperandValues): void
}

const readNode = {
  reg: 'operandReg',
  fixnum: 'operandFixnum',
  int: 'operandFixnum',
  constant: 'operandConstant',
} as const

class Op implements OpSpec {
  readonly name: string
  readonly doc: string
  readonly operands: readonly OperandSpec[]
  readonly derivedFrom: string | null
  readonly #describe: OpDescription['body']
  #body: Body | null = null

  constructor(name: string, { doc, operands, body }: OpDescription, derivedFrom: string | null) {
    this.name = name
    this.doc = doc
    this.operands = Object.entries(operands).map(([n, kind]) => ({ name: n, kind }))
    this.derivedFrom = derivedFrom
    this.#describe = body
  }

  get body(): Body {
    this.#body ??= buildBody(this.operands, this.#describe)
    return this.#body
  }
}

function buildBody(operands: readonly OperandSpec[], describe: OpDescription['body']): Body {
  const f = new BodyBuilder()
  const values: Record<string, ValueId> = {}
  operands.forEach((operand, position) => {
    const node = readNode[operand.kind as keyof typeof readNode]
    values[operand.name] = node === undefined ? position : f.node(node, [], position)
  })
  describe(f, values)
  return f.finish()
}

/** Makes an op from its description, whose `body` is called when the op's body is first looked at. */
export function defineOp(
  name: string,
  description: OpDescription,
  derivedFrom: string | null = null,
): OpSpec {
  return new Op(name, description, derivedFrom)
}

/**
 * The same op with register operand `operand` replaced by a small constant in the code: the body is
 * not written again, it is built again with a constant in that place.
 */
export function withConstant(name: string, description: OpDescription, operand: string): OpSpec {
  const operands = { ...description.operands, [operand]: 'fixnum' as const }
  const doc = `${description.doc} Operand ${operand} is a constant.`
  return defineOp(`${name}-constant`, { ...description, doc, operands }, name)
}
