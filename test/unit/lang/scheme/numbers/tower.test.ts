// Arithmetic across the boundary of fixnums and limbs, in the VM, against bigints of JavaScript.
//
// Operands lie around the powers of two where representations change. The expected texts come from
// definitions that share nothing with the implementation: fractions by Euclid, division by its identity.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createVm } from '../../../../../src/lang/scheme/index.ts'
import { integerRoot } from '../../../../../src/lang/scheme/numbers/powers.ts'

const vms = (['reference', 'threaded'] as const).map((engine) => createVm({ engine }))
const stressed = createVm({ engine: 'threaded', gcStress: true })
after(() => {
  for (const vm of [...vms, stressed]) vm.dispose()
})

let seed = 20261121
/** The next of a fixed row of numbers from 0 to `below` - 1. */
function next(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0
  return (seed >>> 8) % below
}

const exponents = [0, 29, 30, 31, 32, 52, 53, 59, 60, 61, 62, 63, 64, 65, 127, 128, 191, 192, 900]

function integer(): bigint {
  const power = 1n << BigInt(exponents[next(exponents.length)] as number)
  const value = power + BigInt(next(7) - 3)
  return next(2) === 0 ? value : -value
}

const list = (texts: readonly string[]) => `(list ${texts.join(' ')})`
const listText = (texts: readonly string[]) => `(${texts.join(' ')})`

