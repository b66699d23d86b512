-- ARGV: 2 claim, 3 lease in ms, 4 how many. Returns {now, records of those due}, each kept from others by the lease.
local found = {int(now)}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', int(now), 'LIMIT', '0', ARGV[4])) do
  if redis.call('EXISTS', draft_key(id)) == 0 then
    redis.call('ZREM', due, id)
  else
    redis.call('HSET', draft_key(id), 'claim', ARGV[2])
    redis.call('ZADD', due, int(now + tonumber(ARGV[3])), id)
    found[#found + 1] = record(id)
  end
end
return found
