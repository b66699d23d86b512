-- ARGV: 3 epoch, 4 generation's key, then id and vectors alternating. Returns 0 when the room's life is over.
if redis.call('HGET', room, 'epoch') ~= ARGV[3] then return 0 end
local version = redis.call('HINCRBY', room, 'placed:' .. ARGV[4], 1)
for i = 5, #ARGV, 2 do
  if redis.call('HEXISTS', text, ARGV[i]) == 1 then
    redis.call('HSET', vectors(ARGV[4]), ARGV[i], ARGV[i + 1])
    redis.call('ZADD', placed(ARGV[4]), version, ARGV[i])
  end
end
local rest = redis.call('PTTL', room)
if rest > 0 then
  redis.call('PEXPIRE', vectors(ARGV[4]), rest)
  redis.call('PEXPIRE', placed(ARGV[4]), rest)
end
return 1
