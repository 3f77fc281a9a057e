// Nodes of the op IR as JavaScript: one row a node, statements for values and texts for tests.

import { bug } from '../../base/index.ts'
import {
  CHARACTER_LOW_BYTE,
  type Node,
  type NodeName,
  nodeSpecs,
  TAG,
  type ValueId,
} from '../../expr/index.ts'
import { HEADER_HIGH, headerLow, kinds } from '../../heap/index.ts'
import {
  fixnumToDouble,
  lessFixnum,
  lessUnsigned,
  writeDivision,
  writeShift,
  writeSum,
  writeTruncation,
} from './arithmetic.ts'
import type { JsTarget, JsWord } from './target.ts'
import type { Writer } from './writer.ts'

/** Nodes that only read operands, which are the same for the whole op: they may be read again. */
const operandNodes: ReadonlySet<NodeName> = new Set<NodeName>([
  'wordConst',
  'intConst',
  'f64Const',
  'operandReg',
  'operandFixnum',
  'operandInt',
  'operandConstant',
  'operandGlobal',
  'self',
])

export const readsOperand = (node: Node) => operandNodes.has(node.op)

/** Texts of negative numbers stand in parentheses: they may follow an operator. */
const numberText = (n: number) => (Object.is(n, -0) || n < 0 ? `(${n === 0 ? '-0' : n})` : `${n}`)

/** A string without its characters: the payload's header and length, then header, length, payload. */
const STRING_BYTES = 40

/** Bytes that `node` allocates. */
export function allocatedBytes(node: Node): number {
  if (nodeSpecs[node.op].effect !== 'alloc') return 0
  if (node.op === 'allocString') return STRING_BYTES + 8 * node.b
  const words = node.op === 'allocVector' ? 1 + node.b : node.args.length
  return 8 * words + (node.op === 'allocPair' ? 0 : 8)
}

/** The text of a test: true if it succeeds. */
export function testText(writer: Writer, node: Node): string {
  const low = (i: number) => writer.word(node.args[i] as ValueId).low
  const word = (i: number) => writer.word(node.args[i] as ValueId)
  const double = (i: number) => writer.double(node.args[i] as ValueId)
  const hasTag = (tag: number) => `(${low(0)} & 7) === ${tag}`
  switch (node.op) {
    case 'isFixnum':
      return hasTag(TAG.fixnum)
    case 'isSelfTagged':
      return `((${low(0)} + 5) & 6) === 0`
    case 'isPair':
      return hasTag(TAG.pair)
    case 'isProcedure':
      return hasTag(TAG.procedure)
    case 'isObject':
      return hasTag(TAG.object)
    case 'isCharacter':
      return `(${low(0)} & 255) === ${CHARACTER_LOW_BYTE}`
    case 'hasKind':
      return `(M[(${low(0)} - ${TAG.object}) >>> 2] & 255) === ${(node.a << 3) | TAG.header}`
    case 'hasField':
      return `(M[(${low(0)} - ${TAG.object}) >>> 2] >>> 8) > (${low(1)} >> 3) + ${node.a}`
    case 'hasFlag':
      return `(M[(${low(0)} + ${4 - TAG.object}) >>> 2] & ${1 << (node.a - 32)}) !== 0`
    case 'isImmediate':
      return `${low(0)} === ${node.a | 0}`
    case 'eqWord':
      return `${word(0).low} === ${word(1).low} && ${word(0).high} === ${word(1).high}`
    case 'ltFixnum':
      return lessFixnum(word(0), word(1))
    case 'leFixnum':
      return `!${lessFixnum(word(1), word(0))}`
    case 'ltUnsigned':
      return lessUnsigned(word(0), word(1))
    case 'ltF64':
      return `${double(0)} < ${double(1)}`
    case 'leF64':
      return `${double(0)} <= ${double(1)}`
    case 'eqF64':
      return `${double(0)} === ${double(1)}`
    case 'eqBytes': {
      const [x, y] = [0, 1].map((i) => `(${low(i)} + ${node.a}) >>> 0`)
      return `eqBytes(U, ${x}, ${y}, ${low(2)} >> 3)`
    }
    default:
      return bug(`${node.op} is no test`)
  }
}

