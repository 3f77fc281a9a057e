// tak: the same algorithm as programs/tak.scm.

const size = 160 // how many times tak(24, 16, 8) is computed; small 5

const expected = { 5: 45, 160: 1440 }

function tak(x, y, z) {
  return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z
}

function sumOfTaks(count) {
  let sum = 0
  for (let left = count; left > 0; left--) sum += tak(24, 16, 8)
  return sum
}

const start = milliseconds()
const result = sumOfTaks(size)
const elapsed = milliseconds() - start
const verdict = result === expected[size] ? 'ok' : 'WRONG'
console.log(`tak: ${verdict} ${result} ${elapsed.toFixed(3)}`)
