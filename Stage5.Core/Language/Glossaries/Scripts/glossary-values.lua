-- ARGV: 2 book, 3 generation, then ids. Returns the value of each, '' for what is gone.
local values = redis.call('HMGET', part(ARGV[2], ARGV[3], 'e'), unpack(ARGV, 4))
for i = 1, #ARGV - 3 do
  values[i] = values[i] or ''
end
return values