/** Writes the statements of a node that is not a test. */
export function writeNode(writer: Writer, target: JsTarget, node: Node): void {
  const word = (i: number) => writer.word(node.args[i] as ValueId)
  const { a, b, result } = node
  switch (node.op) {
    case 'wordConst':
      return writer.setWord(result, constantWord(a))
    case 'intConst':
      return writer.setWord(result, {
        low: numberText(a | 0),
        high: numberText(Math.floor(a / 2 ** 32) | 0),
      })
    case 'f64Const':
      return writer.setDouble(result, numberText(a))
    case 'operandReg':
      return writer.loadWord(result, target.registerSlot(a, b))
    case 'operandFixnum':
    case 'operandInt':
      return writeSmallOperand(writer, target, node)
    case 'operandConstant':
      return writer.loadWord(result, target.constantSlot(a))
    case 'operandGlobal':
      return writer.loadWord(result, target.globalSlot(a))
    case 'self':
      return writer.assignWord(result, `M[${target.selfSlot()}]`, `${target.baseHigh}`)
    case 'load':
      return writer.loadWord(result, slotText(a, word(0).low))
    case 'loadF64':
      return writer.assignDouble(result, `D[(${word(0).low} + ${a}) >>> 3]`)
    case 'loadAt':
      return writer.loadWord(result, slotText(a, word(0).low, word(1).low))
    case 'loadByteAt':
      return writeNatural(writer, result, byteText(a, word(0), word(1)))
    case 'loadHalfAt':
      return writeNatural(writer, result, halfText(a, word(0), word(1)))
    case 'store':
      return writer.storeWord(slotText(a, word(0).low), word(1))
    case 'storeAt':
      return writer.storeWord(slotText(a, word(0).low, word(1).low), word(2))
    case 'storeByteAt':
      return writer.line(`${byteText(a, word(0), word(1))} = ${word(2).low} >>> 3`)
    case 'storeHalfAt':
      return writer.line(`${halfText(a, word(0), word(1))} = ${word(2).low} >>> 3`)
    case 'hashWord':
      return writeNatural(writer, result, `hashWord(${word(0).low}, ${word(0).high})`)
    case 'hashBytes': {
      const start = `(${word(0).low} + ${a}) >>> 0`
      return writeNatural(writer, result, `hashBytes(U, M, ${start}, ${word(1).low} >> 3)`)
    }
    case 'copyBytes': {
      const start = `(${word(2).low} + (${word(3).low} >> 3) + ${a}) >>> 0`
      const to = `(${word(0).low} + (${word(1).low} >> 3) + ${a}) >>> 0`
      return writer.line(`copyBytes(U, ${to}, ${start}, ${word(4).low} >> 3)`)
    }
    case 'storeGlobal':
      return writer.line(...target.storeGlobal(a, word(0)))
    case 'allocPair':
      return writeAllocation(writer, target, node, TAG.pair, 0)
    case 'allocObject':
      return writeAllocation(writer, target, node, TAG.object, a)
    case 'allocProcedure':
      return writeAllocation(writer, target, node, TAG.procedure, kinds.procedure.number)
    case 'allocVector':
      return writeVector(writer, target, node)
    case 'allocString':
      return writeString(writer, target, node)
    default:
      return writeComputation(writer, node)
  }
}

