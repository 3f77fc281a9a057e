// A world of words for the evaluator: one op on operand values, its answer as canonical text.
//
// Memory is a map from addresses to words, made anew for each case. A request is answered by the
// meaning of the op of that name, so a body that asks for the wrong slow path gives a wrong answer.

import {
  doubleOfSelfTagged,
  type EvaluatorHost,
  evaluateBody,
  IMMEDIATE,
  selfTag,
} from '../../src/expr/index.ts'
import { kinds, type OpSpec } from '../../src/vm/toolkit.ts'
import { meaningOf } from './table.ts'
import { fixnum, flonum, flonumText, textOf, type Value } from './values.ts'

const TAGS = { pair: 1n, object: 2n, procedure: 5n } as const
const FIRST_ADDRESS = 0x10000n

/** The error of each request that never returns. */
const errorKinds: Readonly<Record<string, string>> = {
  'expected-box': 'wrong-type',
  'expected-pair': 'wrong-type',
  'expected-vector': 'wrong-type',
  'expected-character': 'wrong-type',
  'bad-index': 'bad-index',
  'used-before-initialization': 'uninitialized',
}

export class EvaluatorWorld {
  private readonly memory = new Map<bigint, bigint>()
  private readonly doubles = new Map<bigint, number>()
  /** Raw bytes, by their addresses. */
  private readonly raw = new Map<bigint, number>()
  private readonly kindAt = new Map<bigint, number>()
  private readonly countAt = new Map<bigint, number>()
  private readonly words = new Map<Value | string, bigint>()
  /** The values behind words that were encoded, for the meanings of slow paths. */
  private readonly values = new Map<bigint, Value>()
  private top = FIRST_ADDRESS

  /** Runs `spec` on `operands`, its register and fixnum operands in order. */
  run(spec: OpSpec, operands: readonly Value[]): string {
    const given = new Map<number, Value>()
    let position = 0
    spec.operands.forEach(({ kind }, i) => {
      if (kind === 'reg' || kind === 'fixnum') given.set(i, operands[position++] as Value)
    })
    const host = this.host((operand) => given.get(operand) as Value)
    let outcome = evaluateBody(spec.body, host)
    while (outcome.kind === 'request') {
      const answer = this.answer(outcome.name, outcome.args)
      if (typeof answer === 'string') return answer
      if (outcome.resume < 0) return `${outcome.name} returned`
      outcome = evaluateBody(spec.body, host, outcome.resume, answer)
    }
    if (outcome.kind === 'goto') return '#f'
    if (outcome.kind !== 'next') return outcome.kind
    const { value } = outcome
    if (value !== null) return typeof value === 'object' ? flonumText(value.f64) : this.text(value)
    const isBranch = spec.operands.some(({ kind }) => kind === 'label')
    return isBranch ? '#t' : this.text(this.encode(operands[0] as Value))
  }

  /** What a slow path gives: a word, or the text of its error. */
  private answer(name: string, args: readonly bigint[]): bigint | string {
    const kind = errorKinds[name]
    if (kind !== undefined) return `error: ${kind}`
    const outcome = meaningOf(name)?.result(...args.map((word) => this.decode(word)))
    if (outcome === undefined) return `request ${name}`
    if ('error' in outcome) return `error: ${outcome.error}`
    if (name === 'string-set' || name === 'copy-characters') {
      this.fillString(args[0] as bigint, textIn(outcome.values[0] as Value))
      return BigInt(IMMEDIATE.unspecified)
    }
    return this.encode(outcome.values[0] as Value)
  }

  private decode(word: bigint): Value {
    const known = this.values.get(word)
    if (known !== undefined) return known
    return (word & 7n) === 0n ? fixnum(word >> 3n) : flonum(doubleOfSelfTagged(word))
  }

