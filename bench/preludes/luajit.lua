-- Put before a benchmark program for LuaJIT: elapsed time on the monotonic clock, in milliseconds
-- (os.clock counts processor time, which would flatter it on a busy machine).
local ffi = require('ffi')
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } bench_timespec;
  int clock_gettime(int clock, bench_timespec *time);
]]
local function milliseconds()
  local time = ffi.new('bench_timespec')
  ffi.C.clock_gettime(1, time)
  return tonumber(time.seconds) * 1000 + tonumber(time.nanoseconds) / 1e6
end