/** Writes a node that computes from values alone. */
function writeComputation(writer: Writer, node: Node): void {
  const { result } = node
  const word = (i: number) => writer.word(node.args[i] as ValueId)
  const double = (i: number) => writer.double(node.args[i] as ValueId)
  const deliver = (low: string, high: string) => writer.assignWord(result, low, high)
  const deliverDouble = (text: string) => writer.assignDouble(result, text)
  switch (node.op) {
    case 'quotientFixnum':
      return writeDivision(writer, 'quotient', writer.wordVariables(result), word(0), word(1))
    case 'remainderFixnum':
      return writeDivision(writer, 'remainder', writer.wordVariables(result), word(0), word(1))
    case 'negateFixnum':
      return deliver(`-${word(0).low} | 0`, `~${word(0).high} + (${word(0).low} === 0 ? 1 : 0)`)
    case 'andFixnum':
      return deliver(`${word(0).low} & ${word(1).low}`, `${word(0).high} & ${word(1).high}`)
    case 'orFixnum':
      return deliver(`${word(0).low} | ${word(1).low}`, `${word(0).high} | ${word(1).high}`)
    case 'xorFixnum':
      return deliver(`${word(0).low} ^ ${word(1).low}`, `${word(0).high} ^ ${word(1).high}`)
    case 'shlFixnum':
      return writeShift(writer, 'shiftLeft', writer.wordVariables(result), word(0), word(1))
    case 'sarFixnum':
      return writeShift(writer, 'shiftRight', writer.wordVariables(result), word(0), word(1))
    case 'untag':
      return deliver(`(${word(0).low} >>> 3) | (${word(0).high} << 29)`, `${word(0).high} >> 3`)
    case 'tag':
      return deliver(`${word(0).low} << 3`, `(${word(0).high} << 3) | (${word(0).low} >>> 29)`)
    case 'addInt':
      return writeSum(writer, writer.wordVariables(result), word(0), word(1))
    case 'andInt':
      return deliver(`${word(0).low} & ${word(1).low}`, `${word(0).high} & ${word(1).high}`)
    case 'charToFixnum':
      return deliver(`(${word(0).low} >>> 8) << 3`, '0')
    case 'fixnumToChar':
      return deliver(`((${word(0).low} << 5) + ${CHARACTER_LOW_BYTE}) | 0`, '0')
    case 'fixnumToF64':
      return deliverDouble(fixnumToDouble(word(0)))
    case 'unboxSelfTagged':
      return writeUnbox(writer, word(0), writer.doubleVariable(result))
    case 'addF64':
      return deliverDouble(`${double(0)} + ${double(1)}`)
    case 'subF64':
      return deliverDouble(`${double(0)} - ${double(1)}`)
    case 'mulF64':
      return deliverDouble(`${double(0)} * ${double(1)}`)
    case 'divF64':
      return deliverDouble(`${double(0)} / ${double(1)}`)
    case 'sqrtF64':
      return deliverDouble(`Math.sqrt(${double(0)})`)
    case 'roundF64':
      return deliverDouble(`${roundings[node.a]}(${double(0)})`)
    case 'truncateF64':
      return writeTruncation(writer, writer.wordVariables(result), double(0))
    default:
      return bug(`${node.op} stands where no value is computed`)
  }
}

/** By mode. */
const roundings = ['roundEven', 'Math.floor', 'Math.ceil', 'Math.trunc'] as const

const slotText = (offset: number, ...addresses: readonly string[]) =>
  `(${addresses.join(' + ')} + ${offset}) >>> 2`

/** Indices of bytes and halves within objects are small: the low half has all of them. */
const byteText = (offset: number, base: JsWord, index: JsWord) =>
  `U[(${base.low} + (${index.low} >>> 3) + ${offset}) >>> 0]`

const halfText = (offset: number, base: JsWord, index: JsWord) =>
  `M[(${base.low} + (${index.low} >>> 1) + ${offset}) >>> 2]`

/** A number of 32 bits without sign as a fixnum. */
function writeNatural(writer: Writer, result: ValueId, text: string): void {
  const number = writer.newInt()
  writer.line(`${number} = ${text}`)
  writer.assignWord(result, `${number} << 3`, `${number} >>> 29`)
}

function constantWord(word: number): JsWord {
  const low = numberText(word | 0)
  const high = numberText(Math.floor(word / 2 ** 32) | 0)
  const isSmall = (word & 7) === TAG.fixnum && word === (word | 0)
  return isSmall ? { low, high, number: numberText(word / 8) } : { low, high }
}

/** The operand is one int32; the halves of its word are short enough to be written each time. */
function writeSmallOperand(writer: Writer, target: JsTarget, node: Node): void {
  // Operands never change, so a second reading finds the first one's variable.
  if (writer.isKnown(node.result)) return
  const number = writer.newInt()
  writer.line(`${number} = ${target.operandValue(node.a)}`)
  const isTagged = node.op === 'operandFixnum'
  const low = isTagged ? `(${number} << 3)` : number
  const high = isTagged ? `(${number} >> 29)` : `(${number} >> 31)`
  writer.setWord(node.result, isTagged ? { low, high, number } : { low, high })
}

/** A self-tagged flonum is its double's bits rotated left by 4. */
function writeUnbox(writer: Writer, { low, high }: JsWord, double: string): void {
  writer.line(
    `I[0] = (${low} >>> 4) | (${high} << 28)`,
    `I[1] = (${high} >>> 4) | (${low} << 28)`,
    `${double} = F[0]`,
  )
}

/**
 * Writes a double to `slot` as a word: self-tagged in line, else boxed; `restart` are the statements
 * for when the box finds no room.
 */