  private allocate(tag: bigint, kind: number, fields: readonly bigint[]): bigint {
    const at = this.top
    this.top += 8n * BigInt(fields.length + 2)
    const isPair = tag === TAGS.pair
    if (!isPair) this.kindAt.set(at, kind)
    if (!isPair) this.countAt.set(at, fields.length)
    fields.forEach((field, i) => this.memory.set(at + 8n * BigInt(i + (isPair ? 0 : 1)), field))
    return at + tag
  }

  private object(kind: { readonly number: number }, ...fields: bigint[]): bigint {
    return this.allocate(TAGS.object, kind.number, fields)
  }

  private encode(value: Value): bigint {
    const key = 'symbol' in value ? value.symbol : value
    const word = this.words.get(key) ?? this.newWord(value)
    this.words.set(key, word)
    this.values.set(word, value)
    return word
  }

  private newWord(value: Value): bigint {
    if ('fixnum' in value) return value.fixnum << 3n
    if ('flonum' in value) return selfTag(value.flonum) ?? this.boxed(value.flonum)
    // Bodies never look into bignums, fractions and complex numbers.
    if ('bignum' in value) return this.object(kinds.bignum, 0n, 0n)
    if ('ratnum' in value) return this.object(kinds.ratnum, 0n, 0n)
    if ('complex' in value) return this.object(kinds.complex, 0n, 0n)
    if ('character' in value) return BigInt((value.character << 8) | 0x46)
    if ('string' in value) return this.fillString(this.object(kinds.string, 0n, 0n), value.string)
    if ('bytes' in value) return this.rawObject(value.bytes)
    if ('symbol' in value) return this.object(kinds.symbol, this.encode({ string: value.symbol }))
    if ('box' in value) return this.object(kinds.box, this.encode(value.box))
    if ('procedure' in value) return this.allocate(TAGS.procedure, kinds.procedure.number, [0n])
    if ('pair' in value)
      return this.allocate(
        TAGS.pair,
        0,
        value.pair.map((v) => this.encode(v)),
      )
    if ('vector' in value) {
      const elements = value.vector.map((element) => this.encode(element))
      return this.object(kinds.vector, BigInt(elements.length) << 3n, ...elements)
    }
    if ('boolean' in value) return BigInt(value.boolean ? IMMEDIATE.true : IMMEDIATE.false)
    if ('null' in value) return BigInt(IMMEDIATE.null)
    return BigInt('unspecified' in value ? IMMEDIATE.unspecified : IMMEDIATE.uninitialized)
  }

  private rawObject(bytes: readonly number[]): bigint {
    const word = this.object(kinds.bytes, BigInt(bytes.length) << 3n)
    this.top += 8n * BigInt(bytes.length)
    bytes.forEach((byte, i) => this.raw.set(word - TAGS.object + 16n + BigInt(i), byte))
    return word
  }

  /** Gives the string `word` new characters: narrow if it can be. */
  private fillString(word: bigint, text: string): bigint {
    const points = Array.from(text, (c) => c.codePointAt(0) as number)
    const isNarrow = points.every((point) => point < 256)
    const bytes = isNarrow ? points : points.flatMap((p) => [p & 255, (p >> 8) & 255, p >> 16, 0])
    this.memory.set(word - TAGS.object + 8n, BigInt(points.length) << 3n)
    this.memory.set(word - TAGS.object + 16n, this.rawObject(bytes))
    return word
  }

  private bytesOf(word: bigint): number[] {
    const length = Number((this.memory.get(word - TAGS.object + 8n) as bigint) >> 3n)
    const start = word - TAGS.object + 16n
    return Array.from({ length }, (_, i) => this.raw.get(start + BigInt(i)) as number)
  }

  private stringOf(word: bigint): string {
    const bytes = this.bytesOf(this.memory.get(word - TAGS.object + 16n) as bigint)
    const length = Number((this.memory.get(word - TAGS.object + 8n) as bigint) >> 3n)
    const width = bytes.length / Math.max(length, 1)
    const point = (i: number) =>
      bytes.slice(width * i, width * (i + 1)).reduceRight((sum, byte) => 256 * sum + byte, 0)
    return Array.from({ length }, (_, i) => String.fromCodePoint(point(i))).join('')
  }

