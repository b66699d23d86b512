-- The sessions of one user by when they end. ARGV: 2 user, 3 'add', 'drop' or 'list', 4 session, 5 seconds it lives.
-- Returns the ids of those that have not ended, the last to end first.
local key = KEYS[1] .. ':sessions:' .. ARGV[2]
local second = math.floor(now / 1000)
if ARGV[3] == 'add' then
  redis.call('ZADD', key, int(second + tonumber(ARGV[5])), ARGV[4])
elseif ARGV[3] == 'drop' then
  redis.call('ZREM', key, ARGV[4])
end
redis.call('ZREMRANGEBYSCORE', key, '-inf', int(second))
local last = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
if last[2] then
  redis.call('EXPIRE', key, int(tonumber(last[2]) - second))
end
return redis.call('ZREVRANGE', key, 0, 99)
