// How Scheme writes the numbers that the tests compute in JavaScript.

/** The external representation of a flonum. */
export function flonumText(value: number): string {
  if (Number.isNaN(value)) return '+nan.0'
  if (value === Number.POSITIVE_INFINITY) return '+inf.0'
  if (value === Number.NEGATIVE_INFINITY) return '-inf.0'
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value).replace('e+', 'e')
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** `count` texts, made from their index, with spaces between them. */
export const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')

/** `count` numbers, made from their index. */
export const numbers = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index))

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
