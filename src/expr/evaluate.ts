// The evaluator: what a body means, said as plainly as possible. The oracle of all tiers.
//
// It runs one body from one resume point to the next outcome, over an abstract host that owns
// operands, memory and allocation. Words and ints are BigInts in the signed 64-bit range, doubles are
// numbers, flags booleans. Where a node asks something of its arguments (a fixnum, a divisor that is
// not 0), it is asserted: a body that breaks it is wrong in every tier. Shares nothing with them.

import { assert, bug, unreachable } from '../base/index.ts'
import type { Block, BlockId, Body, Edge, Node, Terminator, ValueId } from './body.ts'
import { type CheckedName, type NodeName, type nodeSpecs, ROUND } from './nodes.table.ts'
import { CHARACTER_LOW_BYTE, TAG } from './types.ts'

/** A tagged word or raw integer: 64 bits, signed. */
export type EvaluatorWord = bigint

/** What a body sees of the world. Addresses are words with their tag, plus an offset. */
export interface EvaluatorHost {
  /** The word in the register that operand `operand` names, or `offset` registers after it. */
  register(operand: number, offset: number): EvaluatorWord
  /** The integer that is operand `operand`, untagged. */
  integer(operand: number): bigint
  constant(operand: number): EvaluatorWord
  global(operand: number): EvaluatorWord
  storeGlobal(operand: number, value: EvaluatorWord): void
  /** The running procedure. */
  self(): EvaluatorWord
  load(address: bigint): EvaluatorWord
  loadF64(address: bigint): number
  store(address: bigint, value: EvaluatorWord): void
  /** Raw bytes inside an object: one of them, or four as a little-endian number. */
  loadBytes(address: bigint, count: 1 | 4): bigint
  storeBytes(address: bigint, count: 1 | 4, value: bigint): void
  /** Kind number in the header of the object `word`. */
  kindOf(word: EvaluatorWord): number
  /** Number of fields in the same header. */
  fieldCountOf(word: EvaluatorWord): number
  /** Whether bit `bit` of the same header is set. */
  hasFlag(word: EvaluatorWord, bit: number): boolean
  allocatePair(car: EvaluatorWord, cdr: EvaluatorWord): EvaluatorWord
  allocateObject(kind: number, fields: readonly EvaluatorWord[]): EvaluatorWord
  allocateProcedure(fields: readonly EvaluatorWord[]): EvaluatorWord
  /** A narrow string of these characters. */
  allocateString(points: readonly number[]): EvaluatorWord
}

/** How the run ended; `resume` is the k to go on from, or -1. */
export type Outcome =
  /** `value` goes to the out register: a word, a double still to be boxed, or nothing. */
  | { readonly kind: 'next'; readonly value: EvaluatorWord | { readonly f64: number } | null }
  | { readonly kind: 'goto'; readonly operand: number }
  | {
      readonly kind: 'call'
      readonly callee: EvaluatorWord
      readonly base: number
      readonly count: number
      readonly resume: number
    }
  | {
      readonly kind: 'tailcall'
      readonly callee: EvaluatorWord
      readonly base: number
      readonly count: number
    }
  | { readonly kind: 'return'; readonly value: EvaluatorWord }
  | {
      readonly kind: 'request'
      readonly name: string
      readonly args: readonly EvaluatorWord[]
      readonly resume: number
    }
  | { readonly kind: 'poll'; readonly resume: number }

/** Runs `body` from resume point `k`; `delivered` is the result of the call or request before it. */
export function evaluateBody(
  body: Body,
  host: EvaluatorHost,
  k = 0,
  delivered?: EvaluatorWord,
): Outcome {
  const start = body.resumes[k] ?? bug(`there is no resume point k${k}`)
  const given = delivered === undefined ? [] : [delivered]
  return new Evaluation(body, host).run(start, given)
}

