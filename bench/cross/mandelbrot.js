// mandelbrot: the same algorithm as programs/mandelbrot.scm.

const size = 700 // points along each side of the grid; small 100

const iterationLimit = 200

const expected = { 100: 385894, 700: 18662336 }

function escapeTime(cr, ci) {
  let zr = 0
  let zi = 0
  for (let count = 0; ; count++) {
    const zr2 = zr * zr
    const zi2 = zi * zi
    if (count === iterationLimit || zr2 + zi2 > 4) return count
    zi = 2 * (zr * zi) + ci
    zr = zr2 - zi2 + cr
  }
}

function countIterations(n) {
  const step = 3 / n
  let total = 0
  for (let row = 0; row < n; row++) {
    const ci = row * step - 1.5
    for (let column = 0; column < n; column++) total += escapeTime(column * step - 2, ci)
  }
  return total
}

const start = milliseconds()
const result = countIterations(size)
const elapsed = milliseconds() - start
const verdict = result === expected[size] ? 'ok' : 'WRONG'
console.log(`mandelbrot: ${verdict} ${result} ${elapsed.toFixed(3)}`)
