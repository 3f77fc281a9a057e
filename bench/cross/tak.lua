-- tak: the same algorithm as programs/tak.scm.

local size = 160 -- how many times tak(24, 16, 8) is computed; small 5

local expected = { [5] = 45, [160] = 1440 }

local function tak(x, y, z)
  if not (y < x) then
    return z
  end
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end

local function sum_of_taks(count)
  local sum = 0
  for _ = 1, count do
    sum = sum + tak(24, 16, 8)
  end
  return sum
end

local start = milliseconds()
local result = sum_of_taks(size)
local elapsed = milliseconds() - start
local verdict = result == expected[size] and 'ok' or 'WRONG'
print(string.format('tak: %s %d %.3f', verdict, result, elapsed))