/** A double as a self-tagged word, or null if its exponent is out of range and it must be boxed. */
export function selfTag(double: number): EvaluatorWord | null {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, double)
  const bits = view.getBigUint64(0)
  const word = BigInt.asIntN(64, (bits << 4n) | (bits >> 60n))
  return isSelfTagged(word) ? word : null
}

/** The double that a self-tagged word stands for. */
export function doubleOfSelfTagged(word: EvaluatorWord): number {
  assert(isSelfTagged(word), `${word} is no self-tagged flonum`)
  const bits = BigInt.asUintN(64, word)
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, (bits >> 4n) | ((bits & 15n) << 60n))
  return view.getFloat64(0)
}

const tagOf = (word: EvaluatorWord) => Number(word & 7n)
const wrap = (value: bigint) => BigInt.asIntN(64, value)
const unsigned = (word: EvaluatorWord) => BigInt.asUintN(64, word)
const isCharacter = (word: EvaluatorWord) => (word & 255n) === BigInt(CHARACTER_LOW_BYTE)

function isSelfTagged(word: EvaluatorWord): boolean {
  return tagOf(word) === TAG.flonumLow || tagOf(word) === TAG.flonumHigh
}

/** The integer that a fixnum stands for. */
function fixnum(word: EvaluatorWord): bigint {
  assert(tagOf(word) === TAG.fixnum, `${word} is no fixnum`)
  return word >> 3n
}

/** The fixnum for `value`, or null if it needs more than 61 bits. */
function tagChecked(value: bigint): EvaluatorWord | null {
  return BigInt.asIntN(61, value) === value ? value << 3n : null
}

/** The nodes that answer a flag, read off the table. */
type TestName = {
  [Name in NodeName]: (typeof nodeSpecs)[Name]['result'] extends 'flag' ? Name : never
}[NodeName]

/** The nodes that compute anything else, and read no memory. */
type ComputationName = {
  [Name in Exclude<NodeName, TestName>]: (typeof nodeSpecs)[Name] extends {
    readonly effect: 'pure'
    readonly args: readonly []
  }
    ? never
    : (typeof nodeSpecs)[Name]['effect'] extends 'pure'
      ? Name
      : never
}[Exclude<NodeName, TestName>]

type Value = EvaluatorWord | number | boolean

class Evaluation {
  private readonly body: Body
  private readonly host: EvaluatorHost
  private readonly values: (Value | undefined)[] = []

  constructor(body: Body, host: EvaluatorHost) {
    this.body = body
    this.host = host
  }

  run(start: BlockId, given: readonly Value[]): Outcome {
    let block = this.enter(start, given)
    for (;;) {
      for (const node of block.nodes) {
        const value = this.node(node)
        if (node.result >= 0) this.values[node.result] = value
      }
      const next = this.follow(block.end)
      if (next === null) return this.leave(block.end)
      block = next
    }
  }

  private enter(id: BlockId, args: readonly Value[]): Block {
    const block = this.body.blocks[id] ?? bug(`there is no block b${id}`)
    assert(args.length === block.params.length, `b${id} takes ${block.params.length} values`)
    block.params.forEach((param, i) => {
      this.values[param] = args[i]
    })
    return block
  }

  private value(id: ValueId): Value {
    return this.values[id] ?? bug(`v${id} has no value yet`)
  }

  private word(id: ValueId): EvaluatorWord {
    const value = this.value(id)
    return typeof value === 'bigint' ? value : bug(`v${id} is no word`)
  }

  private double(id: ValueId): number {
    const value = this.value(id)
    return typeof value === 'number' ? value : bug(`v${id} is no double`)
  }

  // Control.

  /** The block after `end`, or null if `end` leaves the body. */
  private follow(end: Terminator): Block | null {
    switch (end.kind) {
      case 'jump':
        return this.take(end.to)
      case 'branch':
        return this.take(this.value(end.flag) === true ? end.then : end.else)
      case 'checked': {
        const result = this.checked(end.op, end.args)
        return result === null ? this.take(end.overflow) : this.enter(end.ok, [result])
      }
      default:
        return null
    }
  }

