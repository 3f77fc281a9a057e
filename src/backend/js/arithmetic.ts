// Fixnum arithmetic and comparisons as text over two int32 halves.
//
// A fixnum's word is its value times 8, so sums and differences of words are those of the values,
// and a word out of range is a 64-bit overflow. Carries are computed without a branch:
//
//   sum         carry  = top bit of (x & y) | ((x | y) & ~sum)
//   difference  borrow = top bit of (~x & y) | (~(x ^ y) & difference)

import type { CheckedName } from '../../expr/index.ts'
import type { JsWord } from './target.ts'
import type { Writer } from './writer.ts'

/** Doubles from here on stand for several integers. */
const SAFE_INTEGER = '9007199254740991'
const HIGH_UNIT = '536870912'

/** True if this word fits 32 bits, tag and all. */
const isShort = (x: JsWord) => `${x.high} === ${x.low} >> 31`

/** The value of a fixnum as a double: exact up to 53 bits, else rounded once. */
export const fixnumToDouble = (x: JsWord) =>
  x.number ?? `(${x.high} * ${HIGH_UNIT} + (${x.low} >>> 3))`

export const lessFixnum = (x: JsWord, y: JsWord) =>
  `(${x.high} === ${y.high} ? (${x.low} >>> 0) < (${y.low} >>> 0) : ${x.high} < ${y.high})`

export const lessUnsigned = (x: JsWord, y: JsWord) =>
  `(${x.high} === ${y.high} ? (${x.low} >>> 0) < (${y.low} >>> 0) ` +
  `: (${x.high} >>> 0) < (${y.high} >>> 0))`

/** 64-bit addition into `sum`, which is not an operand. */
export function writeSum(writer: Writer, sum: JsWord, x: JsWord, y: JsWord): void {
  const carry = `((${x.low} & ${y.low}) | ((${x.low} | ${y.low}) & ~${sum.low})) >>> 31`
  writer.line(
    `${sum.low} = (${x.low} + ${y.low}) | 0`,
    `${sum.high} = (${x.high} + ${y.high} + (${carry})) | 0`,
  )
}

function writeDifference(writer: Writer, difference: JsWord, x: JsWord, y: JsWord): void {
  const { low, high } = difference
  const borrow = `((~${x.low} & ${y.low}) | (~(${x.low} ^ ${y.low}) & ${low})) >>> 31`
  writer.line(
    `${low} = (${x.low} - ${y.low}) | 0`,
    `${high} = (${x.high} - ${y.high} - (${borrow})) | 0`,
  )
}

/** Computes into `result`; the text is true if that overflowed. */
const checked: Record<CheckedName, (w: Writer, result: JsWord, x: JsWord, y: JsWord) => string> = {
  addFixnum(writer, sum, x, y) {
    writeSum(writer, sum, x, y)
    return `((${x.high} ^ ${sum.high}) & (${y.high} ^ ${sum.high})) < 0`
  },
  subFixnum(writer, difference, x, y) {
    writeDifference(writer, difference, x, y)
    return `((${x.high} ^ ${y.high}) & (${x.high} ^ ${difference.high})) < 0`
  },
  mulFixnum(writer, product, x, y) {
    const double = writer.newDouble()
    const overflows = writer.newInt()
    writer.line(`${overflows} = 0`)
    writer.line(`${double} = ${fixnumToDouble(x)} * ${fixnumToDouble(y)}`)
    writer.open(`if (${double} >= -${SAFE_INTEGER} && ${double} <= ${SAFE_INTEGER}) {`)
    writer.line(`${product.low} = (${double} * 8) | 0`)
    writer.line(`${product.high} = Math.floor(${double} / ${HIGH_UNIT}) | 0`)
    writer.close()
    writer.open(`else if (multiplyWide(${x.low}, ${x.high}, ${y.low}, ${y.high})) {`)
    writer.line(`${product.low} = R[0]`, `${product.high} = R[1]`)
    writer.close()
    writer.line(`else ${overflows} = 1`)
    return `${overflows} !== 0`
  },
}

/** Writes checked arithmetic; the text of the overflow condition. */
export function writeChecked(
  writer: Writer,
  op: CheckedName,
  result: JsWord,
  x: JsWord,
  y: JsWord,
): string {
  return checked[op](writer, result, x, y)
}

/** Shifts by the fixnum `count`, from 0 to 63. */
export function writeShift(
  writer: Writer,
  name: 'shiftLeft' | 'shiftRight',
  result: JsWord,
  x: JsWord,
  count: JsWord,
): void {
  writer.line(`${name}Wide(${x.low}, ${x.high}, ${count.low} >> 3)`)
  writer.line(`${result.low} = R[0]`, `${result.high} = R[1]`)
}

/** The integer part of a double as a raw integer. */
export function writeTruncation(writer: Writer, result: JsWord, double: string): void {
  writer.line(`truncateWide(${double})`, `${result.low} = R[0]`, `${result.high} = R[1]`)
}

/** Truncated division; short words divide as int32s, tags and all. */
export function writeDivision(
  writer: Writer,
  part: 'quotient' | 'remainder',
  result: JsWord,
  x: JsWord,
  y: JsWord,
): void {
  const short = part === 'quotient' ? `(${x.low} / ${y.low} | 0) << 3` : `${x.low} % ${y.low} | 0`
  writer.open(`if (${isShort(x)} && ${isShort(y)}) {`)
  writer.line(`${result.low} = ${short}`, `${result.high} = ${result.low} >> 31`)
  writer.close()
  writer.open('else {')
  writer.line(`${part}Wide(${x.low}, ${x.high}, ${y.low}, ${y.high})`)
  writer.line(`${result.low} = R[0]`, `${result.high} = R[1]`)
  writer.close()
}
