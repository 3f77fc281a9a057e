-- queens: the same algorithm as programs/queens.scm; a list is nil or { first, rest },
-- which runs faster here than a table with named fields.

local size = 13 -- width of the board; small 10

local expected = { [10] = 724, [13] = 73712 }

local function cons(first, rest)
  return { first, rest }
end

local function rows_up_to(n)
  local rows = nil
  for row = n, 1, -1 do
    rows = cons(row, rows)
  end
  return rows
end

local function without(row, rows)
  if rows[1] == row then
    return rows[2]
  end
  return cons(rows[1], without(row, rows[2]))
end

local function is_safe(row, placed)
  local distance = 1
  while placed do
    local other = placed[1]
    if other == row + distance or other == row - distance then
      return false
    end
    placed = placed[2]
    distance = distance + 1
  end
  return true
end

local function count_placements(free, placed)
  if not free then
    return 1
  end
  local total = 0
  local rows = free
  while rows do
    local row = rows[1]
    if is_safe(row, placed) then
      total = total + count_placements(without(row, free), cons(row, placed))
    end
    rows = rows[2]
  end
  return total
end

local start = milliseconds()
local result = count_placements(rows_up_to(size), nil)
local elapsed = milliseconds() - start
local verdict = result == expected[size] and 'ok' or 'WRONG'
print(string.format('queens: %s %d %.3f', verdict, result, elapsed))