  private take(edge: Edge): Block {
    return this.enter(
      edge.block,
      edge.args.map((arg) => this.value(arg)),
    )
  }

  private checked(op: CheckedName, args: readonly ValueId[]): EvaluatorWord | null {
    const [x, y] = args.map((arg) => fixnum(this.word(arg))) as [bigint, bigint]
    switch (op) {
      case 'addFixnum':
        return tagChecked(x + y)
      case 'subFixnum':
        return tagChecked(x - y)
      case 'mulFixnum':
        return tagChecked(x * y)
      default:
        return unreachable(op)
    }
  }

  private leave(end: Terminator): Outcome {
    switch (end.kind) {
      case 'next': {
        const value = end.value < 0 ? null : this.value(end.value)
        if (typeof value === 'boolean') return bug(`v${end.value} is a flag`)
        return { kind: 'next', value: typeof value === 'number' ? { f64: value } : value }
      }
      case 'goto':
        return { kind: 'goto', operand: end.operand }
      case 'call': {
        const { kind, base, count } = end
        return { kind, callee: this.word(end.callee), base, count, resume: this.k(end.resume) }
      }
      case 'tailcall':
        return { kind: end.kind, callee: this.word(end.callee), base: end.base, count: end.count }
      case 'return':
        return { kind: 'return', value: this.word(end.value) }
      case 'request': {
        const args = end.args.map((arg) => this.word(arg))
        return { kind: 'request', name: end.name, args, resume: this.k(end.resume) }
      }
      case 'poll':
        return { kind: 'poll', resume: this.k(end.resume) }
      default:
        return bug(`${end.kind} does not leave the body`)
    }
  }

  /** The number of the resume point at block `id`, or -1 if there is none to come. */
  private k(id: BlockId): number {
    return id < 0 ? -1 : (this.body.blocks[id]?.resume ?? bug(`there is no block b${id}`))
  }

  // Nodes.

  private node(node: Node): Value | undefined {
    const { host } = this
    const { op, a, b } = node
    // Argument `i` of the node as a word, as an integer that was a fixnum.
    const word = (i: number) => this.word(node.args[i] as ValueId)
    const integer = (i: number) => fixnum(word(i))
    const address = () => wrap(word(0) + BigInt(a))
    const element = (bytes = 8n) => wrap(word(0) + bytes * integer(1) + BigInt(a))
    const words = () => node.args.map((arg) => this.word(arg))
    switch (op) {
      case 'wordConst':
      case 'intConst':
        return BigInt(a)
      case 'f64Const':
        return a

      case 'operandReg':
        return host.register(a, b)
      case 'operandFixnum':
        return wrap(host.integer(a) << 3n)
      case 'operandInt':
        return host.integer(a)
      case 'operandConstant':
        return host.constant(a)
      case 'operandGlobal':
        return host.global(a)
      case 'self':
        return host.self()

      case 'load':
        return host.load(address())
      case 'loadF64':
        return host.loadF64(address())
      case 'loadAt':
        return host.load(element())
      case 'loadByteAt':
        return host.loadBytes(element(1n), 1) << 3n
      case 'loadHalfAt':
        return host.loadBytes(element(4n), 4) << 3n
      case 'store':
        return void host.store(address(), word(1))
      case 'storeAt':
        return void host.store(element(), word(2))
      case 'storeByteAt':
        return void host.storeBytes(element(1n), 1, natural(integer(2), 8))
      case 'storeHalfAt':
        return void host.storeBytes(element(4n), 4, natural(integer(2), 32))
      case 'hashBytes':
        return this.hashBytes(address(), integer(1)) << 3n
      case 'copyBytes':
        return this.copyBytes(element(1n), wrap(word(2) + integer(3) + BigInt(a)), integer(4))
      case 'storeGlobal':
        return void host.storeGlobal(a, word(0))

      case 'allocPair':
        return host.allocatePair(word(0), word(1))
      case 'allocObject':
        return host.allocateObject(a, words())
      case 'allocProcedure':
        return host.allocateProcedure(words())
      case 'allocVector': {
        const count = fixnum(word(0))
        assert(count >= 0n && count <= BigInt(node.b), `allocVector of ${count} elements`)
        return host.allocateObject(a, [word(0), ...Array(Number(count)).fill(word(1))])
      }
      case 'allocString': {
        const count = integer(0)
        assert(count >= 0n && count <= 8n * BigInt(node.b), `allocString of ${count} characters`)
        return host.allocateString(Array(Number(count)).fill(Number(natural(integer(1), 8))))
      }
      case 'hashWord':
        return hashStep(word(0) & MOST_HASH, unsigned(word(0)) >> 32n) << 3n
      default:
        return this.compute(op, node)
    }
  }

