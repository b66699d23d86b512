-- ARGV: 2 book, 3 generation, 4 id to go on behind ('' for the first), 5 how many. Returns ids and values.
local from = ARGV[4] == '' and '-' or '(' .. ARGV[4]
local ids = redis.call('ZRANGEBYLEX', part(ARGV[2], ARGV[3], 'o'), from, '+', 'LIMIT', '0', ARGV[5])
if #ids == 0 then
  return {}
end
local found, values = {}, redis.call('HMGET', part(ARGV[2], ARGV[3], 'e'), unpack(ids))
for i = 1, #ids do
  found[#found + 1], found[#found + 2] = ids[i], values[i] or ''
end
return found
