// Functions of complex doubles: inverses, symmetries, the sides of branch cuts, and values at the edges.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as complex from '../../../../../src/lang/scheme/numbers/complex-functions.ts'

type Point = complex.Point

const point = (x: number, y: number): Point => ({ x, y })
const conjugate = ({ x, y }: Point) => point(x, -y)
const opposite = ({ x, y }: Point) => point(-x, -y)

const coordinates = [1e-200, 1e-9, 0.25, 0.9999999, 1, 1.5, 3, 40]
const signs = [1, -1]
const points = coordinates.flatMap((x) =>
  coordinates.flatMap((y) => signs.flatMap((s) => signs.map((t) => point(s * x, t * y)))),
)

function assertNear(actual: Point, expected: Point, what: string, tolerance = 1e-13): void {
  const size = Math.max(Math.hypot(expected.x, expected.y), Number.MIN_VALUE)
  const distance = Math.hypot(actual.x - expected.x, actual.y - expected.y)
  assert.ok(distance <= tolerance * size, `${what}: ${actual.x} ${actual.y}`)
}

const named = (z: Point) => `${z.x} ${z.y}`

test('functions undo their inverses', () => {
  const pairs: readonly (readonly [complex.PointFunction, complex.PointFunction, number])[] = [
    [complex.arcSine, complex.sine, 1e-13],
    [complex.logarithm, complex.exponential, 1e-13],
    [complex.squareRoot, ({ x, y }) => point(x * x - y * y, 2 * x * y), 1e-13],
  ]
  for (const [inverse, run, tolerance] of pairs) {
    for (const z of points) assertNear(run(inverse(z)), z, `${run.name} ${named(z)}`, tolerance)
  }
  // Near 0 and beyond the poles the cosine and the tangent lose digits.
  for (const z of points.filter(({ x, y }) => Math.abs(x) > 0.1 && Math.abs(y) < 2)) {
    assertNear(complex.cosine(complex.arcCosine(z)), z, `cosine ${named(z)}`, 1e-9)
    assertNear(complex.tangent(complex.arcTangent(z)), z, `tangent ${named(z)}`, 1e-9)
  }
})

test('functions of conjugates are conjugates, odd ones are odd', () => {
  const odd = [complex.sine, complex.tangent, complex.arcSine, complex.arcTangent]
  const others = [complex.cosine, complex.arcCosine, complex.squareRoot, complex.exponential]
  for (const run of [...odd, ...others, complex.logarithm]) {
    for (const z of points) assert.deepEqual(run(conjugate(z)), conjugate(run(z)), run.name)
  }
  for (const run of odd) {
    for (const z of points) assertNear(run(opposite(z)), opposite(run(z)), run.name, 1e-15)
  }
})

test('the sign of a zero says on which side of a cut a number lies', () => {
  const { PI } = Math
  assert.deepEqual(complex.squareRoot(point(-4, 0)), point(0, 2))
  assert.deepEqual(complex.squareRoot(point(-4, -0)), point(0, -2))
  assert.deepEqual(complex.logarithm(point(-1, 0)), point(0, PI))
  assert.deepEqual(complex.logarithm(point(-1, -0)), point(0, -PI))
  const height = Math.asinh(Math.sqrt(3))
  assertNear(complex.arcSine(point(2, 0)), point(PI / 2, height), 'asin above')
  assertNear(complex.arcSine(point(2, -0)), point(PI / 2, -height), 'asin below')
  assertNear(complex.arcCosine(point(-2, 0)), point(PI, -height), 'acos above')
  assertNear(complex.arcTangent(point(0, 2)), point(PI / 2, Math.atanh(0.5)), 'atan right')
  assertNear(complex.arcTangent(point(-0, 2)), point(-PI / 2, Math.atanh(0.5)), 'atan left')
})

test('what is large or tiny neither overflows nor vanishes', () => {
  assertNear(
    complex.squareRoot(point(1e308, 1e308)),
    point(1.09868411346781e154, 4.550898605622274e153),
    'sqrt',
  )
  assertNear(complex.squareRoot(point(0, 2e-320)), point(1e-160, 1e-160), 'sqrt', 1e-4)
  assertNear(complex.logarithm(point(1e308, 1e308)), point(709.5427822324461, Math.PI / 4), 'log')
  assertNear(complex.logarithm(point(1, 1e-10)), point(5e-21, 1e-10), 'log')
  assertNear(point(complex.logarithm(point(1, 1e-10)).x, 0), point(5e-21, 0), 'log')
  const nearOne = complex.logarithm(point(0.7071067811794765, 0.7071067811865475))
  assertNear(point(nearOne.x, 0), point(-5.000048085837774e-12, 0), 'log', 1e-6)
  const large = complex.exponential(point(709.9482473405542, Math.PI / 4))
  assertNear(large, point(1.4999999999999729e308, 1.4999999999999725e308), 'exp')
  assert.deepEqual(complex.tangent(point(1, 800)), point(0, 1))
  assertNear(complex.arcTangent(point(1e-300, 1)), point(Math.PI / 4, 345.7343375393868), 'atan')
  assert.deepEqual(complex.squareRoot(point(-Infinity, 1)), point(0, Infinity))
  assert.deepEqual(complex.exponential(point(0, -0)), point(1, -0))
})

test('quotients that are doubles are found, however large or small their operands', () => {
  const rows: readonly (readonly [Point, Point, Point])[] = [
    [point(1, 1), point(1, 2 ** 1023), point(2 ** -1023, -(2 ** -1023))],
    [point(2 ** 1023, 2 ** 1023), point(1, 1), point(2 ** 1023, 0)],
    [point(5e-324, 5e-324), point(1e-323, 5e-324), point(0.6, 0.2)],
    [point(1e300, 1e300), point(1e300, 1e300), point(1, 0)],
    [point(2 ** 1015, 2 ** -989), point(2 ** 1023, 2 ** 1023), point(2 ** -9, -(2 ** -9))],
    [point(1, 0), point(0, 0), point(Number.NaN, Number.NaN)],
  ]
  for (const [a, b, expected] of rows) {
    const actual = complex.quotient(a, b)
    if (Number.isNaN(expected.x)) assert.ok(!Number.isFinite(actual.x))
    else assertNear(actual, expected, `${named(a)} / ${named(b)}`, 1e-15)
  }
})
