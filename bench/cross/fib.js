// fib: the same algorithm as programs/fib.scm.

const size = 40 // the argument of fib; small 30

const expected = { 30: 832040, 40: 102334155 }

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

const start = milliseconds()
const result = fib(size)
const elapsed = milliseconds() - start
const verdict = result === expected[size] ? 'ok' : 'WRONG'
console.log(`fib: ${verdict} ${result} ${elapsed.toFixed(3)}`)