export function writeBox(
  writer: Writer,
  slot: string,
  double: string,
  restart: readonly string[],
): void {
  writer.line(`F[0] = ${double}`, 't = I[0]', 'u = I[1]', 'q = (t << 4) | (u >>> 28)')
  writer.open('if (((q + 5) & 6) === 0) {')
  writer.line(`u = (u << 4) | (t >>> 28)`, `t = ${slot}`, 'M[t] = q', 'M[t + 1] = u')
  writer.close()
  writer.open(`else if (!boxFlonum(${slot}, ${double})) {`)
  writer.line(...restart)
  writer.close()
}

/** Room has been made sure of: the address is taken and all words are written. */
function writeAllocation(
  writer: Writer,
  target: JsTarget,
  node: Node,
  tag: number,
  kind: number,
): void {
  const pointer = writer.newInt()
  const isHeadered = tag !== TAG.pair
  writer.line(
    `${pointer} = M[${target.allocationSlot}]`,
    `M[${target.allocationSlot}] = ${pointer} + ${allocatedBytes(node)}`,
    `q = ${pointer} >>> 2`,
  )
  if (isHeadered) {
    writer.line(`M[q] = ${headerLow(kind, node.args.length)}`, `M[q + 1] = ${HEADER_HIGH}`)
  }
  node.args.forEach((arg, i) => {
    const { low, high } = writer.word(arg)
    const at = 2 * i + (isHeadered ? 2 : 0)
    writer.line(`M[q + ${at}] = ${low}`, `M[q + ${at + 1}] = ${high}`)
  })
  writer.line(`${pointer} = ${pointer} | ${tag}`)
  writer.setWord(node.result, { low: pointer, high: `${target.baseHigh}` })
}

/** Lengths are fixnums, eight times the number: as many bytes as the elements need. */
function writeVector(writer: Writer, target: JsTarget, node: Node): void {
  const pointer = writer.newInt()
  const at = writer.newInt()
  const count = writer.word(node.args[0] as ValueId).low
  const fill = writer.word(node.args[1] as ValueId)
  writer.line(
    `${pointer} = M[${target.allocationSlot}]`,
    `M[${target.allocationSlot}] = ${pointer} + 16 + ${count}`,
    `q = ${pointer} >>> 2`,
    `M[q] = ((${count} + 8) << 5) + ${headerLow(node.a, 0)}`,
    `M[q + 1] = ${HEADER_HIGH}`,
    `M[q + 2] = ${count}`,
    'M[q + 3] = 0',
    `for (${at} = (${count}) >> 2; ${at} > 0; ${at} -= 2) {`,
    `  M[q + ${at} + 2] = ${fill.low}`,
    `  M[q + ${at} + 3] = ${fill.high}`,
    '}',
    `${pointer} = ${pointer} | ${TAG.object}`,
  )
  writer.setWord(node.result, { low: pointer, high: `${target.baseHigh}` })
}

/** The payload, filled word by word, and behind it the string; the length is eight times the number. */
function writeString(writer: Writer, target: JsTarget, node: Node): void {
  const pointer = writer.newInt()
  const end = writer.newInt()
  const length = writer.word(node.args[0] as ValueId).low
  const fill = writer.word(node.args[1] as ValueId).low
  writer.line(
    `${pointer} = M[${target.allocationSlot}]`,
    `q = ${pointer} >>> 2`,
    `${end} = q + 4 + (((${length} + 56) >>> 6) << 1)`,
    `M[${target.allocationSlot}] = (${end} << 2) + 24`,
    `M[q] = ${headerLow(kinds.bytes.number, 0)}`,
    `M[q + 1] = ${HEADER_HIGH}`,
    `M[q + 2] = ${length}`,
    'M[q + 3] = 0',
    `M.fill((${fill} >> 3) * 0x1010101, q + 4, ${end})`,
    `M[${end}] = ${headerLow(kinds.string.number, 2)}`,
    `M[${end} + 1] = ${HEADER_HIGH}`,
    `M[${end} + 2] = ${length}`,
    `M[${end} + 3] = 0`,
    `M[${end} + 4] = ${pointer} | ${TAG.object}`,
    `M[${end} + 5] = ${target.baseHigh}`,
    `${pointer} = (${end} << 2) | ${TAG.object}`,
  )
  writer.setWord(node.result, { low: pointer, high: `${target.baseHigh}` })
}
