// Reads the constants of a code file: first each with the indices of its parts, then the parts are
// filled in, because constants may be shared and contain themselves.

import { CHARACTER_LOW_BYTE, IMMEDIATE } from '../expr/index.ts'
import { FIXNUM_MAX, FIXNUM_MIN, type RealNumber } from '../heap/index.ts'
import type { ByteReader } from './bytes.ts'
import { constantTags } from './code-file.ts'
import type { CodeTemplate, Constant } from './code-template.ts'

const kindsByTag = new Map(
  Object.entries(constantTags).map(([kind, tag]) => [tag, kind as Constant['kind']]),
)

/** `unbound` is no value: only globals may hold it. */
const immediates: ReadonlySet<number> = new Set([
  IMMEDIATE.false,
  IMMEDIATE.true,
  IMMEDIATE.null,
  IMMEDIATE.unspecified,
  IMMEDIATE.eof,
  IMMEDIATE.default,
  IMMEDIATE.uninitialized,
])
const MOST_CODE_POINT = 0x10ffff

/** More bytes than any number that a program can compute has. */
const MOST_FRACTION_BYTES = 2 ** 12

type Filling =
  | { readonly kind: 'pair'; car: Constant; cdr: Constant }
  | { readonly kind: 'vector'; readonly elements: Constant[] }
  | { readonly kind: 'code' | 'procedure'; template: CodeTemplate }

/** The parts of a constant, by their indices; `offset` is where it lies in the file. */
interface Unfilled {
  readonly to: Filling
  readonly parts: readonly number[]
  readonly offset: number
}

const nothing: Constant = { kind: 'immediate', word: IMMEDIATE.null }

export class ConstantTable {
  private readonly list: readonly Constant[]
  /** Those that wait for a template. */
  private readonly waiting = new Map<Constant, Unfilled>()
  /** The same by the template's number. */
  private readonly waitingFor = new Map<number, Unfilled[]>()

  constructor(list: readonly Constant[], waiting: readonly Unfilled[]) {
    this.list = list
    for (const each of waiting) {
      const number = each.parts[0] as number
      const others = this.waitingFor.get(number)
      this.waiting.set(each.to, each)
      if (others === undefined) this.waitingFor.set(number, [each])
      else others.push(each)
    }
  }

  /** The next index as a constant of template number `number`, which comes behind those it contains. */
  take(reader: ByteReader, number: number): Constant {
    const start = reader.at
    const constant = this.list[reader.index('constant', this.list.length)] as Constant
    const inner = this.waiting.get(constant)?.parts[0] ?? -1
    if (inner >= number) reader.fail(`template ${inner} does not come before ${number}`, start)
    return constant
  }

  /** Template number `number` has been read. */
  provide(number: number, template: CodeTemplate): void {
    for (const { to } of this.waitingFor.get(number) ?? []) {
      if ('template' in to) to.template = template
    }
  }

  /** All `count` templates have been read. */
  finish(reader: ByteReader, count: number): void {
    for (const { parts, offset } of this.waiting.values()) {
      if ((parts[0] as number) >= count) reader.fail(`there is no template ${parts[0]}`, offset)
    }
  }
}

export function readConstants(reader: ByteReader, texts: readonly string[]): ConstantTable {
  const count = reader.size('the number of constants', 2)
  const unfilled: Unfilled[] = []
  const list: Constant[] = []
  for (let i = 0; i < count; i++) list.push(readConstant(reader, texts, count, unfilled))
  const waiting: Unfilled[] = []
  for (const each of unfilled) {
    if ('template' in each.to) waiting.push(each)
    else fill(reader, each, list)
  }
  return new ConstantTable(list, waiting)
}

function fill(reader: ByteReader, { to, parts, offset }: Unfilled, list: readonly Constant[]) {
  const constants = parts.map((index) => {
    const part = list[index] as Constant
    if ('template' in part) reader.fail('code inside of a structure', offset)
    return part
  })
  if (to.kind === 'pair') [to.car, to.cdr] = constants as [Constant, Constant]
  else if (to.kind === 'vector') for (const each of constants) to.elements.push(each)
}

