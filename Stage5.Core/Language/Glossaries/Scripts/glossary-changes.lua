-- ARGV: 2 book, 3 generation, 4 version that the reader has. Returns {code, version}, then ids and values of what
-- changed since, '' for what is gone; code is 'reload' when that is no longer known.
local at = head(ARGV[2])
if at.generation ~= ARGV[3] or tonumber(ARGV[4]) < tonumber(at.floor) then
  return {'reload', at.version}
end
local ids = redis.call('ZRANGEBYSCORE', part(ARGV[2], ARGV[3], 'c'), '(' .. ARGV[4], '+inf')
local found = {'done', at.version}
if #ids > 0 then
  local values = redis.call('HMGET', part(ARGV[2], ARGV[3], 'e'), unpack(ids))
  for i = 1, #ids do
    found[#found + 1], found[#found + 2] = ids[i], values[i] or ''
  end
end
return found
