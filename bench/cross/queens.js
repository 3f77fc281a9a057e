// queens: the same algorithm as programs/queens.scm; a list is null or { first, rest }.

const size = 13 // width of the board; small 10

const expected = { 10: 724, 13: 73712 }

const cons = (first, rest) => ({ first, rest })

function rowsUpTo(n) {
  let rows = null
  for (let row = n; row > 0; row--) rows = cons(row, rows)
  return rows
}

function without(row, rows) {
  return rows.first === row ? rows.rest : cons(rows.first, without(row, rows.rest))
}

function isSafe(row, placed) {
  let distance = 1
  for (let each = placed; each !== null; each = each.rest) {
    if (each.first === row + distance || each.first === row - distance) return false
    distance++
  }
  return true
}

function countPlacements(free, placed) {
  if (free === null) return 1
  let total = 0
  for (let rows = free; rows !== null; rows = rows.rest) {
    const row = rows.first
    if (isSafe(row, placed)) total += countPlacements(without(row, free), cons(row, placed))
  }
  return total
}

const start = milliseconds()
const result = countPlacements(rowsUpTo(size), null)
const elapsed = milliseconds() - start
const verdict = result === expected[size] ? 'ok' : 'WRONG'
console.log(`queens: ${verdict} ${result} ${elapsed.toFixed(3)}`)