function readConstant(
  reader: ByteReader,
  texts: readonly string[],
  count: number,
  unfilled: Unfilled[],
): Constant {
  const offset = reader.at
  const tag = reader.byte()
  const kind = kindsByTag.get(tag) ?? reader.fail(`no kind of constant has tag ${tag}`, offset)
  const later = (to: Filling, parts: readonly number[]): Constant => {
    unfilled.push({ to, parts, offset })
    return to as Constant
  }
  const part = () => reader.index('constant', count)
  switch (kind) {
    case 'fixnum':
    case 'bignum':
    case 'ratnum':
      return readExact(reader, kind, offset)
    case 'flonum':
      return { kind, value: reader.double() }
    case 'complex':
      return readComplex(reader, offset)
    case 'immediate':
      return { kind, word: readImmediate(reader, offset) }
    case 'string':
    case 'symbol':
      return { kind, text: texts[reader.index('text', texts.length)] as string }
    case 'pair':
      return later({ kind, car: nothing, cdr: nothing }, [part(), part()])
    case 'vector': {
      const size = reader.size('the length of a vector')
      const parts: number[] = []
      for (let i = 0; i < size; i++) parts.push(part())
      return later({ kind, elements: [] }, parts)
    }
    case 'bytes':
      return { kind, bytes: reader.raw(reader.size('the length of a bytevector')).slice() }
    case 'code':
    case 'procedure':
      return later({ kind, template: null as unknown as CodeTemplate }, [
        reader.count('a template'),
      ])
  }
}

type ExactKind = 'fixnum' | 'bignum' | 'ratnum'
type ExactConstant = Extract<Constant, { kind: ExactKind }>

function readExact(reader: ByteReader, kind: ExactKind, offset: number): ExactConstant {
  const value = reader.integer()
  const isSmall = value >= FIXNUM_MIN && value <= FIXNUM_MAX
  if (kind === 'fixnum' && !isSmall) reader.fail('a fixnum of more than 61 bits', offset)
  if (kind === 'bignum' && isSmall) reader.fail('a bignum that is a fixnum', offset)
  if (kind !== 'ratnum') return { kind, value }
  const denominator = reader.integer()
  if (reader.at - offset > MOST_FRACTION_BYTES) reader.fail('a fraction is too long', offset)
  if (denominator < 2n) reader.fail('a denominator is less than 2', offset)
  if (commonDivisor(value, denominator) !== 1n)
    reader.fail('a fraction not in lowest terms', offset)
  return { kind, numerator: value, denominator }
}

function readComplex(reader: ByteReader, offset: number): Constant {
  const real = readReal(reader)
  const imaginary = readReal(reader)
  if ((typeof real === 'number') !== (typeof imaginary === 'number')) {
    reader.fail('a complex number of mixed exactness', offset)
  }
  if (imaginary === 0n) reader.fail('a complex number that is real', offset)
  return { kind: 'complex', real, imaginary }
}

/** A part of a complex number. */
function readReal(reader: ByteReader): RealNumber {
  const offset = reader.at
  const kind = kindsByTag.get(reader.byte())
  if (kind === 'flonum') return reader.double()
  if (kind !== 'fixnum' && kind !== 'bignum' && kind !== 'ratnum') {
    return reader.fail('a part of a complex number is no real number', offset)
  }
  const part = readExact(reader, kind, offset)
  if (part.kind !== 'ratnum') return part.value
  return { numerator: part.numerator, denominator: part.denominator }
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

function readImmediate(reader: ByteReader, offset: number): number {
  const word = reader.count('an immediate', 2 ** 31 - 1)
  const point = word >>> 8
  const isCharacter =
    (word & 0xff) === CHARACTER_LOW_BYTE &&
    point <= MOST_CODE_POINT &&
    (point < 0xd800 || point > 0xdfff)
  if (isCharacter || immediates.has(word)) return word
  return reader.fail(`no value is the immediate ${word}`, offset)
}