  private boxed(double: number): bigint {
    const word = this.object(kinds.flonum, 0n)
    this.doubles.set(word - TAGS.object + 8n, double)
    return word
  }

  /** The canonical text of `word`, from memory as it is now. */
  private text(word: bigint): string {
    const tag = word & 7n
    const at = word - tag
    const field = (i: number) => this.text(this.memory.get(at + 8n * BigInt(i)) as bigint)
    if (tag === TAGS.pair) return `(${field(0)} . ${field(1)})`
    if (tag === TAGS.object && this.kindAt.get(at) === kinds.vector.number) {
      const length = Number((this.memory.get(at + 8n) as bigint) >> 3n)
      return `#(${Array.from({ length }, (_, i) => field(i + 2)).join(' ')})`
    }
    if (tag === TAGS.object && this.kindAt.get(at) === kinds.box.number) return `box ${field(1)}`
    if (tag === TAGS.object && this.kindAt.get(at) === kinds.string.number) {
      return `string ${this.stringOf(word)}`
    }
    if (tag === TAGS.object && this.kindAt.get(at) === kinds.bytes.number) {
      return `bytes ${this.bytesOf(word).join(' ')}`
    }
    if (tag === 6n && (word & 0xffn) === 0x46n) return `character ${word >> 8n}`
    const known = this.values.get(word) ?? immediates.get(word)
    return textOf(known ?? this.decode(word))
  }

  private byteAt(address: bigint): number {
    const byte = this.raw.get(address)
    if (byte === undefined) throw new Error(`no byte at ${address}`)
    return byte
  }

  private host(operand: (index: number) => Value): EvaluatorHost {
    const noGlobals = (): never => {
      throw new Error('an op on values uses no globals')
    }
    const word = (address: bigint): bigint => {
      const found = this.memory.get(address)
      if (found === undefined) throw new Error(`no word at ${address}`)
      return found
    }
    return {
      register: (index) => this.encode(operand(index)),
      integer: (index) => this.encode(operand(index)) >> 3n,
      constant: noGlobals,
      global: noGlobals,
      storeGlobal: noGlobals,
      self: noGlobals,
      load: word,
      loadF64: (address) => this.doubles.get(address) as number,
      store: (address, value) => {
        word(address) // Stores go to words that exist.
        this.memory.set(address, value)
      },
      loadBytes: (address, count) => {
        const all = Array.from({ length: count }, (_, i) => this.byteAt(address + BigInt(i)))
        return all.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
      },
      storeBytes: (address, count, value) => {
        for (let i = 0n; i < BigInt(count); i++) {
          this.byteAt(address + i)
          this.raw.set(address + i, Number((value >> (8n * i)) & 255n))
        }
      },
      kindOf: (object) => this.kindAt.get(object - TAGS.object) as number,
      fieldCountOf: (object) => this.countAt.get(object - TAGS.object) as number,
      hasFlag: () => false,
      allocatePair: (car, cdr) => this.allocate(TAGS.pair, 0, [car, cdr]),
      allocateObject: (kind, fields) => this.allocate(TAGS.object, kind, fields),
      allocateProcedure: (fields) => this.allocate(TAGS.procedure, kinds.procedure.number, fields),
      allocateString: (points) =>
        this.fillString(this.object(kinds.string, 0n, 0n), String.fromCodePoint(...points)),
    }
  }
}

const textIn = (value: Value): string => ('string' in value ? value.string : '')

const immediates: ReadonlyMap<bigint, Value> = new Map<bigint, Value>([
  [BigInt(IMMEDIATE.true), { boolean: true }],
  [BigInt(IMMEDIATE.false), { boolean: false }],
  [BigInt(IMMEDIATE.null), { null: true }],
  [BigInt(IMMEDIATE.unspecified), { unspecified: true }],
])
