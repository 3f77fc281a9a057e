// sort: the same algorithm as programs/sort.scm; a list is null or { first, rest }.

const size = 400 // how many lists are built, sorted and checked; small 4

const listLength = 10000

const expected = { 4: 2181664, 400: 195066130 }

const cons = (first, rest) => ({ first, rest })

function randomList(count, seed) {
  let numbers = null
  let x = seed
  for (let left = count; left > 0; left--) {
    numbers = cons(x, numbers)
    x = (x * 16807) % 2147483647
  }
  return numbers
}

function merge(a, b) {
  if (a === null) return b
  if (b === null) return a
  return b.first < a.first ? cons(b.first, merge(a, b.rest)) : cons(a.first, merge(a.rest, b))
}

function drop(numbers, count) {
  let rest = numbers
  for (let left = count; left > 0; left--) rest = rest.rest
  return rest
}

// The first `count` of `numbers`, in ascending order.
function sortFirst(numbers, count) {
  if (count === 1) return cons(numbers.first, null)
  const half = Math.trunc(count / 2)
  return merge(sortFirst(numbers, half), sortFirst(drop(numbers, half), count - half))
}

function isAscending(numbers) {
  for (let each = numbers; each.rest !== null; each = each.rest) {
    if (each.first > each.rest.first) return false
  }
  return true
}

function checksum(numbers) {
  let sum = 0
  for (let each = numbers; each !== null; each = each.rest) sum = (sum * 31 + each.first) % 1000003
  return sum
}

function sortLists(count) {
  let total = 0
  for (let round = 1; round <= count; round++) {
    const sorted = sortFirst(randomList(listLength, round), listLength)
    if (!isAscending(sorted)) return -2
    total += checksum(sorted)
  }
  return total
}

const start = milliseconds()
const result = sortLists(size)
const elapsed = milliseconds() - start
const verdict = result === expected[size] ? 'ok' : 'WRONG'
console.log(`sort: ${verdict} ${result} ${elapsed.toFixed(3)}`)