  private hashBytes(start: bigint, count: bigint): bigint {
    const { host } = this
    assert(count >= 0n, `hashBytes of ${count} bytes`)
    let hash = count
    const fours = count & ~3n
    for (let i = 0n; i < fours; i += 4n) hash = hashStep(hash, host.loadBytes(start + i, 4))
    for (let i = fours; i < count; i++) hash = hashStep(hash, host.loadBytes(start + i, 1))
    return hash
  }

  private eqBytes(x: bigint, y: bigint, count: bigint): boolean {
    const { host } = this
    assert(count >= 0n, `eqBytes of ${count} bytes`)
    let same = true
    for (let i = 0n; i < count; i++) same &&= host.loadBytes(x + i, 1) === host.loadBytes(y + i, 1)
    return same
  }

  private copyBytes(to: bigint, from: bigint, count: bigint): undefined {
    const { host } = this
    assert(count >= 0n, `copyBytes of ${count} bytes`)
    for (let i = 0n; i < count; i++) host.storeBytes(to + i, 1, host.loadBytes(from + i, 1))
  }

  /** Nodes that make a value of values alone. */
  private compute(op: ComputationName | TestName, node: Node): Value {
    const word = (i: number) => this.word(node.args[i] as ValueId)
    const integer = (i: number) => fixnum(word(i))
    const double = (i: number) => this.double(node.args[i] as ValueId)
    switch (op) {
      case 'quotientFixnum':
        return (integer(0) / divisor(integer(1))) << 3n
      case 'remainderFixnum':
        return (integer(0) % divisor(integer(1))) << 3n
      case 'negateFixnum':
        return tagChecked(-integer(0)) ?? bug('negates the least fixnum')
      case 'andFixnum':
        return (integer(0) & integer(1)) << 3n
      case 'orFixnum':
        return (integer(0) | integer(1)) << 3n
      case 'xorFixnum':
        return (integer(0) ^ integer(1)) << 3n
      case 'shlFixnum':
        return wrap(word(0) << shiftCount(integer(1)))
      case 'sarFixnum':
        return (integer(0) >> shiftCount(integer(1))) << 3n
      case 'untag':
        return integer(0)
      case 'tag':
        return wrap(word(0) << 3n)
      case 'addInt':
        return wrap(word(0) + word(1))
      case 'andInt':
        return word(0) & word(1)
      case 'charToFixnum':
        assert(isCharacter(word(0)), `${word(0)} is no character`)
        return (unsigned(word(0)) >> 8n) << 3n
      case 'fixnumToChar':
        return wrap((integer(0) << 8n) | BigInt(CHARACTER_LOW_BYTE))

      case 'fixnumToF64':
        return Number(integer(0))
      case 'unboxSelfTagged':
        return doubleOfSelfTagged(word(0))
      case 'addF64':
        return double(0) + double(1)
      case 'subF64':
        return double(0) - double(1)
      case 'mulF64':
        return double(0) * double(1)
      case 'divF64':
        return double(0) / double(1)
      case 'sqrtF64':
        return Math.sqrt(double(0))
      case 'roundF64':
        return round(double(0), node.a)
      case 'truncateF64':
        return truncate(double(0))
      default:
        return this.test(op, node)
    }
  }

