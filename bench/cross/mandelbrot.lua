-- mandelbrot: the same algorithm as programs/mandelbrot.scm.

local size = 700 -- points along each side of the grid; small 100

local iteration_limit = 200

local expected = { [100] = 385894, [700] = 18662336 }

local function escape_time(cr, ci)
  local zr, zi, count = 0, 0, 0
  while true do
    local zr2, zi2 = zr * zr, zi * zi
    if count == iteration_limit or zr2 + zi2 > 4 then
      return count
    end
    zr, zi, count = zr2 - zi2 + cr, 2 * (zr * zi) + ci, count + 1
  end
end

local function count_iterations(n)
  local step = 3 / n
  local total = 0
  for row = 0, n - 1 do
    local ci = row * step - 1.5
    for column = 0, n - 1 do
      total = total + escape_time(column * step - 2, ci)
    end
  end
  return total
end

local start = milliseconds()
local result = count_iterations(size)
local elapsed = milliseconds() - start
local verdict = result == expected[size] and 'ok' or 'WRONG'
print(string.format('mandelbrot: %s %d %.3f', verdict, result, elapsed))
