-- fib: the same algorithm as programs/fib.scm.

local size = 40 -- the argument of fib; small 30

local expected = { [30] = 832040, [40] = 102334155 }

local function fib(n)
  if n < 2 then
    return n
  end
  return fib(n - 1) + fib(n - 2)
end

local start = milliseconds()
local result = fib(size)
local elapsed = milliseconds() - start
local verdict = result == expected[size] and 'ok' or 'WRONG'
print(string.format('fib: %s %d %.3f', verdict, result, elapsed))
