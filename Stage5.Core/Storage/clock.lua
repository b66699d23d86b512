-- ARGV[1] is an offset in milliseconds that only tests set; all times are the store's, never a caller's.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000) + tonumber(ARGV[1])

local function int(number)
  return string.format('%.0f', number)
end