  private test(op: TestName, node: Node): boolean {
    const word = (i: number) => this.word(node.args[i] as ValueId)
    const integer = (i: number) => fixnum(word(i))
    const double = (i: number) => this.double(node.args[i] as ValueId)
    const tag = () => tagOf(word(0))
    switch (op) {
      case 'isFixnum':
        return tag() === TAG.fixnum
      case 'isSelfTagged':
        return isSelfTagged(word(0))
      case 'isPair':
        return tag() === TAG.pair
      case 'isProcedure':
        return tag() === TAG.procedure
      case 'isObject':
        return tag() === TAG.object
      case 'isCharacter':
        return isCharacter(word(0))
      case 'hasKind':
        assert(tag() === TAG.object, 'hasKind of a word that is no object')
        return this.host.kindOf(word(0)) === node.a
      case 'hasField':
        assert(integer(1) >= 0n, 'hasField of a negative index')
        return integer(1) + BigInt(node.a) < BigInt(this.host.fieldCountOf(word(0)))
      case 'hasFlag':
        assert(tag() === TAG.object, 'hasFlag of a word that is no object')
        return this.host.hasFlag(word(0), node.a)
      case 'isImmediate':
        return word(0) === BigInt(node.a)

      case 'eqWord':
        return word(0) === word(1)
      case 'ltFixnum':
        return integer(0) < integer(1)
      case 'leFixnum':
        return integer(0) <= integer(1)
      case 'ltUnsigned':
        return unsigned(word(0)) < unsigned(word(1))
      case 'ltF64':
        return double(0) < double(1)
      case 'leF64':
        return double(0) <= double(1)
      case 'eqF64':
        return double(0) === double(1)
      case 'eqBytes':
        return this.eqBytes(word(0) + BigInt(node.a), word(1) + BigInt(node.a), integer(2))
      default:
        return unreachable(op)
    }
  }
}

const MOST_HASH = 0xffffffffn
const HASH_FACTOR = 0x9e3779b1n

/** One step of a hash number, of 32 bits. */
function hashStep(hash: bigint, more: bigint): bigint {
  const product = ((hash ^ more) * HASH_FACTOR) & MOST_HASH
  return product ^ (product >> 15n)
}

/** Halfway between two integers the even one is nearest; zeros keep their sign. */
function round(value: number, mode: number): number {
  switch (mode) {
    case ROUND.down:
      return Math.floor(value)
    case ROUND.up:
      return Math.ceil(value)
    case ROUND.toZero:
      return Math.trunc(value)
    default: {
      const below = Math.floor(value)
      const rest = value - below
      if (rest === 0.5) return 2 * Math.round(value / 2) || value * 0
      return rest < 0.5 ? below : Math.ceil(value)
    }
  }
}

/** Without its fraction; what does not fit 64 bits, or is no number, becomes the least integer. */
function truncate(value: number): bigint {
  const limit = 2 ** 63
  return value >= -limit && value < limit ? BigInt(Math.trunc(value)) : -(2n ** 63n)
}

function shiftCount(value: bigint): bigint {
  assert(value >= 0n && value < 64n, `shifts by ${value}`)
  return value
}

function natural(value: bigint, bits: number): bigint {
  assert(value === BigInt.asUintN(bits, value), `${value} has more than ${bits} bits`)
  return value
}

/** Division truncates and never sees 0, nor -1, by which the smallest fixnum would overflow. */
function divisor(value: bigint): bigint {
  assert(value !== 0n && value !== -1n, `divides by ${value}`)
  return value
}