function fractionText(numerator: bigint, denominator: bigint): string {
  let [a, b] = [numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  const divisor = a < 0n === denominator < 0n ? a : -a
  const below = denominator / divisor
  return below === 1n ? `${numerator / divisor}` : `${numerator / divisor}/${below}`
}

function euclid(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x < 0n ? -x : x
}

const floorDivide = (a: bigint, b: bigint) => (a - (((a % b) + b) % b)) / b

/** Expressions of two integers and their values. */
function cases(a: bigint, b: bigint): [string, string][] {
  const sign = a < b ? -1 : a > b ? 1 : 0
  const always: [string, string][] = [
    [`(+ ${a} ${b})`, `${a + b}`],
    [`(- ${a} ${b})`, `${a - b}`],
    [`(* ${a} ${b})`, `${a * b}`],
    [`(= ${a} ${b})`, sign === 0 ? '#t' : '#f'],
    [`(< ${a} ${b})`, sign < 0 ? '#t' : '#f'],
    [`(<= ${a} ${b})`, sign <= 0 ? '#t' : '#f'],
    [`(bitwise-and ${a} ${b})`, `${a & b}`],
    [`(bitwise-xor ${a} ${b})`, `${a ^ b}`],
    [`(inexact->exact (exact->inexact ${a}))`, `${BigInt(Number(a))}`],
    [`(* ${a} 0)`, '0'],
    [`(gcd ${a} ${b})`, `${euclid(a, b)}`],
    [`(gcd (* ${a} ${a}) (+ ${b} ${a}))`, `${euclid(a * a, a + b)}`],
  ]
  if (b === 0n) return always
  return [
    ...always,
    [`(/ ${a} ${b})`, fractionText(a, b)],
    [`(quotient ${a} ${b})`, `${a / b}`],
    [`(remainder ${a} ${b})`, `${a % b}`],
    [`(modulo ${a} ${b})`, `${a - b * floorDivide(a, b)}`],
    [`(floor-quotient ${a} ${b})`, `${floorDivide(a, b)}`],
    [`(floor (/ ${a} ${b}))`, `${floorDivide(a, b)}`],
  ]
}

test('integers and fractions around the boundaries', () => {
  for (let round = 0; round < 40; round++) {
    const rows = Array.from({ length: 3 }, () => cases(integer(), integer())).flat()
    const program = list(rows.map(([expression]) => expression))
    const expected = listText(rows.map(([, value]) => value))
    for (const vm of vms) assert.equal(vm.run(program), expected)
    if (round < 4) assert.equal(stressed.run(program), expected)
  }
})

test('collections while bignums and fractions are made', () => {
  const program = `
    (define (sum n) (if (= n 0) 0 (+ (/ 1 n) (sum (- n 1)))))
    (define (factorial n) (if (= n 0) 1 (* n (factorial (- n 1)))))
    (list (sum 30) (quotient (factorial 40) (factorial 37)) (exact->inexact (sum 30)))`
  const expected = '(9304682830147/2329089562800 59280 3.994987130920391)'
  assert.equal(stressed.run(program), expected)
})

test('numbers written in any radix are read back', () => {
  const vm = vms[1] as (typeof vms)[number]
  for (let round = 0; round < 40; round++) {
    const denominator = integer()
    const value = fractionText(integer(), denominator === 0n ? 1n : denominator)
    const radix = [2, 3, 8, 10, 16, 36][next(6)] as number
    const text = `(number->string ${value} ${radix})`
    assert.equal(vm.run(`(string->number ${text} ${radix})`), value)
  }
})

test('common divisors of integers of all sizes', () => {
  const pairs = Array.from({ length: 60 }, () => {
    const common = next(3) === 0 ? integer() : BigInt(next(100) - 50)
    return [common * integer(), next(3) === 0 ? BigInt(next(9) - 4) : common * integer()] as const
  })
  pairs.push([-(1n << 60n), -1n], [0n, -(1n << 60n)], [-(1n << 60n), -(1n << 60n)], [0n, 0n])
  const divisor = (a: bigint, b: bigint): bigint => (b !== 0n ? divisor(b, a % b) : a < 0n ? -a : a)
  const program = list(pairs.map(([a, b]) => `(gcd ${a} ${b})`))
  const expected = listText(pairs.map(([a, b]) => `${divisor(a, b)}`))
  for (const vm of vms) assert.equal(vm.run(program), expected)
})

test('roots are rounded down, at squares too', () => {
  for (const bits of [1, 53, 99, 100, 101, 103, 104, 150, 201, 202, 399, 1000, 5000]) {
    const most = (1n << BigInt(bits)) - 1n
    const root = integerRoot(most)
    for (let k = -9n; k <= 9n; k++) {
      for (const value of [most + k, root * root + k, (most * BigInt(next(1000000))) / 1000000n]) {
        if (value < 0n) continue
        const found = integerRoot(value)
        assert.ok(found * found <= value && (found + 1n) * (found + 1n) > value, `${value}`)
      }
    }
  }
})

test('a decimal is the nearest double, a fraction too', () => {
  const vm = vms[1] as (typeof vms)[number]
  for (let round = 0; round < 100; round++) {
    const digits = `${next(1000000)}${next(1000000)}${next(1000000)}`
    const places = next(340)
    const text = `${digits}e-${places}`
    const decimal = vm.run(text)
    assert.equal(vm.run(`(exact->inexact #e${text})`), decimal, text)
    assert.equal(vm.run(`(= (exact ${decimal}) ${decimal})`), '#t')
  }
})

test('roots and powers of what no double holds', () => {
  const vm = vms[1] as (typeof vms)[number]
  const values: [string, string][] = [
    ['(sqrt (* -4 (expt 10 800)))', `+${2n * 10n ** 400n}i`],
    ['(sqrt (make-rectangular 0 (* 2 (expt 10 600))))', `${10n ** 300n}+${10n ** 300n}i`],
    [
      '(sqrt (make-rectangular (expt 2 1200) (expt 2 900)))',
      `${2 ** 600}+${2 ** 299}i`.replaceAll('e+', 'e'),
    ],
    ['(expt (- (expt 10 400)) 3.0)', '-inf.0'],
    ['(expt 0 1/3)', '0'],
    ['(expt +i (expt 7 1000))', '+i'],
    ['(expt 1/2+i -3)', '-88/125+16/125i'],
    ['(= (expt 2+3i 40) (square (expt 2+3i 20)))', '#t'],
  ]
  for (const [program, value] of values) assert.equal(vm.run(program), value, program)
})

test('errors name the procedure', () => {
  const vm = vms[1] as (typeof vms)[number]
  const errors: [string, string][] = [
    ['(+ 1 "a")', '+: expected a number, got "a"'],
    ['(gcd 4 1/2)', 'gcd: expected an integer, got 1/2 (argument 2)'],
    ['(quotient 1/2 3)', 'quotient: expected an integer, got 1/2'],
    ['(exact +nan.0)', 'exact: expected a finite number, got +nan.0'],
    ['(expt 0 -1)', 'expt: division by zero'],
    ['(expt 0 -3/4)', 'expt: division by zero'],
    ['(/ 1/2 0)', '/: division by zero'],
    ['(< 1 1+i)', 'comparison: expected a real number, got 1+i (argument 2)'],
    ['(floor -i)', 'floor: expected a real number, got -i'],
    ['(max 1 1+i)', 'max: expected a real number, got 1+i (argument 2)'],
    ['(even? 2+2i)', 'remainder: expected an integer, got 2+2i'],
    ['(exact 1.0+inf.0i)', 'exact: expected a finite number, got +inf.0'],
    ['(make-rectangular 1 +i)', 'make-rectangular: expected a real number, got +i (argument 2)'],
    ['(expt 0 +i)', 'expt: this power of 0 is not defined'],
    ['(/ 1+i 0)', '/: division by zero'],
    ['(number->string 10 1)', 'number->string: expected a radix from 2 to 36, got 1 (argument 2)'],
    ['(exact-integer-sqrt -1)', 'exact-integer-sqrt: expected an exact integer from 0 up, got -1'],
    [
      '(arithmetic-shift 1 (expt 2 40))',
      'arithmetic-shift: the result would have more than 67108864 bits',
    ],
  ]
  for (const [program, message] of errors) assert.throws(() => vm.run(program), { message })
})
